"""Of what in a placement's life feedback can still be given."""

import datetime as dt
from dataclasses import dataclass

from apcommission.accounts.roles import Permission
from placements.actions.feedback import gives_feedback
from placements.choices import Status
from placements.models import ProviderFeedback, Review

# So long after a review or the end the placement's page asks for it of itself.
ASKED_FOR = dt.timedelta(days=28)


@dataclass(frozen=True)
class Moment:
    """A review, or the end of the placement where `review` is None."""

    on: dt.date
    review: Review | None = None

    @property
    def key(self):
        return f"review-{self.review.pk}" if self.review else "end"

    @property
    def label(self):
        what = "The review of" if self.review else "The end of the placement on"
        return f"{what} {self.on:%-d %B %Y}"

    def is_new(self, today):
        return today - self.on <= ASKED_FOR


def feedback_given(placement, user):
    """The answers on a placement that the user may read, the newest first."""
    if not user.may(Permission.FEEDBACK_VIEW):
        return []
    return ProviderFeedback.objects.visible_to(user).of(placement).in_full().newest_first()


def offer_of(moments, today):
    """The newest of the Moments while it is still new; None after that."""
    return moments[0] if moments and moments[0].is_new(today) else None


def open_moments(placement, user):
    """The Moments the user can still speak about, the newest first; none for whoever does not
    commission the placement. The end comes before a review of the same day."""
    if not gives_feedback(user.organisation, placement):
        return []
    given = ProviderFeedback.objects.visible_to(user).of(placement)
    answered = set(given.values_list("review_id", flat=True))
    found = [
        Moment(review.held_on, review)
        for review in Review.objects.visible_to(user).of(placement).newest_first()
        if review.pk not in answered
    ]
    if placement.status == Status.ENDED and None not in answered:
        found.insert(0, Moment(placement.ended_on))
    return found
