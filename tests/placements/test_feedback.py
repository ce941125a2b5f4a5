import datetime as dt

import pytest

from placements.choices import CommissionerKind
from placements.feedback import feedback_given, offer_of, open_moments
from tests.factories.placements import FeedbackFactory, PlacementFactory, ReviewFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def ended(pupil, provider):
    return PlacementFactory(
        pupil=pupil, provider=provider, status="ended", ended_on=DAY, end_reason="completed"
    )


def test_what_is_open_is_the_end_and_each_review_not_spoken_of(school_lead, ended):
    ReviewFactory(placement=ended, held_on=dt.date(2026, 10, 2))
    late = ReviewFactory(placement=ended, held_on=DAY)
    FeedbackFactory(
        placement=ended, review=ReviewFactory(placement=ended, held_on=dt.date(2026, 11, 6))
    )
    ReviewFactory()

    moments = open_moments(ended, school_lead)
    assert [moment.label for moment in moments] == [
        "The end of the placement on 20 November 2026",
        "The review of 20 November 2026",
        "The review of 2 October 2026",
    ]
    assert [moments[0].key, moments[1].key] == ["end", f"review-{late.pk}"]


def test_nothing_is_open_once_all_is_said(school_lead, ended):
    FeedbackFactory(placement=ended, moment="exit", review=None)
    assert open_moments(ended, school_lead) == []


def test_nothing_is_open_for_who_did_not_arrange_it(school_lead, officer, provider_lead, ended):
    assert open_moments(ended, officer) == []
    assert open_moments(ended, provider_lead) == []
    ended.commissioner_kind = CommissionerKind.AUTHORITY
    assert open_moments(ended, school_lead) == []
    assert len(open_moments(ended, officer)) == 1


@pytest.mark.parametrize(("days", "is_offered"), [(0, True), (28, True), (29, False)])
def test_the_page_asks_for_four_weeks(school_lead, ended, days, is_offered):
    moments = open_moments(ended, school_lead)
    offered = offer_of(moments, DAY + dt.timedelta(days=days))
    assert offered == (moments[0] if is_offered else None)


def test_no_moment_no_offer():
    assert offer_of([], DAY) is None


def test_what_was_given_is_read_by_those_who_commission(
    school_lead, officer, finance_officer, provider_lead, ended
):
    given = FeedbackFactory(placement=ended)
    assert list(feedback_given(ended, school_lead)) == [given]
    assert list(feedback_given(ended, officer)) == [given]
    assert list(feedback_given(ended, finance_officer)) == []
    assert list(feedback_given(ended, provider_lead)) == []
