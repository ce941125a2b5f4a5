"""The planner: which periods of which jobs are due and not yet planned."""

import datetime as dt

from django.db.models import Max

from apcommission.accounts.scope import system_scope
from apcommission.jobs.models import JobRun
from apcommission.jobs.timetable import JOBS

# After a longer stop the oldest periods are let go.
LONGEST = dt.timedelta(days=35)
# A job that never ran looks back a week for its last period.
FIRST = dt.timedelta(days=7)


def plan(now, *, jobs=JOBS):
    """Write a row for each period that fell due since the last one planned; gives how many.

    Two planners at once write each period once (unique name and period). Beat alone would run
    one missed night of several, and forget all with its file.
    """
    with system_scope("plan"):
        last = dict(JobRun.objects.order_by().values_list("name").annotate(last=Max("period")))
        due = [
            JobRun(name=job.name, period=period)
            for job in jobs
            for period in due_periods(job, last.get(job.name), now)
        ]
        before = JobRun.objects.due().count()
        JobRun.objects.bulk_create(due, ignore_conflicts=True)
        return JobRun.objects.due().count() - before


def due_periods(job, last, now):
    """The periods of a job to plan now, when `last` was the last one planned, or None."""
    after = max(last, now - LONGEST) if last else now - FIRST
    periods = list(job.when.between(after, now))
    return periods[-1:] if job.only_latest or last is None else periods
