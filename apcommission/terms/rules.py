"""Academic years, bank holidays and what six half terms must be. Pure functions of dates."""

import datetime as dt
from functools import cache

import holidays

HALF_TERM_NAMES = {
    1: "Autumn 1",
    2: "Autumn 2",
    3: "Spring 1",
    4: "Spring 2",
    5: "Summer 1",
    6: "Summer 2",
}


# What the days are called in England, where the package has another name.
ENGLISH_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


def academic_year(date):
    """The calendar year in which this date's academic year began, on 1 September: 2026 for
    2026/27."""
    return date.year if date.month >= 9 else date.year - 1


def academic_year_dates(year):
    """The first and the last day of the academic year that begins in `year`."""
    return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)


def academic_year_name(year):
    """ "2026/27" for 2026."""
    return f"{year}/{(year + 1) % 100:02d}"


@cache
def bank_holidays(year):
    """{date: name} of the bank holidays of England in a calendar year, substitute days included.

    A day proclaimed after this release is entered as a closure.
    """
    days = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {date: _english_name(name) for date, name in sorted(days.items())}


def _english_name(name):
    return ENGLISH_NAMES.get(name, name).replace("(observed)", "(substitute day)")


def bank_holidays_between(start, end):
    """[(date, name)] of England's bank holidays from start to end, both included."""
    return [
        (date, name)
        for year in range(start.year, end.year + 1)
        for date, name in bank_holidays(year).items()
        if start <= date <= end
    ]


def half_terms_problem(year, dates):
    """One sentence that says what is wrong with an academic year's half terms; "" when nothing is.

    `dates` is a list of (start, end), in order. A year has six half terms, inside the year from
    1 September to 31 August, none of them overlapping.
    """
    first, last = academic_year_dates(year)
    if len(dates) != len(HALF_TERM_NAMES):
        return "An academic year has six half terms."
    before = None
    for name, (start, end) in zip(HALF_TERM_NAMES.values(), dates, strict=True):
        if end < start:
            return f"{name} must end after it starts."
        if start < first or end > last:
            return f"{name} must be in the academic year {academic_year_name(year)}."
        if before is not None and start <= before:
            return f"{name} must start after the half term before it has ended."
        before = end
    return ""
