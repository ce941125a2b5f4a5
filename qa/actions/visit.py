"""A visit from its beginning to its sign-off."""

from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions import follow_visit
from providers.telling import leads_of, tell
from qa.choices import VisitKind, VisitStatus
from qa.cycle import months_of
from qa.models import Framework, Visit
from qa.rules import (
    TRANSITIONS,
    needed_standards,
    next_visit_due,
    sign_off_refusal,
    submit_refusal,
    unjudged,
)


def begin_visit(
    *,
    by,
    authority,
    provider,
    framework,
    kind,
    visited_on,
    site=None,
    co_visitor=None,
    starts_at=None,
    made_by="",
):
    """Open a draft that `by` leads; on a day to come it is an arrangement.

    Begun by a school it is the school's own visit. Raises NotAllowed for a framework not in force
    that day, another authority's framework, another provider's site, or a kind that is not
    theirs to make.
    """
    school = _school_of(by)
    if why_not := _kind_refusal(kind, school, made_by):
        raise NotAllowed(why_not)
    if not Framework.objects.usable_by(authority.pk).filter(pk=framework.pk).exists():
        raise NotAllowed("These standards are another authority's, or only an example.")
    if not Framework.objects.on(visited_on).filter(pk=framework.pk).exists():
        raise NotAllowed("These standards were not in force on the day of the visit.")
    if site is not None and site.provider_id != provider.pk:
        raise NotAllowed("This site is another provider's.")
    if co_visitor is not None and co_visitor.pk == by.pk:
        raise NotAllowed("You lead the visit: choose somebody else to come with you.")
    with record("visit_begun", by=by):
        return Visit.objects.create(
            authority=authority,
            school=school,
            provider=provider,
            site=site,
            framework=framework,
            kind=kind,
            visited_on=visited_on,
            starts_at=starts_at,
            made_by=made_by,
            lead_id=by.pk,
            co_visitor=co_visitor,
        )


def submit_visit(*, by, visit, reply_by=None):
    """Send the draft for sign-off. Until `reply_by` the provider may reply to it first.

    Raises NotAllowed naming the standards not judged yet, or when the last day to reply is over.
    """
    today = timezone.localdate()
    if why_not := _unready(visit, today):
        raise NotAllowed(why_not)
    if reply_by is not None and reply_by < today:
        raise NotAllowed("The last day to reply must be today or later.")
    with record("visit_submitted", by=by):
        visit.status = VisitStatus.SUBMITTED
        visit.returned_reason = ""
        visit.reply_by = reply_by
        visit.submitted_at = timezone.now()
        visit.save(update_fields=["status", "returned_reason", "reply_by", "submitted_at"])
        if reply_by is not None:
            _ask_for_reply(visit)
    return visit


def reply_to_visit(*, by, visit, reply):
    """Add the provider's own words to the report. They may be changed until the last day, and
    stand in the report for everybody who reads it."""
    if not visit.may_be_replied_to(timezone.localdate()):
        raise NotAllowed("The time to reply to this visit is over.")
    if not reply.strip():
        raise NotAllowed("Write your reply, or let the day pass to leave it at the report.")
    with record("visit_replied_to", by=by):
        visit.reply = reply
        visit.replied_by_id = by.pk
        visit.replied_at = timezone.now()
        visit.save(update_fields=["reply", "replied_by", "replied_at"])
    return visit


def return_visit(*, by, visit, reason):
    """Send a visit back to its lead with the reason, instead of signing it off."""
    if VisitStatus.DRAFT not in TRANSITIONS[visit.status]:
        raise NotAllowed(f"A visit that is “{spoken(visit)}” cannot be sent back.")
    if not reason.strip():
        raise NotAllowed("Say what the lead must change.")
    with record("visit_returned", by=by, reason=reason):
        visit.status = VisitStatus.DRAFT
        visit.returned_reason = reason
        visit.reply_by = None
        visit.save(update_fields=["status", "returned_reason", "reply_by"])
    return visit


def sign_off_visit(*, by, visit, grade, next_due_on=None):
    """Publish the visit with its grade; the catalogue follows in the same transaction.

    Without `next_due_on` the authority's cycle says it. Raises NotAllowed when the visit is not
    waiting for sign-off, `by` made it, or the provider may still reply.
    """
    months = months_of(visit.authority_id, visit.visited_on)
    due_on = next_due_on or next_visit_due(visit.visited_on, grade, months)
    if why_not := sign_off_refusal(visit, by.pk, due_on, timezone.localdate()):
        raise NotAllowed(why_not)
    with record("visit_signed_off", by=by):
        _publish(visit, by, grade=grade, next_due_on=due_on)
        follow_visit(
            by=by,
            authority=visit.authority,
            provider=visit.provider,
            grade=grade,
            visited_on=visit.visited_on,
            next_due_on=due_on,
        )
    return visit


def publish_school_visit(*, by, visit):
    """Share a school's own visit. It has no grade and moves nobody's cycle: schools look for
    themselves, authorities decide."""
    if visit.school_id is None:
        raise NotAllowed("Somebody else signs off the visit of an LA.")
    if why_not := _unready(visit, timezone.localdate()):
        raise NotAllowed(why_not)
    with record("visit_published", by=by):
        _publish(visit, by, grade="", next_due_on=None)
    return visit


def spoken(visit):
    return visit.get_status_display().lower()


def _ask_for_reply(visit):
    tell(
        leads_of(visit.provider.organisation),
        key=f"visit-reply:{visit.pk}:{visit.submitted_at:%Y%m%d%H%M%S}",
        subject=f"{visit.authority} has written its report of a visit to you",
        body=(
            f"You may reply to the report of the visit of {visit.visited_on:%-d %B %Y} until"
            f" {visit.reply_by:%-d %B %Y}. Your reply is published with it."
        ),
        path=visit.get_absolute_url(),
    )


def _publish(visit, by, **facts):
    for name, value in facts.items():
        setattr(visit, name, value)
    visit.status = VisitStatus.PUBLISHED
    visit.signed_off_by_id = by.pk
    visit.signed_off_at = timezone.now()
    visit.save()


def _unready(visit, today):
    judged = set(visit.judgements.judged().values_list("standard_id", flat=True))
    needed = needed_standards(visit.kind, visit.framework.standards.all())
    return submit_refusal(
        visit.status,
        unjudged(needed, judged),
        visit.summary,
        visited_on=visit.visited_on,
        on=today,
    )


def _school_of(by):
    is_school = by.organisation and by.organisation.kind == OrganisationKind.SCHOOL
    return by.organisation if is_school else None


def _kind_refusal(kind, school, made_by):
    if (kind == VisitKind.SCHOOL) != (school is not None):
        return "A school records its own visits, and an LA its own."
    if (kind == VisitKind.OTHER_AUTHORITY) != bool(made_by):
        return "Say which LA made the visit, for another LA’s visit only."
    return ""
