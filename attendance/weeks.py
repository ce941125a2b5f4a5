"""A pupil's half term as weeks: each half-day's mark, and how it all counts."""

import datetime as dt
from dataclasses import dataclass

from apcommission.terms.choices import Session
from attendance.rules import Counts

FRIDAY = 4


@dataclass(frozen=True)
class Week:
    """Monday to Friday: `days` is [(date, {session: [rows]})]."""

    monday: dt.date
    days: list


def weeks(rows, start, end):
    """[Week] from the week of `start` to the week of `end`; rows are SheetRows."""
    by_session = {}
    for row in rows:
        by_session.setdefault((row.date, row.session), []).append(row)
    monday = start - dt.timedelta(days=start.weekday())
    found = []
    while monday <= end:
        days = [monday + dt.timedelta(days=n) for n in range(FRIDAY + 1)]
        found.append(
            Week(
                monday,
                [
                    (day, {s.value: by_session.get((day, s.value), []) for s in Session})
                    for day in days
                ],
            )
        )
        monday += dt.timedelta(days=7)
    return found


def total(rows):
    """The Counts of these rows together; those that are not marked count nowhere."""
    return sum((row.counts for row in rows), Counts())


def not_yet_marked(rows, now_date):
    """How many sessions up to a date were expected and have no mark."""
    return sum(1 for row in rows if row.is_expected and not row.is_marked and row.date <= now_date)
