"""Running what is due: claim, work, and say how it went. Any number of workers at once."""

import logging

from django.utils import timezone

from apcommission.accounts.scope import system_scope
from apcommission.jobs.models import JobRun
from apcommission.jobs.timetable import job_named

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
NO_LONGER = "This job is no longer in the timetable."
DIED = "The worker stopped in the middle, three times."


def run_next(*, now=None, names=None):
    """Run the oldest run that is due; gives it, or None when nothing is due.

    `now` is the instant that the job judges, the present unless given.
    """
    run = claim(names=names)
    if run is None:
        return None
    now = now or timezone.now()
    job = job_named(run.name)
    if job is None:
        return _end(run, JobRun.State.FAILED, problem=NO_LONGER, attempts=MOST_ATTEMPTS)
    try:
        return _work_alone(job, run, now) if job.own_scope else _work(job, run, now)
    except Exception as problem:  # one broken job must not stop the others
        log.exception("Job %s failed", run.name)
        return _end(run, JobRun.State.FAILED, problem=f"{type(problem).__name__}: {problem}"[:1000])


def run_due(*, now=None, names=None):
    """Run everything that is due, one after the other; gives the runs."""
    runs = []
    while run := run_next(now=now, names=names):
        runs.append(run)
    return runs


def claim(*, names=None):
    """Mark one due run as running and give it; None when there is none.

    Also a run that failed or whose worker died some time ago, until its tries are used up.
    """
    at = timezone.now()
    with system_scope("claim"):
        JobRun.objects.abandoned(at).tried(MOST_ATTEMPTS).update(
            state=JobRun.State.FAILED, finished_at=at, problem=DIED
        )
        run = JobRun.objects.claimable(at, MOST_ATTEMPTS).named(names).next_free()
        if run is None:
            return None
        run.state, run.started_at, run.finished_at = JobRun.State.RUNNING, at, None
        run.attempts += 1
        run.save(update_fields=["state", "started_at", "finished_at", "attempts"])
        return run


def _work(job, run, now):
    """The work and its record in one transaction: both are there, or neither."""
    with system_scope(job.name):
        # Held until the work is done; a worker that was slow to start finds it gone.
        if not JobRun.objects.still_mine(run).select_for_update().exists():
            return run
        outcome = job.do(now=now, by=job.name)
        return _end(run, JobRun.State.DONE, outcome=outcome)


def _work_alone(job, run, now):
    outcome = job.do(now=now, by=job.name)
    return _end(run, JobRun.State.DONE, outcome=outcome)


def _end(run, state, *, outcome=None, problem="", attempts=None):
    run.state, run.finished_at, run.problem = state, timezone.now(), problem
    run.attempts = attempts or run.attempts
    if outcome is not None:
        run.looked_at, run.raised = outcome.looked_at, outcome.raised
        run.updated, run.cleared = outcome.updated, outcome.cleared
    with system_scope(run.name):
        run.save()
    return run
