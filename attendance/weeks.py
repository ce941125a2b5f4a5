"""A pupil's half term as weeks: each half-day's mark, and how it all counts."""

import datetime as dt
from dataclasses import dataclass

from apcommission.terms.choices import Session
from attendance.part_time import code_for
from attendance.rules import Counts

FRIDAY = 4


@dataclass(frozen=True)
class Week:
    """Monday to Friday: `days` is [(date, {session: [rows]})]."""

    monday: dt.date
    days: list


@dataclass(frozen=True)
class Excused:
    """A half-day with no session anywhere, and the code that stands for it."""

    code: str
    excuse: str


def excused(timetables, calendar, start, end):
    """{(date, session): [Excused]} of the half-days that part-time timetables free, on days on
    which the school holds sessions."""
    found = {}
    for date, session in calendar.sessions(start, end):
        code, timetable = code_for(timetables, date, str(session))
        if code:
            until = f"{timetable.ends_on.day} {timetable.ends_on:%b %Y}"
            found[date, str(session)] = [Excused(code, f"Part-time timetable until {until}")]
    return found


def weeks(rows, start, end, excused=None):
    """[Week] from the week of `start` to the week of `end`; rows are SheetRows. `excused` fills
    half-days in which nobody expects the pupil."""
    by_session = dict(excused or {})
    taken = {(row.date, row.session) for row in rows}
    by_session = {key: value for key, value in by_session.items() if key not in taken}
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
