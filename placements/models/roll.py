from django.db import models
from django.db.models import F, Q

from apcommission.accounts.models import Organisation
from placements.choices import Roll
from placements.models.of_pupil import OfPupil, OfPupilQuerySet


class PupilSchoolQuerySet(OfPupilQuerySet):
    def newest_first(self):
        return self.order_by("-valid_from", "-pk")

    def with_school(self):
        return self.select_related("school")

    def still_open(self):
        return self.filter(valid_to__isnull=True)

    def on(self, date):
        """In force on the day."""
        return self.filter(valid_from__lte=date).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )


class PupilSchool(OfPupil):
    """On whose roll a child was between two dates, and how; no school: on no roll.

    The row that is open says what `pupil.school` and `pupil.roll` say: `set_school` writes both.
    """

    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    roll = models.CharField(max_length=10, choices=Roll)
    # For a child of dual registration: where else, in or outside the authority.
    other_school = models.CharField(max_length=150, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PupilSchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="school_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(valid_to__isnull=True), name="pupil_school_open_once"
            ),
        ]

    def __str__(self):
        return str(self.school or "No school's roll")
