"""What is done in quality assurance. Each verb is one transaction that the audit knows by name."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions import follow_visit
from qa.choices import ActionStatus, VisitStatus
from qa.models import Action, Judgement, Visit
from qa.rules import (
    ACTION_TRANSITIONS,
    TRANSITIONS,
    next_visit_due,
    sign_off_refusal,
    submit_refusal,
    unjudged,
)


def begin_visit(*, by, authority, provider, framework, kind, visited_on, site=None):
    """Open a draft that `by` leads. Raises NotAllowed for a framework not yet in force that day,
    another authority's framework or another provider's site."""
    if framework.in_force_from > visited_on:
        raise NotAllowed("These standards were not in force on the day of the visit.")
    if framework.authority_id not in (None, authority.pk):
        raise NotAllowed("These standards are another authority's.")
    if site is not None and site.provider_id != provider.pk:
        raise NotAllowed("This site is another provider's.")
    with record("visit_begun", by=by):
        return Visit.objects.create(
            authority=authority,
            provider=provider,
            site=site,
            framework=framework,
            kind=kind,
            visited_on=visited_on,
            lead_id=by.pk,
        )


def save_judgements(*, by, visit, judgements, summary):
    """Keep what is written so far: {standard_id: (outcome, evidence)}, either may be empty.

    Raises NotAllowed unless the visit is a draft, and for a standard of another framework.
    """
    if visit.status != VisitStatus.DRAFT:
        raise NotAllowed(f"A visit that is “{_spoken(visit)}” cannot be changed.")
    known = set(visit.framework.standards.values_list("pk", flat=True))
    if not known.issuperset(judgements):
        raise NotAllowed("A judgement is on a standard of other standards than the visit's.")
    with record("judgements_saved", by=by):
        Judgement.objects.bulk_create(
            [
                Judgement(
                    visit=visit,
                    authority_id=visit.authority_id,
                    standard_id=standard_id,
                    outcome=outcome,
                    evidence=evidence,
                )
                for standard_id, (outcome, evidence) in judgements.items()
            ],
            update_conflicts=True,
            unique_fields=["visit", "standard"],
            update_fields=["outcome", "evidence"],
        )
        visit.summary = summary
        visit.save(update_fields=["summary"])
    return visit


def submit_visit(*, by, visit):
    """Send the draft for sign-off. Raises NotAllowed naming the standards not judged yet."""
    judged = set(visit.judgements.judged().values_list("standard_id", flat=True))
    missing = unjudged(visit.framework.standards.all(), judged)
    if why_not := submit_refusal(visit.status, missing, visit.summary):
        raise NotAllowed(why_not)
    with record("visit_submitted", by=by):
        visit.status = VisitStatus.SUBMITTED
        visit.returned_reason = ""
        visit.save(update_fields=["status", "returned_reason"])
    return visit


def return_visit(*, by, visit, reason):
    """Send a visit back to its lead with the reason, instead of signing it off."""
    if VisitStatus.DRAFT not in TRANSITIONS[visit.status]:
        raise NotAllowed(f"A visit that is “{_spoken(visit)}” cannot be sent back.")
    if not reason.strip():
        raise NotAllowed("Say what the lead must change.")
    with record("visit_returned", by=by, reason=reason):
        visit.status = VisitStatus.DRAFT
        visit.returned_reason = reason
        visit.save(update_fields=["status", "returned_reason"])
    return visit


def sign_off_visit(*, by, visit, grade, next_due_on=None):
    """Publish the visit with its grade; the catalogue follows in the same transaction.

    Without `next_due_on` the cycle of rules.MONTHS_TO_NEXT_VISIT says it. Raises NotAllowed when
    the visit is not waiting for sign-off, or `by` led it.
    """
    due_on = next_due_on or next_visit_due(visit.visited_on, grade)
    if why_not := sign_off_refusal(visit.status, visit.lead_id, by.pk, visit.visited_on, due_on):
        raise NotAllowed(why_not)
    with record("visit_signed_off", by=by):
        visit.status = VisitStatus.PUBLISHED
        visit.grade = grade
        visit.next_due_on = due_on
        visit.signed_off_by_id = by.pk
        visit.signed_off_at = timezone.now()
        visit.save()
        follow_visit(
            by=by,
            authority=visit.authority,
            provider=visit.provider,
            grade=grade,
            visited_on=visit.visited_on,
            next_due_on=due_on,
        )
    return visit


def add_action(*, by, visit, title, due_on, owner=""):
    """Note something the provider must put right. Raises NotAllowed when due before the visit."""
    if due_on < visit.visited_on:
        raise NotAllowed("An action cannot be due before the visit that found it.")
    with record("action_added", by=by):
        return Action.objects.create(
            visit=visit,
            authority_id=visit.authority_id,
            provider_id=visit.provider_id,
            title=title,
            owner=owner,
            due_on=due_on,
        )


def close_action(*, by, action, closed_on):
    """Note that it was put right. Raises NotAllowed when closed already or before the visit."""
    if ActionStatus.CLOSED not in ACTION_TRANSITIONS[action.status]:
        raise NotAllowed("This action is closed already.")
    if closed_on < action.visit.visited_on:
        raise NotAllowed("An action cannot be closed before the visit that found it.")
    with record("action_closed", by=by):
        action.status = ActionStatus.CLOSED
        action.closed_on = closed_on
        action.save(update_fields=["status", "closed_on"])
    return action


def _spoken(visit):
    return visit.get_status_display().lower()
