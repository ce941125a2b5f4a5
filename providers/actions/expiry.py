"""What the night does about evidence that runs out: reminders, then consequences."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from apcommission.audit.record import record
from apcommission.notify import outbox
from providers.choices import ApprovalStatus, DecisionStep
from providers.evidence_rules import is_expired, reminder_due, spoken, stage_of
from providers.in_force import evidence_in_force
from providers.models import Approval, ApprovalDecision, ExpiryReminder, Provider
from providers.models.saving import save_facts
from providers.rules import BLOCKS_NEW_PLACEMENTS, USABLE
from providers.telling import leads_of, tell

A = ApprovalStatus
SEVERITY = {"": 0, A.CONDITIONAL: 1, A.SUSPENDED: 2}


def send_reminders(*, by, on):
    """Remind provider leads and commissioners of evidence that runs out; gives (lines looked at,
    reminders written). One e-mail a person a run; what was sent before is not sent again."""
    ending = [each for each in evidence_in_force(on) if _is_ending(each, on)]
    due = _not_yet_sent(ending, on)
    with record("expiry_reminders_sent", by=by):
        ExpiryReminder.objects.bulk_create(reminder for _, _, reminder in due)
        by_person = defaultdict(list)
        for member, evidence, reminder in due:
            by_person[member.user_id].append((member, evidence, reminder))
        names = _provider_names(ending)
        for lines in by_person.values():
            _queue(lines, names, on)
    return len(ending), len(due)


def _is_ending(evidence, on):
    return evidence.expires_on is not None and reminder_due(evidence.expires_on, on) is not None


def _not_yet_sent(ending, on):
    """[(member, evidence, reminder)] still to be sent, each person once for each document."""
    bodies = {each.provider_id for each in ending} | {each.authority_id for each in ending}
    people = defaultdict(list)
    for member in _to_remind(bodies):
        people[member.organisation_id].append(member)
    known = ExpiryReminder.objects.filter(document__in=[each.document_id for each in ending])
    sent = set(known.values_list("document_id", "authority_id", "days_before", "sent_to"))
    due, now = [], timezone.now()
    for each in ending:
        days = reminder_due(each.expires_on, on)
        for body, authority in ((each.provider_id, None), (each.authority_id, each.authority_id)):
            for member in people[body]:
                identity = (each.document_id, authority, days, member.email)
                if identity in sent:
                    continue
                sent.add(identity)
                reminder = ExpiryReminder(
                    document_id=each.document_id,
                    provider_id=each.provider_id,
                    authority_id=authority,
                    days_before=days,
                    sent_to=member.email,
                    sent_at=now,
                )
                due.append((member, each, reminder))
    return due


def _to_remind(organisation_ids):
    members = Membership.objects.current().filter(
        organisation_id__in=organisation_ids,
        role__in=[Role.PROVIDER_LEAD, Role.COMMISSIONER],
        user__is_active=True,
    )
    return members.with_people().order_by("pk")


def _provider_names(ending):
    providers = Provider.objects.among({each.provider_id for each in ending}).with_names()
    return {provider.pk: provider.name for provider in providers}


def _queue(lines, names, on):
    """One e-mail to one person about all of it."""
    member, first, reminder = lines[0]
    said = "\n".join(
        f"- {names[each.provider_id]}: {each.name}, "
        f"{'ran out' if is_expired(each.expires_on, on) else 'runs out'} "
        f"on {spoken(each.expires_on)}"
        for _, each, _ in lines
    )
    path = reverse("providers:evidence_list", args=[first.provider_id])
    outbox.queue(
        key=f"evidence-expiry:{reminder.pk}",
        to=member.email,
        person_id=member.user_id,
        subject="Evidence that runs out" if len(lines) > 1 else f"{first.name} runs out",
        body=f"{said}\n\nSign in to see more:\n\n{settings.SERVICE_ADDRESS}{path}\n",
    )


def follow_expired_evidence(*, by, on, limits):
    """Let approvals follow their evidence; gives (approvals looked at, lapsed, restored).

    `limits`: {authority id: days after the last day until (conditional, suspended)}. An approval
    that a person suspended is never touched; one that lapsed here comes back to what it was when
    its evidence is in date and verified again.
    """
    evidence = defaultdict(list)
    for each in evidence_in_force(on):
        evidence[each.approval_id].append(each)
    approvals = Approval.objects.filter(pk__in=evidence).select_for_update(of=("self",))
    lapsed = restored = 0
    with record("evidence_followed", by=by):
        for approval in approvals.with_provider().select_related("authority").order_by("pk"):
            step = _follow(approval, evidence[approval.pk], limits[approval.authority_id], on, by)
            lapsed += step == DecisionStep.LAPSED
            restored += step == DecisionStep.RESTORED
    return len(evidence), lapsed, restored


def _follow(approval, evidence, limits, on, by):
    """Change one approval if its evidence asks for it; gives the step taken, or None."""
    history = list(approval.decisions.order_by("pk"))
    lapses = _standing_lapses(history)
    if approval.status in BLOCKS_NEW_PLACEMENTS and not lapses:
        return None
    decided_on = _decided_on(approval, history)
    ended = [each for each in evidence if each.touches_approval and each.expires_on]
    stages = {each: stage_of(each.expires_on, limits, decided_on, on) for each in ended}
    over = [each for each, stage in stages.items() if stage]
    wanted = max((stages[each] for each in over), key=SEVERITY.get, default="")
    if lapses and SEVERITY[wanted] < SEVERITY[lapses[-1].to_status]:
        # Better than it stands: only once what replaced the old evidence was looked at.
        if _has_unseen(evidence, lapses[0].recorded_at):
            return None
        if not wanted:
            return _restore(approval, history, lapses, on, by)
    return _lapse(approval, over, wanted, history, lapses, on, by) if wanted else None


def _standing_lapses(history):
    """The steps of this job that nothing has followed yet."""
    lapses = []
    for decision in reversed(history):
        if decision.step != DecisionStep.LAPSED:
            break
        lapses.insert(0, decision)
    return lapses


def _decided_on(approval, history):
    """When a person decided last; of an approval without history, the date that stands on it."""
    people = [each.decided_on for each in history if each.step == DecisionStep.DECIDED]
    if people:
        return people[-1]
    # Once this job has written, the date on the approval is its own.
    return None if history else approval.decided_on


def _has_unseen(evidence, since):
    return any(
        each.touches_approval and each.uploaded_at > since and not each.is_verified
        for each in evidence
    )


def _before(history, lapses):
    """(status, reason, conditions) of the approval before it lapsed."""
    place = history.index(lapses[0]) if lapses else len(history)
    earlier = history[place - 1] if place else None
    status = lapses[0].from_status if lapses else ""
    if earlier is None:
        return status, "", ""
    return status, earlier.reason, earlier.conditions


def _lapse(approval, over, wanted, history, lapses, on, by):
    own = _before(history, lapses)[2] if lapses else approval.conditions
    names = ", ".join(f"{each.name} (ran out on {spoken(each.expires_on)})" for each in over)
    reason = f"Evidence has run out: {names}."
    if lapses and approval.status == wanted and approval.reason == reason:
        return None
    asked = f"Give evidence that is in date: {', '.join(each.name for each in over)}."
    conditions = "\n".join(filter(None, [own, asked])) if wanted == A.CONDITIONAL else ""
    _set(approval, wanted, reason, conditions, DecisionStep.LAPSED, on, by)
    return DecisionStep.LAPSED


def _restore(approval, history, lapses, on, by):
    status, reason, conditions = _before(history, lapses)
    if status not in USABLE:
        return None
    _set(approval, status, reason, conditions, DecisionStep.RESTORED, on, by)
    return DecisionStep.RESTORED


def _set(approval, status, reason, conditions, step, on, by):
    """Write the approval and its history, and tell both sides. The review date stays."""
    before = approval.status
    words = {"status": status, "reason": reason, "conditions": conditions}
    save_facts(approval, {**words, "decided_on": on})
    decision = ApprovalDecision.objects.create(
        approval=approval,
        authority_id=approval.authority_id,
        provider_id=approval.provider_id,
        from_status=before,
        to_status=status,
        decided_on=on,
        reason=reason,
        conditions=conditions,
        step=step,
    )
    is_restored = step == DecisionStep.RESTORED
    why = "Evidence is in date again." if is_restored else reason
    people = [*leads_of(approval.provider.organisation), *_commissioners(approval.authority_id)]
    tell(
        people,
        key=f"approval-{step}:{decision.pk}",
        subject=f"{approval.provider} is {A(status).label.lower()}",
        body=f"{approval.authority}'s approval of {approval.provider} is now"
        f" “{A(status).label}”. {why}",
        path=reverse("providers:provider_detail", args=[approval.provider_id]),
    )


def _commissioners(authority_id):
    return [each for each in _to_remind([authority_id]) if each.role == Role.COMMISSIONER]
