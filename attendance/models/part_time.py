from django.db import models
from django.db.models import F, Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from placements.models import Pupil


class PartTimeTimetableQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case _:
                return self.none()

    def of_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def newest_first(self):
        return self.select_related("recorded_by").order_by("-starts_on", "-pk")


class PartTimeTimetable(models.Model):
    """A temporary part-time timetable that the school and a parent have agreed.

    Code C2 stands for the half-days that it frees, within its dates and for no day after them
    (SI 2024/208 reg 11(6)). `half_days` are those, as "1 am" for Monday morning.
    """

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="part_time_timetables")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    half_days = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    parent = models.CharField("the parent who agreed", max_length=100)
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # The last day on which it stood, where it ended: back to full time, early or at its end.
    stopped_on = models.DateField(null=True, blank=True)

    objects = PartTimeTimetableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="part_time_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return f"Part-time timetable until {self.ends_on}"
