"""Half terms and closures: when a session is expected at all."""

from django.db import models
from django.db.models import F, Q

from apcommission.accounts.models import Organisation
from apcommission.terms.choices import ClosureKind, Session


class HalfTermQuerySet(models.QuerySet):
    def of(self, *organisation_ids):
        return self.filter(organisation_id__in=organisation_ids)

    def of_years(self, first, last):
        """Of the academic years that begin in the years from first to last."""
        return self.filter(academic_year__range=(first, last))

    def visible_to(self, user):
        """Everybody who belongs anywhere: when schools are open is no secret."""
        return self if user.organisation else self.none()

    def on(self, date):
        return self.filter(starts_on__lte=date, ends_on__gte=date)

    def between(self, start, end):
        return self.filter(starts_on__lte=end, ends_on__gte=start)

    def in_order(self):
        return self.order_by("starts_on")


class HalfTerm(models.Model):
    """One of the six half terms of an academic year: an authority's, or a school's own dates."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="half_terms")
    # The calendar year in which the academic year begins: 2026 for 2026/27.
    academic_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = HalfTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "academic_year", "number"], name="half_term_once"
            ),
            models.CheckConstraint(
                name="half_term_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="half_term_is_one_of_six", condition=Q(number__gte=1, number__lte=6)
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.academic_year}"


class ClosureQuerySet(models.QuerySet):
    def of(self, *organisation_ids):
        return self.filter(organisation_id__in=organisation_ids)

    def between(self, start, end):
        return self.filter(starts_on__lte=end, ends_on__gte=start)

    def in_order(self):
        return self.order_by("starts_on", "pk")

    def visible_to(self, user):
        """Everybody who belongs anywhere: when schools are open is no secret."""
        return self if user.organisation else self.none()

    def own(self, user):
        """Those that the user's organisation has entered and may take back."""
        return self.visible_to(user).filter(organisation=user.organisation)


class Closure(models.Model):
    """Dates on which an authority, a school or a provider holds no session."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="closures")
    kind = models.CharField(max_length=20, choices=ClosureKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Empty: the whole day.
    session = models.CharField(max_length=2, choices=Session, blank=True)
    reason = models.CharField(max_length=200)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on", "ends_on", "session"], name="closure_once"
            ),
            models.CheckConstraint(
                name="closure_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self):
        return f"{self.reason} from {self.starts_on}"
