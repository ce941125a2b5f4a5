from django.db import models

from apcommission.accounts.models import Person
from apcommission.terms.choices import Session
from attendance.choices import AbsenceReason, ConflictOutcome, Observation
from attendance.models.mark import in_words
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet
from providers.models import Site


class MarkConflictQuerySet(OfPlacementQuerySet):
    def open(self):
        return self.filter(settled_at__isnull=True)

    def settled(self):
        return self.filter(settled_at__isnull=False)

    def of_mark(self, placement_id, date, session):
        return self.filter(placement=placement_id, date=date, session=session)

    def of_register(self, site, date, session):
        return self.filter(site=site, date=date, session=session)

    def newest_first(self):
        return self.select_related("pupil", "site", "sent_by", "settled_by").order_by("-pk")


class MarkConflict(OfPlacement):
    """A mark that was sent on an older version than the stored one, and so was not stored as one.

    The stored mark stands. Until a person decides, the more worrying of the two drives alerts.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    observation = models.CharField(max_length=1, choices=Observation)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    absence_reason = models.CharField(max_length=20, choices=AbsenceReason, blank=True)
    told_by = models.CharField(max_length=100, blank=True)
    base_version = models.PositiveSmallIntegerField()
    stored_version = models.PositiveSmallIntegerField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    # What the device's clock said when it was marked; empty for a mark made on the page.
    noted_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ConflictOutcome, blank=True)
    settled_reason = models.CharField(max_length=300, blank=True)

    objects = MarkConflictQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["placement", "date", "session"],
                condition=models.Q(settled_at__isnull=True),
                name="conflict_open",
            )
        ]

    def __str__(self):
        return f"{self.words} on {self.date}"

    @property
    def words(self):
        """The mark that was not stored, in words."""
        return in_words(self.observation, self.minutes)
