import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.reports.unanswered import answer_due
from tests.factories.placements import PlacementFactory
from tests.factories.terms import ClosureFactory, half_terms_of

pytestmark = pytest.mark.django_db


def requested(pupil, provider, day):
    at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    return PlacementFactory(pupil=pupil, provider=provider, status="requested", requested_at=at)


def test_an_answer_is_owed_on_the_fifth_school_day(authority, pupil, provider):
    half_terms_of(authority)
    # A Monday; the Wednesday before half term; the day after it is closed for the school.
    plain = requested(pupil, provider, dt.date(2026, 11, 9))
    over_holiday = requested(pupil, provider, dt.date(2026, 10, 21))
    ClosureFactory(organisation=pupil.school, starts_on=dt.date(2026, 11, 2))

    assert answer_due([plain, over_holiday]) == {
        plain.pk: dt.date(2026, 11, 16),
        over_holiday.pk: dt.date(2026, 11, 5),
    }


def test_without_a_calendar_it_is_a_week(pupil, provider):
    request = requested(pupil, provider, dt.date(2026, 11, 9))
    assert answer_due([request]) == {request.pk: dt.date(2026, 11, 16)}


def test_nothing_is_asked_for_nothing():
    assert answer_due([]) == {}


def test_many_cost_the_same_queries(pupil, provider):
    requests = [requested(pupil, provider, dt.date(2026, 11, day)) for day in (9, 10, 11)]
    with CaptureQueriesContext(connection) as one:
        answer_due(requests[:1])
    with CaptureQueriesContext(connection) as three:
        answer_due(requests)
    assert len(three) == len(one)
