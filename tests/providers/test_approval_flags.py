import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from providers.approval_flags import APPROVAL_REVIEW_DUE
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import ApprovalFactory

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def approval(authority):
    return ApprovalFactory(authority=authority, review_on=dt.date(2026, 12, 23))


def judge(on=TODAY):
    now = dt.datetime.combine(on, dt.time(2, 0), tzinfo=dt.UTC)
    with system_scope("nightly"):
        return run(APPROVAL_REVIEW_DUE, now=now, by="nightly")


def test_a_review_is_told_of_thirty_days_before(approval):
    assert judge(TODAY - dt.timedelta(days=1)) == Outcome()
    assert judge() == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.authority, flag.school, flag.provider_id) == (
        approval.authority,
        None,
        approval.provider_id,
    )
    assert (flag.for_authority, flag.for_school, flag.for_provider) == (True, False, False)
    assert APPROVAL_REVIEW_DUE.sentence(flag, "Bridge Farm") == (
        "The approval of Bridge Farm is due for review on 23 Dec 2026"
    )
    assert APPROVAL_REVIEW_DUE.url(flag) == f"/providers/{approval.provider_id}/approval/"


def test_an_overdue_review_says_so_by_one_update(approval):
    judge(approval.review_on)
    assert judge(approval.review_on + dt.timedelta(days=1)) == Outcome(looked_at=1, updated=1)
    assert APPROVAL_REVIEW_DUE.sentence(Flag.objects.get(), "Bridge Farm") == (
        "The approval of Bridge Farm was due for review on 23 Dec 2026"
    )


def test_a_new_decision_clears_it(approval):
    judge()
    approval.review_on = dt.date(2027, 11, 1)
    approval.save()
    assert judge() == Outcome(cleared=1)


@pytest.mark.parametrize("status", ["applied", "suspended", "refused", "removed"])
def test_an_approval_that_does_not_stand_is_not_reviewed(approval, status):
    approval.status = status
    approval.save()
    assert judge() == Outcome()


def test_each_authority_sets_its_own_days(approval):
    ThresholdFactory(
        authority=approval.authority, rule="approval_review_due", name="days_before", value="7"
    )
    assert judge() == Outcome()
    assert judge(dt.date(2026, 12, 16)) == Outcome(looked_at=1, raised=1)
