from django.db import models

from apcommission.accounts.models import Person
from placements.choices import FeedbackMoment, Rating
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class ProviderFeedback(OfPlacement):
    """What a school thinks of a provider after a review or at the end of a placement."""

    moment = models.CharField(max_length=10, choices=FeedbackMoment)
    communication = models.PositiveSmallIntegerField(choices=Rating)
    progress = models.PositiveSmallIntegerField(choices=Rating)
    safety = models.PositiveSmallIntegerField(choices=Rating)
    would_use_again = models.BooleanField()
    comment = models.TextField(blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = OfPlacementQuerySet.as_manager()

    def __str__(self):
        return f"{self.get_moment_display()}, {self.given_at:%d %b %Y}"
