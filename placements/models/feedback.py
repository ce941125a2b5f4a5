from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Person
from placements.choices import FeedbackMoment, Rating
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet
from placements.models.review import Review
from providers.models import Provider


class FeedbackQuerySet(OfPlacementQuerySet):
    def visible_to(self, user):
        """Those who commission read it, each their own; the provider never does."""
        organisation = user.organisation
        if organisation and organisation.kind == OrganisationKind.PROVIDER:
            return self.none()
        return super().visible_to(user)

    def in_full(self):
        return self.select_related("school", "given_by", "review")

    def newest_first(self):
        return self.order_by("-given_at", "-pk")


class ProviderFeedback(OfPlacement):
    """What a commissioner thinks of a provider after a review or at the end of a placement."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="feedback", db_index=False)
    moment = models.CharField(max_length=10, choices=FeedbackMoment)
    # The review it followed; empty at the end of the placement.
    review = models.OneToOneField(
        Review, models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    communication = models.PositiveSmallIntegerField(choices=Rating)
    progress = models.PositiveSmallIntegerField(choices=Rating)
    safety = models.PositiveSmallIntegerField(choices=Rating)
    would_use_again = models.BooleanField()
    comment = models.TextField(blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(moment="exit"), name="feedback_at_the_end_once"
            ),
            models.CheckConstraint(
                name="feedback_on_a_review_names_it",
                condition=Q(moment="review", review__isnull=False)
                | Q(moment="exit", review__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "authority"], name="feedback_of_provider"),
        ]

    def __str__(self):
        return f"{self.get_moment_display()}, {self.given_at:%d %b %Y}"
