"""What an authority decides about a provider, and what follows from it."""

from django.urls import reverse
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.choices import ApplicationState, ApprovalStatus, DecisionStep, Section
from providers.models import Application, Approval, ApprovalDecision, DecisionScore
from providers.models.saving import save_facts
from providers.rules import NOT_LISTED, refusal
from providers.telling import leads_of, tell


def apply_for_approval(*, by, authority, provider, applied_on=None):
    """Ask an authority for approval, for the first time or again after a refusal or removal.

    Raises NotAllowed while an approval or application stands. `applied_on`: today unless given.
    """
    approval = _approval(authority, provider)
    before = approval.status
    if why_not := refusal(before, ApprovalStatus.APPLIED, "", ""):
        raise NotAllowed(why_not)
    with record("approval_applied_for", by=by):
        facts = {"status": ApprovalStatus.APPLIED, "conditions": "", "reason": ""}
        _set(approval, {**facts, "review_on": None})
        _remember(
            approval, before, by, applied_on or timezone.localdate(), step=DecisionStep.APPLIED
        )
    return approval


def decide_approval(
    *,
    by,
    authority,
    provider,
    status,
    decided_on,
    reason,
    conditions="",
    review_on=None,
    scores=None,
):
    """Set one authority's standing decision, keep the step in its history, settle the application
    that it answers and tell the provider's leads.

    `scores`: {section: (score, note)}; every section is needed when an application is decided.
    Raises NotAllowed, with the sentence to show, when TRANSITIONS does not allow the move or a
    reason, condition or score is missing.
    """
    scores = scores or {}
    with record("approval_decided", by=by, reason=reason):
        approval = _approval(authority, provider, lock=True)
        before = approval.status
        if why_not := refusal(before, status, reason, conditions):
            raise NotAllowed(why_not)
        if approval.decided_on and decided_on < approval.decided_on:
            raise NotAllowed("The date of the decision is before the decision that stands now.")
        application = _application(authority, provider)
        if application and set(scores) != set(Section.values):
            raise NotAllowed("Score every section: the provider reads the scores.")
        approval.status = status
        facts = {
            "status": status,
            "decided_on": decided_on,
            "reason": reason,
            "conditions": conditions if status == ApprovalStatus.CONDITIONAL else "",
            "review_on": review_on if approval.is_usable else None,
        }
        _set(approval, facts)
        decision = _remember(approval, before, by, decided_on, scores=scores)
        if application:
            settled = {"state": ApplicationState.DECIDED, "decided_at": timezone.now()}
            save_facts(application, settled)
        _tell_provider(approval, decision, f"{authority} has decided on your approval")
    return approval


def ask_for_information(*, by, authority, provider, asked, answer_by):
    """Ask an applicant for more before deciding; the application goes back to the provider.

    Raises NotAllowed unless the provider has applied, or without a question.
    """
    with record("information_asked_for", by=by):
        approval = _approval(authority, provider, lock=True)
        if approval.status != ApprovalStatus.APPLIED:
            raise NotAllowed("Only a provider that has applied can be asked for more.")
        if not asked.strip():
            raise NotAllowed("Say what you need to know.")
        if application := _application(authority, provider):
            save_facts(
                application,
                {"state": ApplicationState.ASKED, "asked": asked, "answer_by": answer_by},
            )
        step = _remember(
            approval,
            approval.status,
            by,
            timezone.localdate(),
            step=DecisionStep.ASKED,
            reason=asked,
        )
        _tell_provider(approval, step, f"{authority} asks for more about your application")
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


def _approval(authority, provider, *, lock=False):
    found = Approval.objects.by_authority(authority).of(provider)
    if lock:
        # Two people decide at once: the second finds what the first decided.
        found = found.select_for_update()
    return found.first() or Approval(authority=authority, provider=provider, status=NOT_LISTED)


def _set(approval, facts):
    """Save only these, so that a provider which applies again needs no right on the rest."""
    if approval.pk:
        save_facts(approval, facts)
        return
    for name, value in facts.items():
        setattr(approval, name, value)
    approval.save()


def _application(authority, provider):
    """The application that waits for the authority, or None."""
    waiting = Application.objects.open().exclude(sent_at__isnull=True)
    return waiting.filter(authority=authority, provider=provider).first()


def _remember(approval, before, by, date, *, step=DecisionStep.DECIDED, reason=None, scores=()):
    decision = ApprovalDecision.objects.create(
        approval=approval,
        authority=approval.authority,
        provider=approval.provider,
        from_status=before,
        to_status=approval.status,
        decided_on=date,
        conditions=approval.conditions,
        reason=approval.reason if reason is None else reason,
        step=step,
        decided_by_id=by.pk,
    )
    DecisionScore.objects.bulk_create(
        DecisionScore(
            decision=decision,
            authority=approval.authority,
            provider=approval.provider,
            section=section,
            score=scores[section][0],
            note=scores[section][1],
        )
        for section in Section.values
        if section in scores
    )
    return decision


def _tell_provider(approval, decision, subject):
    body = f"{approval.authority}: {decision.title.lower()}."
    if decision.step == DecisionStep.ASKED:
        body = f"{approval.authority} asks:\n\n{decision.reason}"
    elif decision.reason:
        body += f"\n\nReason: {decision.reason}"
    if decision.conditions:
        body += f"\n\nConditions: {decision.conditions}"
    tell(
        leads_of(approval.provider.organisation),
        key=f"decision:{decision.pk}",
        subject=subject,
        body=body,
        path=reverse("providers:provider_detail", args=[approval.provider_id]),
    )
