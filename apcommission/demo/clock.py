"""The demo's clock: what the code takes for "now" while the story is told.

Actions ask `timezone.now()`; the story sets it to the moment in which its people act. With a
shift, the served demo also lives on another day than the real one, such as the Friday before
when it is started on a Sunday. Only the demo does either (settings.DEMO).
"""

import datetime as dt
from contextlib import contextmanager

from django.utils import timezone

real_now = timezone.now


def shift(seconds):
    """Let this process's clock run `seconds` ahead of the real one (behind it, if negative)."""
    step = dt.timedelta(seconds=seconds)
    timezone.now = lambda: real_now() + step


@contextmanager
def at(moment):
    """Let the clock stand at the moment while the block runs."""
    before = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = before


def london(date, clock):
    """The moment of "09:12" on a date in London."""
    naive = dt.datetime.combine(date, dt.time.fromisoformat(clock))
    return naive.replace(tzinfo=timezone.get_default_timezone())


def minutes(number):
    return dt.timedelta(minutes=number)
