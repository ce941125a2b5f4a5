"""Invented term dates of the demo's authorities, for any year, so that the story can be told on
any day. Pure functions of dates."""

import datetime as dt

from apcommission.terms.rules import academic_year, bank_holidays

WEEK = dt.timedelta(days=7)
FRIDAY_BEFORE = dt.timedelta(days=-3)


def _monday(date):
    return date - dt.timedelta(days=date.weekday())


def half_terms(year):
    """Six (first day, last day) of the academic year that begins in September of `year`."""
    october = _monday(dt.date(year, 10, 28))
    february = _monday(dt.date(year + 1, 2, 17))
    good_friday = next(d for d, name in bank_holidays(year + 1).items() if "Good Friday" in name)
    may = _monday(dt.date(year + 1, 5, 31))
    first = dt.date(year, 9, 2)
    january = _monday(dt.date(year + 1, 1, 8))
    return [
        (
            first + dt.timedelta(days=(7 - first.weekday()) % 7 if first.weekday() > 4 else 0),
            october + FRIDAY_BEFORE,
        ),
        (october + WEEK, _monday(dt.date(year, 12, 18)) + dt.timedelta(days=4)),
        (january, february + FRIDAY_BEFORE),
        (february + WEEK, good_friday - WEEK),
        (_monday(good_friday) + 2 * WEEK, may + FRIDAY_BEFORE),
        (may + WEEK, _monday(dt.date(year + 1, 7, 20)) + dt.timedelta(days=4)),
    ]


def is_school_day(date):
    """Whether the demo's authorities hold sessions on the date."""
    if date.weekday() > 4 or date in bank_holidays(date.year):
        return False
    return any(start <= date <= end for start, end in half_terms(academic_year(date)))


def school_day_on_or_before(date):
    """The date itself, or the last school day before it: on a Sunday the demo lives on Friday."""
    while not is_school_day(date):
        date -= dt.timedelta(days=1)
    return date


def school_days(start, end):
    """The school days from start to end, both included."""
    days = (start + dt.timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if is_school_day(day)]


def school_days_before(date, number):
    """The `number` school days before the date, in order."""
    days = []
    while len(days) < number:
        date -= dt.timedelta(days=1)
        if is_school_day(date):
            days.append(date)
    return days[::-1]
