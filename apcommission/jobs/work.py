"""What the jobs do: each a function of (now, by) that gives what it looked at and changed."""

import datetime as dt
from functools import partial

from django.core.mail import get_connection

from apcommission.accounts.scope import system_scope
from apcommission.flags import engine
from apcommission.flags.engine import Outcome
from apcommission.flags.rules import rule_named
from apcommission.jobs.models import JobRun
from apcommission.notify import outbox

KEEP_RUNS = dt.timedelta(days=30)
KEEP_QUIET_RUNS = dt.timedelta(days=1)


def check_rules(*names):
    """A job that hands these flag rules to the engine."""

    def check(*, now, by):
        outcomes = (engine.run(rule_named(name), now=now, by=by) for name in names)
        return sum(outcomes, Outcome())

    return check


def send_messages(*, now, by):
    """Send what waits in the outbox; each message is a transaction of its own."""
    tried, sent = outbox.send_waiting(
        now=now, scope=partial(system_scope, by), connection=get_connection()
    )
    return Outcome(looked_at=tried, updated=sent)


def tidy_runs(*, now, by):
    """Delete the records of runs that ended well more than 30 days ago, and after a day those
    of the messages job that found nothing."""
    looked_at = JobRun.objects.count()
    old, _ = JobRun.objects.done().before(now - KEEP_RUNS).delete()
    quiet = JobRun.objects.quiet().of("send_messages").before(now - KEEP_QUIET_RUNS)
    minutes, _ = quiet.delete()
    return Outcome(looked_at=looked_at, cleared=old + minutes)
