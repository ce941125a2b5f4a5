"""A site's week as a grid: pupils down, half-days across, and what may still be filled in."""

import datetime as dt
from dataclasses import dataclass

from apcommission.terms.choices import Session
from attendance.rules import opens_at

FRIDAY = 4


@dataclass(frozen=True)
class Cell:
    """One half-day of one pupil; `name` is that of its box, empty where nothing can be filled."""

    row: object = None
    name: str = ""


@dataclass(frozen=True)
class Line:
    row: object
    cells: list


def week_of(date):
    """[Monday to Friday] of a date's week."""
    monday = date - dt.timedelta(days=date.weekday())
    return [monday + dt.timedelta(days=n) for n in range(FRIDAY + 1)]


def half_days(date):
    """[(date, session)] of a date's week, in order."""
    return [(day, session.value) for day in week_of(date) for session in Session]


def grid(rows, date, *, times, closed, now):
    """[Line] of the pupils with a session in the week, in the order of names.

    `times` are each session's (start, finish); `closed` the dates whose registers are closed.
    """
    found, first = {}, {}
    for row in rows:
        first.setdefault(row.placement_id, row)
        found[row.placement_id, row.date, row.session] = row
    return [
        Line(
            row,
            [
                _cell(found.get((placement_id, day, session)), times[session], closed, now)
                for day, session in half_days(date)
            ],
        )
        for placement_id, row in first.items()
    ]


def _cell(row, times, closed, now):
    if row is None:
        return Cell()
    is_open = row.date not in closed and now >= opens_at(row.date, times[0])
    name = f"cell-{row.placement_id}-{row.date.isoformat()}-{row.session}"
    return Cell(row, name if is_open and row.is_expected and not row.is_marked else "")
