import datetime as dt

import pytest

from apcommission.demo import calendar
from apcommission.terms.rules import half_terms_problem


@pytest.mark.parametrize("year", range(2018, 2036))
def test_half_terms_are_six_that_an_authority_may_set(year):
    assert half_terms_problem(year, calendar.half_terms(year)) == ""


@pytest.mark.parametrize("year", range(2018, 2036))
def test_half_terms_begin_and_end_on_working_days(year):
    ends = [date for pair in calendar.half_terms(year) for date in pair]
    assert [date for date in ends if date.weekday() > 4] == []


@pytest.mark.parametrize(
    ("date", "is_one"),
    [
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 22), False),
        (dt.date(2026, 10, 28), False),
        (dt.date(2026, 12, 25), False),
        (dt.date(2027, 5, 3), False),
        (dt.date(2026, 8, 12), False),
    ],
)
def test_is_school_day(date, is_one):
    assert calendar.is_school_day(date) is is_one


def test_school_day_on_or_before_goes_back_over_a_weekend():
    assert calendar.school_day_on_or_before(dt.date(2026, 11, 22)) == dt.date(2026, 11, 20)


def test_school_day_on_or_before_goes_back_over_a_summer():
    assert calendar.school_day_on_or_before(dt.date(2026, 8, 20)) == dt.date(2026, 7, 24)


def test_school_days_are_both_ends_and_no_weekend():
    days = calendar.school_days(dt.date(2026, 11, 19), dt.date(2026, 11, 23))
    assert [day.day for day in days] == [19, 20, 23]


def test_school_days_before_counts_back_in_order():
    days = calendar.school_days_before(dt.date(2026, 11, 23), 2)
    assert [day.day for day in days] == [19, 20]
