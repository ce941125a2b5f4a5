from django.db import models
from django.db.models import F, Q

from apcommission.accounts.models import Person
from apcommission.terms.choices import Session
from attendance.choices import PlannedKind
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class PlannedAbsenceQuerySet(OfPlacementQuerySet):
    def standing(self):
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def of_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def ending_from(self, date):
        return self.filter(ends_on__gte=date)

    def in_order(self):
        return self.select_related("entered_by", "provider__organisation").order_by(
            "starts_on", "session", "pk"
        )


class PlannedAbsence(OfPlacement):
    """Why a pupil will not come between two dates, entered ahead by the school or the provider.

    It is advice on the register, and marks nobody: what was seen decides.
    """

    kind = models.CharField(max_length=20, choices=PlannedKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Empty: the whole day.
    session = models.CharField(max_length=2, choices=Session, blank=True)
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedAbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="planned_absence_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} from {self.starts_on}"
