from django.db import models

from apcommission.accounts.models import Person
from placements.choices import ReviewOutcome
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class ReviewQuerySet(OfPlacementQuerySet):
    def in_full(self):
        return self.select_related("recorded_by")

    def newest_first(self):
        return self.order_by("-held_on", "-pk")


class Review(OfPlacement):
    """One review of a placement that was held, what it decided and when the next is due."""

    due_on = models.DateField(null=True, blank=True)
    held_on = models.DateField()
    attendees = models.CharField(max_length=300)
    notes = models.TextField()
    outcome = models.CharField(max_length=20, choices=ReviewOutcome)
    next_due_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "held_on"], name="review_once_a_day")
        ]

    def __str__(self):
        return f"Review of {self.held_on}"
