from django.db import models
from django.db.models import Sum

from attendance.rules import Counts
from placements.models.of_placement import OfPlacement, OfPlacementQuerySet


class TallyQuerySet(OfPlacementQuerySet):
    def of_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def of_year(self, academic_year):
        return self.filter(academic_year=academic_year)

    def summed(self):
        """All of them together, as Counts."""
        names = ("attended", "absent", "late", "undelivered")
        sums = self.aggregate(**{name: Sum(name, default=0) for name in names})
        return Counts(**sums)


class Tally(OfPlacement):
    """Counts of one placement's sessions in one half term, kept by the save of each register.

    possible = sessions that count (attending and absent); undelivered sessions and sessions
    that are not possible sessions in law count nowhere (law.md 1.6).
    """

    academic_year = models.PositiveSmallIntegerField()
    half_term = models.PositiveSmallIntegerField()
    # Plain integers on purpose: a tally that has gone wrong must never refuse a mark. The nightly
    # comparison finds it and sets it right.
    possible = models.IntegerField(default=0)
    attended = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    absent = models.IntegerField(default=0)
    undelivered = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "academic_year", "half_term"], name="tally_once"
            )
        ]

    def __str__(self):
        return f"{self.attended} of {self.possible}"
