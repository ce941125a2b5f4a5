"""Each run of each job: what it looked at, raised and cleared, how long it took, what failed."""

import datetime as dt

from django.db import models
from django.db.models import Q

# Longer than a task may take (CELERY_TASK_TIME_LIMIT), so that nobody is still at it.
ABANDONED_AFTER = dt.timedelta(minutes=20)
TRY_AGAIN_AFTER = dt.timedelta(minutes=5)
# Jobs that find nothing to do on most of their runs.
EACH_MINUTE = ("send_messages", "suspensions", "scan_files")


class JobRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The deployment's authorities share the jobs; their counts name no one."""
        if user.organisation is None or user.organisation.kind != "authority":
            return self.none()
        return self

    def newest_first(self):
        return self.order_by("-period", "name")

    def of(self, name):
        return self.filter(name=name)

    def latest_of_each(self):
        """The newest run of each job that has begun."""
        return self.begun().order_by("name", "-period").distinct("name")

    def begun(self):
        return self.exclude(state=JobRun.State.DUE)

    def due(self):
        return self.filter(state=JobRun.State.DUE)

    def done(self):
        return self.filter(state=JobRun.State.DONE)

    def failed(self):
        return self.filter(state=JobRun.State.FAILED)

    def quiet(self):
        """Done, and nothing was there to do."""
        return self.done().filter(looked_at=0)

    def of_each_minute(self):
        return self.filter(name__in=EACH_MINUTE)

    def without_quiet_minutes(self):
        """Of the jobs that run each minute only the runs that found something are worth a line."""
        return self.exclude(name__in=EACH_MINUTE, state=JobRun.State.DONE, looked_at=0)

    def before(self, instant):
        return self.filter(period__lt=instant)

    def named(self, names):
        return self.filter(name__in=names) if names else self

    def abandoned(self, now):
        """Running for longer than any job may: the worker is no more."""
        return self.filter(state=JobRun.State.RUNNING, started_at__lt=now - ABANDONED_AFTER)

    def tried(self, times):
        return self.filter(attempts__gte=times)

    def claimable(self, now, most_attempts):
        """Due, or to be tried again."""
        return self.filter(
            Q(state=JobRun.State.DUE)
            | Q(attempts__lt=most_attempts)
            & (
                Q(state=JobRun.State.FAILED, finished_at__lt=now - TRY_AGAIN_AFTER)
                | Q(state=JobRun.State.RUNNING, started_at__lt=now - ABANDONED_AFTER)
            )
        )

    def next_free(self):
        """The oldest that no other worker is claiming, locked; None when there is none."""
        return self.order_by("period", "pk").select_for_update(skip_locked=True).first()

    def still_mine(self, run):
        """The run, unless another worker has taken it over."""
        return self.filter(pk=run.pk, state=JobRun.State.RUNNING, attempts=run.attempts)


class JobRun(models.Model):
    """One period of one job: exactly one row however many planners and workers there are."""

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    name = models.CharField(max_length=60)
    # The local time the run was due, which names the period it is for.
    period = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "period"], name="job_run_once_a_period")
        ]
        indexes = [
            models.Index(fields=["period"], condition=models.Q(state="due"), name="job_run_waiting")
        ]

    def __str__(self):
        return f"{self.name} for {self.period:%d %b %Y %H:%M}"

    @property
    def seconds(self):
        """How long the run took, in seconds; None while it has not finished."""
        if not (self.started_at and self.finished_at):
            return None
        return (self.finished_at - self.started_at).total_seconds()
