from django.db import models
from django.db.models import F, Q

from apcommission.accounts.models import Person
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class PauseQuerySet(OfPlacementQuerySet):
    def still_open(self):
        return self.filter(ends_on__isnull=True)

    def newest_first(self):
        return self.order_by("-starts_on", "-pk")


class Pause(OfPlacement):
    """Dates between which a pupil does not come, while the place and the timetable are kept.

    `ends_on` is the last day without the pupil; empty until the placement is resumed.
    """

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    paused_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["placement"], condition=Q(ends_on__isnull=True), name="pause_open_once"
            ),
        ]

    def __str__(self):
        return f"Pause from {self.starts_on}"
