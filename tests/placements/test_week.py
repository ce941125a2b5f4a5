import datetime as dt
from types import SimpleNamespace

import pytest

from placements.week import Week, in_words, week_of

TODAY = dt.date(2026, 11, 23)


def slot(weekday, session, *, since="2026-09-07", until=None, agreed=True):
    starts, finishes = {"am": (9, 12), "pm": (13, 15)}[session]
    return SimpleNamespace(
        weekday=weekday,
        session=session,
        starts_at=dt.time(starts),
        finishes_at=dt.time(finishes),
        valid_from=dt.date.fromisoformat(since),
        valid_to=dt.date.fromisoformat(until) if until else None,
        is_agreed=agreed,
    )


def placement(status="active", starts="2026-09-07", ended=None):
    return SimpleNamespace(
        status=status,
        starts_on=dt.date.fromisoformat(starts),
        ended_on=dt.date.fromisoformat(ended) if ended else None,
    )


def test_rows_are_the_five_days_with_both_halves():
    morning = slot(2, "am")
    rows = Week(TODAY, (morning,)).rows
    assert [day for day, _ in rows] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert rows[1] == ("Tuesday", [("Morning", morning), ("Afternoon", None)])


def test_hours_count_the_break():
    assert Week(TODAY, (slot(1, "am"), slot(1, "pm"))).hours == "6 hours"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 hours"), (60, "1 hour"), (61, "1 hour 1 minute"), (150, "2 hours 30 minutes")],
)
def test_in_words(minutes, words):
    assert in_words(minutes) == words


def test_the_week_in_force_and_the_one_that_follows():
    old, new = slot(1, "am", until="2026-11-29"), slot(3, "pm", since="2026-11-30")
    week, following = week_of(placement(), [old, new], TODAY)
    assert (week.starts_on, week.slots) == (dt.date(2026, 9, 7), (old,))
    assert (following.starts_on, following.slots) == (dt.date(2026, 11, 30), (new,))


def test_a_request_shows_the_week_that_is_asked_for():
    asked = slot(1, "am", agreed=False)
    week, following = week_of(placement("requested"), [asked], TODAY)
    assert (week.slots, following) == ((asked,), None)


def test_before_the_start_the_first_week_is_shown():
    first = slot(1, "am", since="2026-12-07")
    week, following = week_of(placement("agreed", starts="2026-12-07"), [first], TODAY)
    assert (week.slots, following) == ((first,), None)


def test_after_the_end_the_last_week_is_shown():
    last = slot(1, "am", until="2026-10-02")
    given_up = slot(2, "am", since="2026-10-05", agreed=False)
    week, following = week_of(placement("ended", ended="2026-10-02"), [last, given_up], TODAY)
    assert (week.slots, following) == ((last,), None)
