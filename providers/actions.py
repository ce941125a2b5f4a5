"""What is done to providers. Each verb is one transaction that the audit knows by name."""

from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import position_of
from apcommission.accounts.models import Organisation
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.choices import ApprovalStatus
from providers.models import Approval, ApprovalDecision, Offer, Provider, Site, SiteStaff
from providers.rules import NOT_LISTED, refusal


def add_provider(*, by, name, type, **facts):  # noqa: A002  the field's own name
    """Create the organisation and its provider record; `facts` are fields of Provider.

    Raises NotAllowed when there is a provider of that name: the record is shared between
    authorities, so a second one would split its children and its visits.
    """
    taken = Organisation.objects.filter(kind=OrganisationKind.PROVIDER, name__iexact=name.strip())
    if taken.exists():
        raise NotAllowed(
            f"There is already a provider called {name.strip()}. Find it under Providers and "
            "decide on it there."
        )
    with record("provider_added", by=by):
        organisation = Organisation.objects.create(
            kind=OrganisationKind.PROVIDER, name=name.strip()
        )
        return Provider.objects.create(organisation=organisation, type=type, **facts)


def edit_provider(*, by, provider, name=None, **facts):
    """Change the facts given and nothing else; a name belongs to the organisation."""
    with record("provider_edited", by=by):
        if name and name != provider.organisation.name:
            provider.organisation.name = name
            provider.organisation.save(update_fields=["name"])
        return _change(provider, facts)


def add_site(*, by, provider, name, **facts):
    with record("site_added", by=by):
        return Site.objects.create(provider=provider, name=name, **_located(facts))


def edit_site(*, by, site, **facts):
    with record("site_edited", by=by):
        return _change(site, _located(facts))


def assign_staff(*, by, site, memberships):
    """Let exactly these members of the provider's staff work at the site.

    Somebody assigned to no site at all may take the registers of every site (Site.worked_at_by).
    """
    with record("site_staff_assigned", by=by):
        wanted = {membership.pk for membership in memberships}
        SiteStaff.objects.filter(site=site).exclude(membership__in=wanted).delete()
        known = set(SiteStaff.objects.filter(site=site).values_list("membership_id", flat=True))
        SiteStaff.objects.bulk_create(
            SiteStaff(site=site, provider_id=site.provider_id, membership_id=pk)
            for pk in sorted(wanted - known)
        )


def add_offer(*, by, site, title, **facts):
    """Create an offer at a site; price_pence is in pence, weekdays are 1 (Monday) to 5."""
    with record("offer_added", by=by):
        return Offer.objects.create(provider=site.provider, site=site, title=title, **facts)


def edit_offer(*, by, offer, **facts):
    with record("offer_edited", by=by):
        return _change(offer, facts)


def apply_for_approval(*, by, authority, provider, applied_on=None):
    """Ask an authority for approval, for the first time or again after a refusal or removal.

    Raises NotAllowed while an approval or application stands. `applied_on`: today unless given.
    """
    approval = _approval(authority, provider)
    before = approval.status
    if why_not := refusal(before, ApprovalStatus.APPLIED, "", ""):
        raise NotAllowed(why_not)
    with record("approval_applied_for", by=by):
        approval.status = ApprovalStatus.APPLIED
        approval.conditions = approval.reason = ""
        approval.review_on = None
        approval.save()
        _remember(approval, before, by, applied_on or timezone.localdate())
    return approval


def decide_approval(
    *, by, authority, provider, status, decided_on, reason, conditions="", review_on=None
):
    """Set one authority's standing decision and keep the step in its history.

    Raises NotAllowed, with the sentence to show, when TRANSITIONS does not allow the move or a
    reason or condition is missing.
    """
    approval = _approval(authority, provider)
    before = approval.status
    if why_not := refusal(before, status, reason, conditions):
        raise NotAllowed(why_not)
    if approval.decided_on and decided_on < approval.decided_on:
        raise NotAllowed("The date of the decision is before the decision that stands now.")
    with record("approval_decided", by=by, reason=reason):
        approval.status = status
        approval.decided_on = decided_on
        approval.reason = reason
        approval.conditions = conditions if status == ApprovalStatus.CONDITIONAL else ""
        approval.review_on = review_on if approval.is_usable else None
        approval.save()
        _remember(approval, before, by, decided_on)
    return approval


def follow_visit(*, by, authority, provider, grade, visited_on, next_due_on):
    """Let the catalogue show the grade of a visit that was just signed off.

    An older visit that is signed off late does not hide the grade of a newer one. Returns the
    approval, or None where the authority holds none: then there is no entry to show it on.
    """
    approval = Approval.objects.by_authority(authority).of(provider).first()
    if approval is None:
        return None
    with record("approval_followed_visit", by=by):
        if approval.qa_visited_on is None or visited_on >= approval.qa_visited_on:
            _change(
                approval,
                {"qa_grade": grade, "qa_visited_on": visited_on, "qa_next_due_on": next_due_on},
            )
    return approval


def _approval(authority, provider):
    found = Approval.objects.by_authority(authority).of(provider).first()
    return found or Approval(authority=authority, provider=provider, status=NOT_LISTED)


def _remember(approval, before, by, date):
    ApprovalDecision.objects.create(
        approval=approval,
        authority=approval.authority,
        provider=approval.provider,
        from_status=before,
        to_status=approval.status,
        decided_on=date,
        conditions=approval.conditions,
        reason=approval.reason,
        decided_by_id=by.pk,
    )


def _change(record_, facts):
    """Save only what was given, so that a person's column rights are enough."""
    for name, value in facts.items():
        setattr(record_, name, value)
    if facts:
        record_.save(update_fields=list(facts))
    return record_


def _located(facts):
    """The facts with the position of a new postcode, unless the position itself is given."""
    if "postcode" not in facts or "latitude" in facts:
        return facts
    latitude, longitude = position_of(facts["postcode"]) or (None, None)
    return {**facts, "latitude": latitude, "longitude": longitude}
