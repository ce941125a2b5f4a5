"""Running the registration watch in tests."""

import datetime as dt

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import run
from apcommission.flags.models import Flag
from placements.registration import REGISTRATION_NEAR, REGISTRATION_NEEDED
from tests.placements.week import TODAY, full_time


def judge(on=TODAY):
    """Both rules on a day's night; gives (needed, near) outcomes."""
    now = dt.datetime.combine(on, dt.time(2, 0), tzinfo=dt.UTC)
    with system_scope("nightly"):
        return tuple(
            run(rule, now=now, by="nightly") for rule in (REGISTRATION_NEEDED, REGISTRATION_NEAR)
        )


def needed():
    return Flag.objects.open().of_rule("registration_needed")


def near():
    return Flag.objects.open().of_rule("registration_near")


def flagged():
    """Names of the rules with an open flag."""
    return set(Flag.objects.open().values_list("rule", flat=True))


def pupils(provider, count, **fields):
    return [full_time(provider, **fields) for _ in range(count)]
