import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from placements.flags import REVIEW_OVERDUE
from tests.factories.flags import ThresholdFactory
from tests.factories.placements import PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
YESTERDAY = TODAY - dt.timedelta(days=1)


def judge(on=TODAY):
    now = dt.datetime.combine(on, dt.time(2, 0), tzinfo=dt.UTC)
    with system_scope("nightly"):
        return run(REVIEW_OVERDUE, now=now, by="nightly")


def test_review_is_overdue_the_day_after_it_was_due(placement):
    placement.review_due_on = TODAY
    placement.save()
    assert judge() == Outcome()
    assert judge(TODAY + dt.timedelta(days=1)) == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.subject_kind, flag.subject_id, flag.due_on) == ("placement", placement.pk, TODAY)
    assert flag.numbers == {"pupil": placement.pupil_id}
    assert (flag.authority, flag.school, flag.provider_id) == (
        placement.authority,
        placement.school,
        placement.provider_id,
    )


@pytest.mark.parametrize(("days", "for_authority"), [(1, False), (7, False), (8, True)])
def test_school_and_provider_are_told_first_and_then_the_authority(placement, days, for_authority):
    placement.review_due_on = TODAY - dt.timedelta(days=days)
    placement.save()
    judge()
    flag = Flag.objects.get()
    assert (flag.for_school, flag.for_provider, flag.for_authority) == (True, True, for_authority)


def test_authority_is_told_when_the_days_have_passed_by_one_update(placement):
    placement.review_due_on = TODAY - dt.timedelta(days=7)
    placement.save()
    judge()
    assert judge(TODAY + dt.timedelta(days=1)) == Outcome(looked_at=1, updated=1)
    assert judge(TODAY + dt.timedelta(days=2)) == Outcome(looked_at=1)


def test_authority_that_commissions_is_told_at_once(authority):
    PlacementFactory(
        pupil=PupilFactory(school=None, authority=authority, roll="none"),
        commissioner_kind="authority",
        basis="eotas",
        review_due_on=YESTERDAY,
    )
    judge()
    flag = Flag.objects.get()
    assert (flag.for_authority, flag.for_school, flag.for_provider) == (True, False, True)


def test_threshold_of_the_authority_holds(placement, authority):
    ThresholdFactory(authority=authority, rule="review_overdue", name="days_more", value="0")
    placement.review_due_on = YESTERDAY
    placement.save()
    judge()
    assert Flag.objects.get().for_authority is True


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ended", "ended_on": YESTERDAY},
        {"status": "requested"},
        {"status": "agreed"},
        {"status": "withdrawn"},
        {"status": "declined"},
        {"review_due_on": None},
    ],
)
def test_placements_that_owe_no_review(fields):
    PlacementFactory(**{"review_due_on": YESTERDAY, **fields})
    assert judge() == Outcome()


def test_paused_placement_still_owes_its_review():
    PlacementFactory(status="paused", review_due_on=YESTERDAY)
    assert judge().raised == 1


def test_flag_clears_with_the_review(placement):
    placement.review_due_on = YESTERDAY
    placement.save()
    judge()
    placement.review_due_on = TODAY + dt.timedelta(days=30)
    placement.save()
    assert judge() == Outcome(cleared=1)


def test_sentence_and_link(placement):
    flag = Flag(subject_id=placement.pk, due_on=dt.date(2026, 11, 3))
    assert REVIEW_OVERDUE.sentence(flag, "Ada Marsh") == "Review of Ada Marsh was due on 3 Nov 2026"
    assert "7 days later" in REVIEW_OVERDUE.describe(REVIEW_OVERDUE.defaults())
    assert "at least half-termly" in REVIEW_OVERDUE.source
