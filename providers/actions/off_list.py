"""A school's declaration that it uses a provider that is not approved, and the desk-top review."""

import datetime as dt

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.flags.rules import rule_named
from apcommission.flags.thresholds import thresholds_for
from apcommission.terms.calendars import calendar_for, whole_year
from providers.actions.entry import add_provider
from providers.choices import OffListOutcome
from providers.models import OffListDeclaration
from providers.models.saving import save_facts
from providers.telling import leads_of, tell

# A week of school days, where the authority's half terms are not known.
DAYS_IN_A_WEEK = 5


def declare_off_list(*, by, on, **facts):
    """A school says which provider it uses that its authority has not approved; the desk-top
    review begins. `on` is today; `facts` are fields of OffListDeclaration."""
    school = by.organisation
    with record("off_list_declared", by=by):
        return OffListDeclaration.objects.create(
            authority_id=school.area_id,
            school=school,
            declared_by_id=by.pk,
            review_due_on=review_due(school, on),
            **facts,
        )


def review_due(school, on):
    """The last school day of the desk-top review of what a school declares on a day."""
    rule = rule_named("off_list_in_use")
    days = int(thresholds_for(rule, school.area_id, on)["review_days"])
    start, end = whole_year(on)
    calendar = calendar_for(school.area_id, school_id=school.pk, start=start, end=end)
    due = calendar.school_day_after(on, days) if days else on
    return due or on + dt.timedelta(weeks=days // DAYS_IN_A_WEEK, days=days % DAYS_IN_A_WEEK)


def link_declaration(*, by, declaration, provider):
    """Say which provider of the register it is."""
    with record("declaration_linked", by=by):
        return save_facts(declaration, {"provider": provider})


def add_declared_provider(*, by, declaration, type):  # noqa: A002  the field's own name
    """Enter the declared provider in the register, and link it.

    Raises NotAllowed when there is a provider of that name: link that one.
    """
    with record("declared_provider_added", by=by):
        provider = add_provider(
            by=by, name=declaration.provider_name, type=type, phone=declaration.phone
        )
        return link_declaration(by=by, declaration=declaration, provider=provider)


def settle_declaration(*, by, declaration, outcome, note):
    """End the desk-top review, or change how it ended; the school's leads are told.

    Raises NotAllowed without an outcome or a note.
    """
    if not outcome:
        raise NotAllowed("Say how the review ended.")
    if not note.strip():
        raise NotAllowed("Write what the school should know.")
    with record("declaration_settled", by=by, reason=note):
        facts = {"outcome": outcome, "outcome_note": note}
        today = timezone.localdate()
        save_facts(declaration, {**facts, "settled_by_id": by.pk, "settled_on": today})
        label = OffListOutcome(outcome).label
        tell(
            leads_of(declaration.school),
            key=f"off_list:{declaration.pk}:{outcome}:{today}",
            subject=f"{declaration.provider_name}: {label.lower()}",
            body=f"The desk-top review of {declaration.provider_name} has ended.\n\n"
            f"{label}.\n\n{note}",
            path=declaration.get_absolute_url(),
        )
    return declaration
