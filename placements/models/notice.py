from django.db import models

from placements.models.of_placement import OfPlacement, OfPlacementQuerySet
from providers.models import ApprovalDecision


class SuspensionNotice(OfPlacement):
    """A school was told that the provider of its pupil was suspended or removed."""

    decision = models.ForeignKey(ApprovalDecision, models.PROTECT, related_name="notices")
    told_at = models.DateTimeField()
    # How many people were written to; 0: nobody at the school has an account.
    people_told = models.PositiveSmallIntegerField()

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "placement"], name="notice_once")
        ]

    def __str__(self):
        return f"Told at {self.told_at:%d %b %Y %H:%M}"
