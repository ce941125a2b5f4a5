from django.db import models
from django.db.models import UniqueConstraint

from apcommission.accounts.models import Person
from apcommission.terms.choices import Session
from attendance.choices import AbsenceReason
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class CodeDecisionQuerySet(OfPlacementQuerySet):
    def of_mark(self, placement_id, date, session):
        return self.filter(placement=placement_id, date=date, session=session)

    def newest_first(self):
        return self.select_related("decided_by").order_by("-pk")


class AbsenceNote(OfPlacement):
    """Why a pupil was not here, as the provider was told, and by whom."""

    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    reason = models.CharField(max_length=20, choices=AbsenceReason)
    told_by = models.CharField("who told you", max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["placement", "date", "session"], name="absence_note_once")
        ]

    def __str__(self):
        return f"{self.get_reason_display()} on {self.date}"


class CodeDecision(OfPlacement):
    """The home school's own decision on the statutory code of one session. Each change is a new
    row; the newest stands, for the version of the mark that it was made on: when the provider
    changes the mark, the school decides anew."""

    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    code = models.CharField(max_length=2)
    mark_version = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = CodeDecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["placement", "date", "session"], name="code_decision_mark")]

    def __str__(self):
        return f"{self.code} on {self.date}"
