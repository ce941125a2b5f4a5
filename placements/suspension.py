"""Telling the schools whose pupils are at a provider that was suspended or removed."""

from django.urls import reverse

from apcommission.audit.record import record
from apcommission.flags.engine import Outcome
from placements.models import Placement, SuspensionNotice
from providers.models import ApprovalDecision
from providers.telling import leads_of, tell

WORDS = {"suspended": "suspended its approval of", "removed": "removed from its list"}


def tell_affected(*, now, by):
    """For each decision that took an approval away and of which nobody was told: note each open
    placement, and queue one e-mail for each lead and safeguarding lead of its school.

    Safe twice: a decision is taken once, a placement noted once for it, and an e-mail queued once
    for it and a person. Where the approval was given back meanwhile, nobody is troubled.
    """
    outcome = Outcome()
    decisions = ApprovalDecision.objects.untold().with_names()
    for decision in decisions.select_for_update(of=["self"], skip_locked=True):
        with record("affected_told", by=by):
            told = _notices(decision, now) if decision.approval.status in WORDS else 0
            decision.affected_told_at = now
            decision.save(update_fields=["affected_told_at"])
        outcome += Outcome(looked_at=1, raised=told)
    return outcome


def _notices(decision, now):
    """Tell every school; gives how many placements were noted."""
    placements = Placement.objects.at(decision.provider_id).of_authority(decision.authority_id)
    by_school = {}
    for placement in placements.open().with_names():
        by_school.setdefault(placement.school, []).append(placement)
    notices = []
    for school, of_school in by_school.items():
        people = _tell_school(decision, school, len(of_school)) if school else 0
        notices += [
            SuspensionNotice(
                decision=decision, told_at=now, people_told=people, **placement.scope_columns()
            )
            for placement in of_school
        ]
    SuspensionNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def _tell_school(decision, school, pupils):
    """Queue the e-mails; gives to how many people. No child's name: the page shows it."""
    who = "1 pupil of your school has" if pupils == 1 else f"{pupils} pupils of your school have"
    date = decision.decided_on
    words = WORDS[decision.to_status]
    body = (
        f"{decision.authority} {words} {decision.provider} on {date.day} {date:%B %Y}.\n\n"
        f"Reason: {decision.reason}\n\n"
        f"{who} a placement or a request there. Nobody new can be placed there. The placements "
        "do not end by themselves: decide with the local authority where each pupil goes next."
    )
    return tell(
        leads_of(school),
        key=f"suspension:{decision.pk}",
        subject=f"{decision.provider}: {decision.get_to_status_display().lower()}",
        body=body,
        path=reverse("providers:approval_affected", args=[decision.pk]),
    )
