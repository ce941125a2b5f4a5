from django.db import models

from apcommission.accounts.models import Person
from placements.choices import ObjectiveArea
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class SupportPlanQuerySet(OfPlacementQuerySet):
    def in_full(self):
        return self.select_related("written_by").prefetch_related("objectives")

    def newest_first(self):
        return self.order_by("-version")

    def next_version(self, placement):
        newest = self.filter(placement=placement).aggregate(models.Max("version"))
        return (newest["version__max"] or 0) + 1


class SupportPlan(OfPlacement):
    """One version of a placement's AP Support Plan; a change makes the next version."""

    version = models.PositiveSmallIntegerField(default=1)
    strengths = models.TextField()
    needs = models.TextField()
    strategies = models.TextField("what helps")
    pupil_view = models.TextField("the pupil's own view", blank=True)
    parent_view = models.TextField("the parent or carer's view", blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "version"], name="plan_version_once")
        ]

    def __str__(self):
        return f"Support plan version {self.version}"


class Objective(OfPlacement):
    """What a plan wants to change, from which baseline to which target, by when."""

    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="objectives")
    area = models.CharField(max_length=20, choices=ObjectiveArea)
    text = models.CharField(max_length=300)
    baseline = models.CharField(max_length=100)
    target = models.CharField(max_length=100)
    due_on = models.DateField()

    def __str__(self):
        return self.text
