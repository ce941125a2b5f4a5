"""A half term as weeks."""

import datetime as dt
from types import SimpleNamespace

from attendance.rules import Counts
from attendance.weeks import not_yet_marked, total, weeks

MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def row(date, session="am", counts=None, is_expected=True):
    return SimpleNamespace(
        date=date,
        session=session,
        counts=counts or Counts(),
        is_marked=counts is not None,
        is_expected=is_expected,
    )


def test_weeks_hold_every_half_day_in_its_place():
    tuesday = row(MONDAY + DAY, "pm")
    found = weeks([tuesday], MONDAY + 2 * DAY, MONDAY + 8 * DAY)
    assert [week.monday for week in found] == [MONDAY, MONDAY + 7 * DAY]
    assert [date.isoweekday() for date, _ in found[0].days] == [1, 2, 3, 4, 5]
    assert found[0].days[1] == (MONDAY + DAY, {"am": [], "pm": [tuesday]})
    assert found[1].days[1] == (MONDAY + 8 * DAY, {"am": [], "pm": []})


def test_weeks_over_a_clock_change_keep_their_days():
    """Sunday 25 October 2026 has 25 hours."""
    friday, monday = dt.date(2026, 10, 23), dt.date(2026, 10, 26)
    before, after = weeks([row(friday, "pm"), row(monday)], friday, monday)
    assert before.days[4][1]["pm"][0].date == friday
    assert after.days[0][1]["am"][0].date == monday


def test_total_leaves_out_what_is_not_marked():
    rows = [row(MONDAY, counts=Counts(attended=1, late=1)), row(MONDAY, counts=Counts(absent=1))]
    assert total([*rows, row(MONDAY)]) == Counts(attended=1, absent=1, late=1)
    assert total([]) == Counts()


def test_not_yet_marked_counts_expected_sessions_that_have_passed():
    rows = [
        row(MONDAY),
        row(MONDAY, counts=Counts(attended=1)),
        row(MONDAY, is_expected=False),
        row(MONDAY + DAY),
    ]
    assert not_yet_marked(rows, MONDAY) == 1
    assert not_yet_marked(rows, MONDAY + DAY) == 2
