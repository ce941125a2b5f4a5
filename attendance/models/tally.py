from django.db import models

from placements.models.of_placement import OfPlacement


class Tally(OfPlacement):
    """Counts of one placement's sessions in one half term, kept by the save of each register.

    possible = sessions that count (attending and absent); undelivered sessions and sessions
    that are not possible sessions in law count nowhere (law.md 1.6).
    """

    academic_year = models.PositiveSmallIntegerField()
    half_term = models.PositiveSmallIntegerField()
    possible = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    undelivered = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "academic_year", "half_term"], name="tally_once"
            )
        ]

    def __str__(self):
        return f"{self.attended} of {self.possible}"
