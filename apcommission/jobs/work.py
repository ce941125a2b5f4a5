"""What the jobs do: each a function of (now, by) that gives what it looked at and changed."""

import datetime as dt
from functools import partial

from django.core.mail import get_connection

from apcommission.accounts.scope import system_scope
from apcommission.documents.scanning import ScannerUnavailable
from apcommission.flags import engine
from apcommission.flags.engine import Outcome
from apcommission.flags.rules import rule_named
from apcommission.flags.thresholds import every_authority
from apcommission.jobs.models import JobRun
from apcommission.notify import outbox
from placements import suspension
from providers import actions as providers
from providers.flags import DOCUMENT_EXPIRED
from providers.models import Document

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


def tell_affected(*, now, by):
    """Tell the schools at a provider that was suspended or removed, and raise the flag at once."""
    told = suspension.tell_affected(now=now, by=by)
    if not told.looked_at:
        return told
    return told + check_rules("suspended_in_use")(now=now, by=by)


def follow_evidence(*, now, by):
    """Remind of evidence that runs out, let approvals follow what has run out, judge the flags."""
    on = engine.moment_of(now).on
    limits = {
        authority: (int(days["conditional_after_days"]), int(days["suspended_after_days"]))
        for authority, days in every_authority(DOCUMENT_EXPIRED, on).items()
    }
    looked_at, reminders = providers.send_reminders(by=by, on=on)
    _, lapsed, restored = providers.follow_expired_evidence(by=by, on=on, limits=limits)
    flags = check_rules("document_expiring", "document_expired")(now=now, by=by)
    return flags + Outcome(looked_at=looked_at, updated=reminders + lapsed + restored)


def scan_files(*, now, by):
    """Let the virus scanner look at new files, each in a transaction of its own. Raises
    ScannerUnavailable at the end when it did not answer for one: the next run asks again."""
    after = tried = settled = 0
    problem = None
    while True:
        with system_scope(by):
            waiting = Document.objects.to_scan(after).select_for_update(skip_locked=True)
            document = waiting.first()
            if document is None:
                break
            after, tried = document.pk, tried + 1
            try:
                providers.scan_document(by=by, document=document)
                settled += 1
            except ScannerUnavailable as silence:
                problem = silence
    if problem:
        raise problem
    return Outcome(looked_at=tried, updated=settled)


def tidy_runs(*, now, by):
    """Delete the records of runs that ended well more than 30 days ago, and after a day those
    of the jobs of each minute that found nothing."""
    looked_at = JobRun.objects.count()
    old, _ = JobRun.objects.done().before(now - KEEP_RUNS).delete()
    quiet = JobRun.objects.quiet().of_each_minute().before(now - KEEP_QUIET_RUNS)
    minutes, _ = quiet.delete()
    return Outcome(looked_at=looked_at, cleared=old + minutes)
