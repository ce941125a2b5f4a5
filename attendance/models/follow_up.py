from django.db import models

from apcommission.accounts.models import Person
from apcommission.terms.choices import Session
from attendance.choices import Escalation, FollowUpOutcome, SeenSafe
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class FollowUpQuerySet(OfPlacementQuerySet):
    def of_mark(self, placement_id, date, session):
        return self.filter(placement=placement_id, date=date, session=session)

    def between(self, start, end):
        return self.filter(date__gte=start, date__lte=end)

    def newest_first(self):
        return self.select_related("made_by").order_by("-pk")


class FollowUp(OfPlacement):
    """One attempt to find out where an absent pupil is: who was asked, and what came of it."""

    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    asked = models.CharField("who was asked", max_length=100)
    outcome = models.CharField(max_length=20, choices=FollowUpOutcome)
    seen_safe = models.CharField(max_length=10, choices=SeenSafe)
    escalated_to = models.CharField(max_length=20, choices=Escalation, blank=True)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["placement", "date", "session"], name="follow_up_mark")]

    def __str__(self):
        return f"{self.get_outcome_display()} on {self.date}"
