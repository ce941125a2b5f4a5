import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import system_scope
from apcommission.notify.models import Message
from providers import actions
from providers.choices import ApprovalStatus, CheckOutcome, DecisionStep
from providers.models import Document, ExpiryReminder
from tests.factories.accounts import member
from tests.factories.evidence import (
    DocumentCheckFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
)
from tests.factories.providers import ApprovalDecisionFactory, ApprovalFactory

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture
def insurance(provider, authority):
    """Verified, and in date until Monday 30 November 2026."""
    document = DocumentFactory(provider=provider, expires_on=LAST_DAY)
    DocumentCheckFactory(document=document, authority=authority)
    return document


@pytest.fixture
def people(provider_lead, commissioner):
    return sorted([provider_lead.email, commissioner.email])


def at(on, hour=2):
    return time_machine.travel(dt.datetime.combine(on, dt.time(hour), tzinfo=dt.UTC))


def remind(on):
    with at(on), system_scope("evidence"):
        return actions.send_reminders(by="evidence", on=on)


def reminded():
    return sorted(ExpiryReminder.objects.values_list("days_before", "sent_to"))


def test_send_reminders_on_each_of_the_days(insurance, people):
    """60, 30 and 7 days before and on the last day, each once to the provider's lead and to the
    authority's commissioner, and to nobody else."""
    for ahead in range(62, -5, -1):
        remind(LAST_DAY - ahead * DAY)
    assert reminded() == sorted((days, each) for days in (0, 7, 30, 60) for each in people)
    assert Message.objects.count() == 8


def test_send_reminders_twice_a_night_sends_once(insurance, people):
    assert remind(LAST_DAY - 7 * DAY) == (1, 2)
    assert remind(LAST_DAY - 7 * DAY) == (1, 0)
    assert Message.objects.count() == 2


def test_send_reminders_after_a_stop_sends_the_nearest_only(insurance, people):
    remind(LAST_DAY - 3 * DAY)
    assert reminded() == [(7, each) for each in people]


def test_send_reminders_says_what_and_when_and_names_no_pupil(insurance, placement, people):
    remind(LAST_DAY - 7 * DAY)
    message = Message.objects.first()
    assert message.subject == "Public liability insurance runs out"
    assert message.body.splitlines()[0] == (
        "- Bridge Farm: Public liability insurance, runs out on 30 Nov 2026"
    )
    assert "/providers/" in message.body
    assert "Ada" not in message.subject + message.body


def test_send_reminders_puts_all_of_one_night_into_one_email(insurance, provider, people):
    DocumentFactory(provider=provider, key="fire_risk", expires_on=LAST_DAY)
    remind(LAST_DAY - 7 * DAY)
    assert Message.objects.count() == 2
    assert Message.objects.first().body.count("Bridge Farm") == 2
    assert ExpiryReminder.objects.count() == 4


def test_send_reminders_stops_when_a_newer_one_is_given(insurance, provider, people):
    Document.objects.update(is_current=False)
    DocumentFactory(provider=provider, expires_on=LAST_DAY + 365 * DAY)
    remind(LAST_DAY)
    assert reminded() == []


def test_send_reminders_tells_each_authority_and_the_provider_once(
    insurance, provider, provider_lead, other_authority, commissioner
):
    theirs = member(Role.COMMISSIONER, other_authority)
    ApprovalFactory(authority=other_authority, provider=provider)
    remind(LAST_DAY)
    assert reminded() == sorted((0, each.email) for each in (provider_lead, commissioner, theirs))
    to_provider = ExpiryReminder.objects.get(sent_to=provider_lead.email)
    assert to_provider.authority is None


def test_send_reminders_leaves_out_who_has_left(insurance, people, provider_lead):
    provider_lead.is_active = False
    provider_lead.save()
    remind(LAST_DAY)
    assert [each for _, each in reminded()] == [e for e in people if e != provider_lead.email]


# What follows when evidence has run out.


def follow(on, limits=(1, 28)):
    with at(on), system_scope("evidence"):
        numbers = dict.fromkeys(
            Document.objects.values_list("provider__approvals__authority_id", flat=True), limits
        )
        return actions.follow_expired_evidence(by="evidence", on=on, limits=numbers)[1:]


def approval_of(provider):
    return provider.approvals.get()


def steps(provider):
    return list(approval_of(provider).decisions.order_by("pk").values_list("step", "to_status"))


def renew(provider, authority=None, *, on, outcome=CheckOutcome.ACCEPTED, key="public_liability"):
    with at(on, 12):
        Document.objects.filter(key=key).update(is_current=False)
        document = DocumentFactory(
            provider=provider, key=key, issued_on=on, expires_on=on + 365 * DAY
        )
    if authority:
        with at(on, 13):
            DocumentCheckFactory(document=document, authority=authority, outcome=outcome)
    return document


def test_follow_leaves_an_approval_alone_while_evidence_is_in_date(insurance, provider):
    assert follow(LAST_DAY) == (0, 0)
    assert approval_of(provider).status == ApprovalStatus.APPROVED


def test_follow_makes_it_conditional_then_suspends_it(insurance, provider):
    assert follow(LAST_DAY + DAY) == (1, 0)
    approval = approval_of(provider)
    assert (approval.status, approval.decided_on) == (
        ApprovalStatus.CONDITIONAL,
        LAST_DAY + DAY,
    )
    assert approval.reason == (
        "Evidence has run out: Public liability insurance (ran out on 30 Nov 2026)."
    )
    assert approval.conditions == "Give evidence that is in date: Public liability insurance."
    assert follow(LAST_DAY + 27 * DAY) == (0, 0)
    assert follow(LAST_DAY + 28 * DAY) == (1, 0)
    assert approval_of(provider).status == ApprovalStatus.SUSPENDED
    decisions = approval.decisions.order_by("pk")
    assert [(each.step, each.to_status, each.decided_by) for each in decisions] == [
        (DecisionStep.LAPSED, ApprovalStatus.CONDITIONAL, None),
        (DecisionStep.LAPSED, ApprovalStatus.SUSPENDED, None),
    ]


def test_follow_tells_both_sides(insurance, provider, people):
    follow(LAST_DAY + DAY)
    assert sorted(Message.objects.values_list("to", flat=True)) == people
    assert Message.objects.first().subject == "Bridge Farm is approved with conditions"


def test_follow_twice_changes_once(insurance, provider, people):
    follow(LAST_DAY + DAY)
    follow(LAST_DAY + DAY)
    assert len(steps(provider)) == 1
    assert Message.objects.count() == 2


def test_follow_after_a_long_stop_suspends_at_once(insurance, provider):
    assert follow(LAST_DAY + 60 * DAY) == (1, 0)
    assert steps(provider) == [(DecisionStep.LAPSED, ApprovalStatus.SUSPENDED)]


def test_follow_uses_each_authoritys_own_days(insurance, provider):
    assert follow(LAST_DAY + 5 * DAY, limits=(10, 20)) == (0, 0)
    assert follow(LAST_DAY + 10 * DAY, limits=(10, 20)) == (1, 0)


@pytest.mark.parametrize("on_expiry", ["nothing", "approval"])
def test_follow_only_where_the_checklist_says_so(authority, provider, on_expiry):
    EvidenceRequirementFactory(authority=authority, key="lone_working", on_expiry=on_expiry)
    DocumentFactory(provider=provider, key="lone_working", expires_on=LAST_DAY)
    assert follow(LAST_DAY + DAY) == (int(on_expiry == "approval"), 0)


def test_follow_restores_what_was_before_once_verified_again(insurance, provider, authority):
    follow(LAST_DAY + DAY)
    follow(LAST_DAY + 28 * DAY)
    renewed = renew(provider, on=LAST_DAY + 29 * DAY)
    assert follow(LAST_DAY + 30 * DAY) == (0, 0)
    assert approval_of(provider).status == ApprovalStatus.SUSPENDED
    DocumentCheckFactory(document=renewed, authority=authority)
    assert follow(LAST_DAY + 31 * DAY) == (0, 1)
    approval = approval_of(provider)
    assert (approval.status, approval.reason, approval.conditions) == (
        ApprovalStatus.APPROVED,
        "",
        "",
    )
    assert steps(provider)[-1] == (DecisionStep.RESTORED, ApprovalStatus.APPROVED)


def test_follow_restores_the_conditions_that_a_person_had_set(insurance, provider, authority):
    approval = approval_of(provider)
    approval.status, approval.conditions = ApprovalStatus.CONDITIONAL, "A second first aider."
    approval.reason = "Small team."
    approval.save()
    ApprovalDecisionFactory(
        approval=approval,
        to_status=ApprovalStatus.CONDITIONAL,
        decided_on=dt.date(2026, 9, 1),
        conditions=approval.conditions,
        reason=approval.reason,
    )
    follow(LAST_DAY + DAY)
    assert approval_of(provider).conditions == (
        "A second first aider.\nGive evidence that is in date: Public liability insurance."
    )
    renew(provider, authority, on=LAST_DAY + 2 * DAY)
    follow(LAST_DAY + 3 * DAY)
    restored = approval_of(provider)
    assert (restored.status, restored.conditions, restored.reason) == (
        ApprovalStatus.CONDITIONAL,
        "A second first aider.",
        "Small team.",
    )


def test_follow_is_not_satisfied_by_what_was_sent_back(insurance, provider, authority):
    follow(LAST_DAY + DAY)
    renew(provider, authority, on=LAST_DAY + 2 * DAY, outcome=CheckOutcome.RETURNED)
    assert follow(LAST_DAY + 3 * DAY) == (0, 0)
    assert follow(LAST_DAY + 28 * DAY) == (1, 0)


def test_follow_does_not_punish_a_provider_that_waits_for_the_authority(insurance, provider):
    renew(provider, on=LAST_DAY)
    assert follow(LAST_DAY + 14 * DAY) == (0, 0)
    # An unread paper keeps an approval alive for a fortnight, not for ever.
    assert follow(LAST_DAY + 15 * DAY) == (1, 0)


def test_follow_never_touches_what_a_person_suspended(insurance, provider, authority):
    approval = approval_of(provider)
    approval.status, approval.reason = ApprovalStatus.SUSPENDED, "A serious concern."
    approval.save()
    ApprovalDecisionFactory(approval=approval, to_status=ApprovalStatus.SUSPENDED)
    assert follow(LAST_DAY + 40 * DAY) == (0, 0)
    renew(provider, authority, on=LAST_DAY + 41 * DAY)
    assert follow(LAST_DAY + 42 * DAY) == (0, 0)
    assert approval_of(provider).reason == "A serious concern."


def test_follow_never_undoes_a_suspension_that_a_person_added_to_a_lapse(
    insurance, provider, authority
):
    follow(LAST_DAY + DAY)
    approval = approval_of(provider)
    approval.status = ApprovalStatus.SUSPENDED
    approval.save()
    ApprovalDecisionFactory(
        approval=approval, to_status=ApprovalStatus.SUSPENDED, decided_on=LAST_DAY + 2 * DAY
    )
    renew(provider, authority, on=LAST_DAY + 3 * DAY)
    assert follow(LAST_DAY + 4 * DAY) == (0, 0)
    assert approval_of(provider).status == ApprovalStatus.SUSPENDED


def test_follow_lets_a_persons_decision_stand_until_the_next_stage(insurance, provider):
    follow(LAST_DAY + DAY)
    approval = approval_of(provider)
    approval.status, approval.conditions = ApprovalStatus.APPROVED, ""
    approval.save()
    ApprovalDecisionFactory(
        approval=approval, to_status=ApprovalStatus.APPROVED, decided_on=LAST_DAY + 5 * DAY
    )
    assert follow(LAST_DAY + 6 * DAY) == (0, 0)
    assert follow(LAST_DAY + 28 * DAY) == (1, 0)


def test_follow_goes_back_one_stage_when_only_one_of_two_is_renewed(insurance, provider, authority):
    fire = DocumentFactory(provider=provider, key="fire_risk", expires_on=LAST_DAY + 27 * DAY)
    DocumentCheckFactory(document=fire, authority=authority)
    follow(LAST_DAY + 28 * DAY)
    assert approval_of(provider).status == ApprovalStatus.SUSPENDED
    renew(provider, authority, on=LAST_DAY + 28 * DAY)
    assert follow(LAST_DAY + 29 * DAY) == (1, 0)
    approval = approval_of(provider)
    assert approval.status == ApprovalStatus.CONDITIONAL
    assert approval.conditions == "Give evidence that is in date: Fire risk assessment."
    renew(provider, authority, on=LAST_DAY + 30 * DAY, key="fire_risk")
    assert follow(LAST_DAY + 31 * DAY) == (0, 1)
    assert approval_of(provider).status == ApprovalStatus.APPROVED


def test_follow_each_authority_for_itself(insurance, provider, other_authority):
    EvidenceRequirementFactory(authority=other_authority, key="lone_working")
    ApprovalFactory(authority=other_authority, provider=provider)
    assert follow(LAST_DAY + DAY) == (1, 0)
    statuses = provider.approvals.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [ApprovalStatus.CONDITIONAL, ApprovalStatus.APPROVED]
