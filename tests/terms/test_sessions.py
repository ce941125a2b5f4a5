import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apcommission.terms.choices import Session
from apcommission.terms.sessions import (
    half_term_on,
    is_session,
    school_day_after,
    school_sessions,
)
from tests.factories.terms import DATES_2026

AM, PM = Session.AM, Session.PM
HALF_TERMS = [SimpleNamespace(starts_on=s, ends_on=e) for s, e in DATES_2026]
MONDAY = dt.date(2026, 11, 23)
FRIDAY = dt.date(2026, 11, 27)
LONDON = ZoneInfo("Europe/London")


def closed(start, end=None, session=""):
    return SimpleNamespace(starts_on=start, ends_on=end or start, session=session)


def test_a_school_day_has_a_morning_and_an_afternoon():
    assert list(school_sessions(MONDAY, MONDAY, HALF_TERMS, [])) == [(MONDAY, AM), (MONDAY, PM)]


def test_a_week_has_ten_sessions_from_monday_to_friday():
    days = [date for date, _ in school_sessions(MONDAY, dt.date(2026, 11, 29), HALF_TERMS, [])]

    assert days == [MONDAY + dt.timedelta(days=n // 2) for n in range(10)]


@pytest.mark.parametrize(
    ("date", "why"),
    [
        (dt.date(2026, 11, 28), "a Saturday"),
        (dt.date(2026, 11, 29), "a Sunday"),
        (dt.date(2026, 10, 26), "between two half terms"),
        (dt.date(2026, 9, 1), "before the first"),
        (dt.date(2027, 7, 22), "after the last"),
        (dt.date(2027, 5, 3), "a bank holiday in a half term"),
    ],
)
def test_no_session_is_held_on(date, why):
    assert list(school_sessions(date, date, HALF_TERMS, [])) == [], why


def test_a_closure_closes_its_days_and_no_other():
    closures = [closed(dt.date(2026, 11, 24), dt.date(2026, 11, 25))]
    days = {date for date, _ in school_sessions(MONDAY, FRIDAY, HALF_TERMS, closures)}

    assert days == {MONDAY, dt.date(2026, 11, 26), FRIDAY}


def test_a_closed_morning_leaves_the_afternoon():
    closures = [closed(MONDAY, session="am")]

    assert is_session(MONDAY, AM, HALF_TERMS, closures) is False
    assert is_session(MONDAY, PM, HALF_TERMS, closures) is True


def test_without_half_terms_nothing_is_held():
    assert list(school_sessions(MONDAY, FRIDAY, [], [])) == []


@pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_a_clock_change_moves_no_session(sunday):
    """The clocks change at one in the morning of a Sunday; the days on both sides keep theirs."""
    friday, monday = sunday - dt.timedelta(days=2), sunday + dt.timedelta(days=1)
    noons = [dt.datetime.combine(day, dt.time(12), LONDON) for day in (friday, monday)]
    assert noons[0].utcoffset() != noons[1].utcoffset()
    whole_year = [SimpleNamespace(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))]

    assert list(school_sessions(friday, monday, whole_year, [])) == [
        (friday, AM),
        (friday, PM),
        (monday, AM),
        (monday, PM),
    ]


def test_the_year_in_the_tests_has_the_sessions_counted_by_hand():
    """The weekdays of each half term, with the May bank holiday taken from the fifth."""
    held = list(school_sessions(dt.date(2026, 9, 1), dt.date(2027, 8, 31), HALF_TERMS, []))

    assert len(held) == 2 * (38 + 35 + 30 + 24 + 34 + 33)


@pytest.mark.parametrize(
    ("date", "number", "expected"),
    [
        (MONDAY, 1, dt.date(2026, 11, 24)),
        (MONDAY, 5, dt.date(2026, 11, 30)),
        (dt.date(2026, 10, 22), 1, dt.date(2026, 10, 23)),
        (dt.date(2026, 10, 23), 1, dt.date(2026, 11, 2)),
        (dt.date(2026, 12, 17), 5, dt.date(2027, 1, 7)),
        (dt.date(2026, 11, 28), 1, dt.date(2026, 11, 30)),
    ],
)
def test_the_nth_school_day_after_a_date_skips_what_is_no_school_day(date, number, expected):
    assert school_day_after(date, number, HALF_TERMS, []) == expected


def test_a_day_with_only_an_afternoon_is_a_school_day():
    tuesday = dt.date(2026, 11, 24)

    assert school_day_after(MONDAY, 1, HALF_TERMS, [closed(tuesday, session="am")]) == tuesday
    assert school_day_after(MONDAY, 1, HALF_TERMS, [closed(tuesday)]) == dt.date(2026, 11, 25)


def test_there_is_no_school_day_after_the_last_known_half_term():
    assert school_day_after(dt.date(2027, 7, 21), 1, HALF_TERMS, []) is None


def test_school_days_are_counted_from_one():
    with pytest.raises(ValueError, match="first after"):
        school_day_after(MONDAY, 0, HALF_TERMS, [])


def test_the_half_term_on_a_date():
    assert half_term_on(MONDAY, HALF_TERMS) is HALF_TERMS[1]
    assert half_term_on(dt.date(2026, 10, 23), HALF_TERMS) is HALF_TERMS[0]
    assert half_term_on(dt.date(2026, 10, 26), HALF_TERMS) is None


@settings(deadline=None)
@given(st.dates(dt.date(2026, 9, 1), dt.date(2027, 8, 31)), st.integers(0, 40))
def test_the_sessions_of_two_spans_are_those_of_both_together(start, length):
    middle = start + dt.timedelta(days=length // 2)
    end = start + dt.timedelta(days=length)
    first = list(school_sessions(start, middle, HALF_TERMS, []))
    second = list(school_sessions(middle + dt.timedelta(days=1), end, HALF_TERMS, []))

    assert first + second == list(school_sessions(start, end, HALF_TERMS, []))
