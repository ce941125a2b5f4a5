"""The day on which the demo lives: today, unless it is told another or today is no school day."""

import datetime as dt

from apcommission.demo.calendar import school_day_on_or_before

DAY = 24 * 60 * 60


def demo_day(load, *, today=None):
    """The day that the loader's options name, else the last school day up to today."""
    today = today or dt.datetime.now().astimezone().date()
    if "--today" in load:
        return dt.date.fromisoformat(load[load.index("--today") + 1])
    return school_day_on_or_before(today)


def clock(day, *, today=None):
    """The environment in which a process takes that day for today, at the real time of day."""
    today = today or dt.datetime.now().astimezone().date()
    return {"APR_DEMO_SHIFT_SECONDS": str((day - today).days * DAY)}
