"""What an authority decides about a provider, and what follows from it."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.choices import ApprovalStatus
from providers.models import Approval, ApprovalDecision
from providers.models.saving import save_facts
from providers.rules import NOT_LISTED, refusal


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
            save_facts(
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
