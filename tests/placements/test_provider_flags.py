import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from placements.choices import Status
from placements.provider_flags import OFF_LIST_IN_USE, SUSPENDED_IN_USE
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import (
    ApprovalDecisionFactory,
    ApprovalFactory,
    OffListDeclarationFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def judge(rule, on=TODAY):
    now = dt.datetime.combine(on, dt.time(2, 0), tzinfo=dt.UTC)
    with system_scope("nightly"):
        return run(rule, now=now, by="nightly")


def sentence(rule, flag, subject="Bridge Farm"):
    return rule.sentence(flag, subject)


@pytest.fixture
def suspended(provider):
    approval = provider.approvals.get()
    approval.status, approval.decided_on = "suspended", dt.date(2026, 11, 9)
    approval.save()
    return ApprovalDecisionFactory(approval=approval)


def test_suspended_provider_in_use_is_a_flag_for_each_school(suspended, placement, provider):
    PlacementFactory(pupil=PupilFactory(school=placement.school), provider=provider)
    PlacementFactory(
        pupil=PupilFactory(school=placement.school), provider=provider, status=Status.AGREED
    )
    PlacementFactory(provider=provider)  # a neighbour, who approves it
    assert judge(SUSPENDED_IN_USE) == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.subject_kind, flag.subject_id) == ("provider", provider.pk)
    assert (flag.for_authority, flag.for_school, flag.for_provider) == (True, True, False)
    assert flag.school == placement.school
    assert flag.numbers == {"pupils": 2, "status": "suspended", "decision": suspended.pk}
    assert sentence(SUSPENDED_IN_USE, flag) == (
        f"2 pupils of {placement.school} still placed at Bridge Farm, suspended since 9 Nov 2026"
    )
    assert SUSPENDED_IN_USE.url(flag) == f"/providers/decisions/{suspended.pk}/affected/"


def test_suspended_flag_clears_when_nobody_is_left_or_it_is_lifted(suspended, placement, provider):
    judge(SUSPENDED_IN_USE)
    provider.approvals.update(status="approved")
    assert judge(SUSPENDED_IN_USE) == Outcome(cleared=1)
    provider.approvals.update(status="removed")
    assert judge(SUSPENDED_IN_USE) == Outcome(looked_at=1, raised=1, reopened=1)
    flag = Flag.objects.get(cleared_at=None)
    # Removed without a step in the history: the page of the provider then.
    assert SUSPENDED_IN_USE.url(flag) == f"/providers/{provider.pk}/"
    placement.status, placement.ended_on = Status.ENDED, TODAY
    placement.save()
    assert judge(SUSPENDED_IN_USE) == Outcome(cleared=1)


@pytest.mark.capability("F064")
def test_off_list_declaration_is_a_flag_until_it_is_settled(school):
    declaration = OffListDeclarationFactory(school=school, pupils=3)
    assert judge(OFF_LIST_IN_USE) == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.subject_kind, flag.subject_id) == ("declaration", declaration.pk)
    assert (flag.for_authority, flag.for_school) == (True, False)
    assert sentence(OFF_LIST_IN_USE, flag, "Dockside Boxing") == (
        f"Dockside Boxing: 3 pupils of {declaration.school}; "
        "the desk-top review is due on 30 Nov 2026"
    )
    judge(OFF_LIST_IN_USE, dt.date(2026, 12, 1))
    flag.refresh_from_db()
    assert sentence(OFF_LIST_IN_USE, flag, "Dockside Boxing") == (
        f"Dockside Boxing: 3 pupils of {declaration.school}; "
        "the desk-top review was due on 30 Nov 2026"
    )
    assert OFF_LIST_IN_USE.url(flag) == f"/providers/off-list/{declaration.pk}/"
    declaration.outcome = "stop"
    declaration.save()
    assert judge(OFF_LIST_IN_USE) == Outcome(cleared=1)


@pytest.mark.parametrize("status", [None, "applied", "refused"])
def test_a_live_placement_without_an_approval_is_a_flag(pupil, authority, status):
    provider = ProviderFactory()
    if status:
        ApprovalFactory(authority=authority, provider=provider, status=status)
    PlacementFactory(pupil=pupil, provider=provider)
    assert judge(OFF_LIST_IN_USE) == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert sentence(OFF_LIST_IN_USE, flag, "Dockside") == (
        f"1 pupil of {pupil.school} placed at Dockside, which you have not approved"
    )
    assert OFF_LIST_IN_USE.url(flag) == f"/providers/{provider.pk}/"


@pytest.mark.parametrize("status", ["approved", "conditional", "suspended", "removed"])
def test_a_provider_that_was_approved_is_not_off_list(placement, provider, status):
    provider.approvals.update(status=status)
    assert judge(OFF_LIST_IN_USE) == Outcome()


def test_use_that_the_authority_accepted_is_no_flag(pupil):
    placement = PlacementFactory(pupil=pupil)
    OffListDeclarationFactory(school=pupil.school, provider=placement.provider, outcome="accepted")
    assert judge(OFF_LIST_IN_USE) == Outcome()
    other = PlacementFactory(
        pupil=PupilFactory(school__authority=pupil.authority), provider=placement.provider
    )
    judge(OFF_LIST_IN_USE)
    assert Flag.objects.get().school == other.school
