"""The half-day sessions between two dates. Pure functions: half terms are values with `starts_on`
and `ends_on`, closures have `session` besides ("" for the whole day).

Dates and sessions are London's by the wall clock, so a clock change moves none of them: each
school day has one morning and one afternoon.
"""

import datetime as dt
from itertools import islice

from apcommission.terms.choices import Session
from apcommission.terms.rules import bank_holidays

DAY = dt.timedelta(days=1)
SATURDAY = 5
# Two years of days: farther than that no school has set its dates.
HORIZON = 731


def is_session(date, session, half_terms, closures):
    """Whether schools hold this session: in a half term, no weekend, bank holiday or closure."""
    return (
        _is_working_day(date)
        and half_term_on(date, half_terms) is not None
        and not any(
            closure.starts_on <= date <= closure.ends_on and closure.session in ("", session)
            for closure in closures
        )
    )


def school_sessions(start, end, half_terms, closures):
    """Yield (date, session) of each session held from start to end, both included, in order."""
    return sessions_where(start, end, lambda *slot: is_session(*slot, half_terms, closures))


def school_day_after(date, number, half_terms, closures):
    """The nth school day after the date, which itself is not counted.

    A day counts when either of its sessions is held. Returns None when the known half terms end
    before. For the sixth school day of a suspension that began on `date` ask for the 5th after it
    (Education Act 2002 s51A; Education and Inspections Act 2006 s100); for a code N, the 5th
    school day after the session (SI 2024/208 reg 10).
    """
    return day_after_where(date, number, lambda *slot: is_session(*slot, half_terms, closures))


def half_term_on(date, half_terms):
    """The half term that the date is in; None in a holiday."""
    return next((h for h in half_terms if h.starts_on <= date <= h.ends_on), None)


def sessions_where(start, end, is_held):
    """Yield (date, session) from start to end for which is_held(date, session)."""
    date = start
    while date <= end:
        for session in Session:
            if is_held(date, session):
                yield date, session
        date += DAY


def day_after_where(date, number, is_held):
    """The nth day after the date with a session that is_held(date, session); None beyond the
    horizon of two years."""
    if number < 1:
        raise ValueError("School days are counted from the first after the date.")
    days = (date + n * DAY for n in range(1, HORIZON))
    held = (day for day in days if any(is_held(day, session) for session in Session))
    return next(islice(held, number - 1, None), None)


def _is_working_day(date):
    return date.weekday() < SATURDAY and date not in bank_holidays(date.year)
