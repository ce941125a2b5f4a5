"""Each run of each job: what it looked at, raised and cleared, how long it took, what failed."""

from django.db import models


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
