from django.db import models
from django.db.models import F, Q

from apcommission.terms.choices import Session
from placements.choices import Weekday
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet
from providers.models import Site


class TimetableSlotQuerySet(OfPlacementQuerySet):
    def agreed(self):
        return self.filter(is_agreed=True)

    def on(self, date):
        """Planned on this date's weekday and in force on it."""
        return (
            self.in_force(date)
            .filter(weekday=date.isoweekday())
            .select_related("pupil", "placement")
        )

    def in_force(self, date):
        return self.filter(valid_from__lte=date).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )

    def with_site(self):
        return self.select_related("site")

    def of_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def beginning_on(self, date):
        return self.filter(valid_from=date)

    def beginning_after(self, date):
        return self.filter(valid_from__gt=date)

    def lasting_after(self, date):
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=date))

    def in_order(self):
        return self.order_by("weekday", "session", "valid_from")


class TimetableSlot(OfPlacement):
    """One half-day a week that a placement plans, at one site, between two dates.

    `valid_to` empty means until further notice. The database refuses a second agreed slot of the
    same pupil in the same half-day (constraint timetable_no_clash, in protection.py).
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="slots")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    session = models.CharField(max_length=2, choices=Session)
    starts_at = models.TimeField()
    finishes_at = models.TimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    is_agreed = models.BooleanField(default=False)

    objects = TimetableSlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slot_finishes_after_start", condition=Q(finishes_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="slot_weekday_is_a_school_day", condition=Q(weekday__gte=1, weekday__lte=5)
            ),
        ]
        indexes = [
            models.Index(fields=["site", "weekday", "session"], name="slot_register"),
            models.Index(fields=["pupil", "weekday"], name="slot_pupil"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.get_session_display()}"
