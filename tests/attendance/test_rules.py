"""The judgements: when a register is due and missing, minutes, and the one attendance figure."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.choices import Observation, RegisterState
from attendance.rules import (
    LONDON,
    RATE_RULE,
    Counts,
    Header,
    at,
    attendance_rate,
    cut_off,
    is_persistent,
    is_severe,
    length_in_minutes,
    minutes_problem,
    opens_at,
    register_state,
    session_at,
)

WINTER = dt.date(2026, 11, 23)
SUMMER = dt.date(2026, 6, 22)
# London's clocks go forward and back on these Sundays.
CHANGES = [dt.date(2026, 3, 29), dt.date(2026, 10, 25)]
START = dt.time(9, 30)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_session_at_is_by_the_clock_in_london():
    assert session_at(utc(2026, 11, 23, 11, 59)) == "am"
    assert session_at(utc(2026, 11, 23, 12, 0)) == "pm"
    # In summer noon in London is eleven by universal time.
    assert session_at(utc(2026, 6, 22, 10, 59)) == "am"
    assert session_at(utc(2026, 6, 22, 11, 0)) == "pm"


@pytest.mark.capability("F015")
@pytest.mark.parametrize("date", [WINTER, SUMMER, *CHANGES])
def test_wall_clock_times_stay_on_their_day_and_session(date):
    """Also on the two days on which the clocks change."""
    for hour, session in ((9, "am"), (14, "pm")):
        moment = at(date, dt.time(hour, 30)).astimezone(dt.UTC)
        assert moment.astimezone(LONDON).date() == date
        assert session_at(moment) == session
        assert moment < cut_off(date, session, setting=dt.time(hour, 31))


def test_at_knows_summer_time():
    assert at(WINTER, START).astimezone(dt.UTC) == utc(2026, 11, 23, 9, 30)
    assert at(SUMMER, START).astimezone(dt.UTC) == utc(2026, 6, 22, 8, 30)


def test_opens_an_hour_before_the_session():
    assert opens_at(WINTER, START) == utc(2026, 11, 23, 8, 30)


def test_cut_off_by_default_setting_and_late_start():
    assert cut_off(WINTER, "am") == utc(2026, 11, 23, 10, 0)
    assert cut_off(WINTER, "pm") == utc(2026, 11, 23, 14, 30)
    assert cut_off(WINTER, "am", setting=dt.time(9, 45)) == utc(2026, 11, 23, 9, 45)
    assert cut_off(WINTER, "am", starts_at=START) == utc(2026, 11, 23, 10, 0)
    assert cut_off(WINTER, "am", starts_at=dt.time(10, 15)) == utc(2026, 11, 23, 10, 45)


EARLY, OPEN, IN_TIME, AFTER = (
    utc(2026, 11, 23, hour, minute) for hour, minute in ((8, 0), (8, 45), (9, 30), (10, 0))
)


def state(header, now, expected=8):
    opens = utc(2026, 11, 23, 8, 30)
    return register_state(header, expected, now=now, opens=opens, cut_off=AFTER)


def test_register_state_before_anything_is_saved():
    assert state(None, EARLY) == RegisterState.NOT_DUE
    assert state(None, OPEN) == RegisterState.DUE
    assert state(None, AFTER) == RegisterState.MISSING


def test_register_state_partly_marked_is_missing_after_the_cut_off():
    part = Header(marked=7, saved_at=OPEN)
    assert state(part, IN_TIME) == RegisterState.PART
    assert state(part, AFTER) == RegisterState.MISSING


def test_register_state_complete_in_time_and_late():
    in_time = Header(marked=8, saved_at=AFTER, completed_at=IN_TIME)
    late = Header(marked=8, saved_at=AFTER, completed_at=AFTER + dt.timedelta(minutes=1))
    assert state(in_time, AFTER) == RegisterState.IN
    assert state(late, AFTER) == RegisterState.LATE
    assert state(Header(marked=8, saved_at=IN_TIME), AFTER) == RegisterState.IN


def test_register_state_is_missing_again_when_somebody_is_expected_besides():
    assert state(Header(marked=8, saved_at=OPEN, completed_at=OPEN), AFTER, 9) == "missing"


def test_register_state_not_delivered():
    header = Header(marked=8, saved_at=OPEN, not_delivered_reason="Flood")
    assert state(header, AFTER) == RegisterState.NOT_DELIVERED


def test_every_state_has_a_colour():
    assert {s.colour for s in RegisterState} == {"grey", "yellow", "red", "green", "blue"}


@pytest.mark.parametrize(
    ("observation", "minutes", "problem"),
    [
        (Observation.PRESENT, None, ""),
        (Observation.PRESENT, 5, "minutes are only for late and left early"),
        (Observation.LATE, None, "how many minutes were lost is needed"),
        (Observation.LATE, 1, ""),
        (Observation.LATE, 149, ""),
        (Observation.LATE, 150, "the minutes lost must be between 1 and 149"),
        (Observation.LATE, 0, "the minutes lost must be between 1 and 149"),
        (Observation.LEFT_EARLY, -5, "the minutes lost must be between 1 and 149"),
    ],
)
def test_minutes_problem(observation, minutes, problem):
    assert minutes_problem(observation, minutes, 150) == problem


def test_length_in_minutes():
    assert length_in_minutes(dt.time(9, 30), dt.time(12, 0)) == 150


@pytest.mark.capability("F022")
@pytest.mark.parametrize(
    ("attended", "absent", "rate"),
    [
        (0, 0, None),
        (1, 0, Decimal("100.0")),
        (0, 1, Decimal("0.0")),
        (9, 1, Decimal("90.0")),
        (2, 1, Decimal("66.7")),
        (1, 2, Decimal("33.3")),
        (1999, 1, Decimal("100.0")),
        (13, 3, Decimal("81.3")),
    ],
)
def test_attendance_rate_is_attended_of_possible(attended, absent, rate):
    assert attendance_rate(Counts(attended=attended, absent=absent)) == rate


@pytest.mark.capability("F022")
def test_undelivered_sessions_are_in_neither_half_of_the_rate():
    counts = Counts(attended=9, absent=1, undelivered=40)
    assert counts.possible == 10
    assert attendance_rate(counts) == attendance_rate(Counts(attended=9, absent=1))
    assert "left out of both" in RATE_RULE


@pytest.mark.parametrize(
    ("absent", "possible", "persistent", "severe"),
    [
        (0, 0, False, False),
        (1, 10, True, False),
        (1, 11, False, False),
        (99, 1000, False, False),
        (100, 1000, True, False),
        (5, 10, True, True),
        (499, 1000, True, False),
    ],
)
def test_persistent_and_severe_by_integers(absent, possible, persistent, severe):
    counts = Counts(attended=possible - absent, absent=absent)
    assert (is_persistent(counts), is_severe(counts)) == (persistent, severe)


numbers = st.integers(0, 400)
counts = st.builds(Counts, attended=numbers, absent=numbers, late=numbers, undelivered=numbers)


@given(counts, counts)
def test_counts_add_and_subtract(one, other):
    assert one + other - other == one
    assert (one + other).possible == one.possible + other.possible


@given(counts)
def test_rate_and_rest_make_a_hundred(count):
    rate = attendance_rate(count)
    if rate is not None:
        missed = attendance_rate(Counts(attended=count.absent, absent=count.attended))
        assert abs(rate + missed - 100) <= Decimal("0.1")
