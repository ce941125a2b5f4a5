import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from providers.choices import HalfDay, SiteKind
from providers.models.provider import Provider
from providers.rules import spoken_half_days


def all_half_days():
    """Open all week: the half-days of a site of which nothing else is said."""
    return list(HalfDay.values)


class SiteQuerySet(models.QuerySet):
    def visible_to(self, user):
        sites = self.filter(provider__in=Provider.objects.visible_to(user))
        if user.role == Role.PROVIDER_STAFF:
            return sites.worked_at_by(user)
        return sites

    def worked_at_by(self, user):
        """The sites a member of staff is assigned to; all of them when none is assigned."""
        own = SiteStaff.objects.filter(membership=user.membership)
        if not own.exists():
            return self
        return self.filter(pk__in=own.values("site"))

    def active(self):
        return self.filter(is_active=True)

    def of(self, provider):
        return self.filter(provider=provider)

    def with_provider(self):
        return self.select_related("provider__organisation")

    def named(self, name):
        return self.filter(name__iexact=name)

    def in_town(self, word):
        return self.filter(models.Q(town__icontains=word) | models.Q(name__icontains=word))

    def holding(self, offers):
        """Where at least one of these offers is taught."""
        return self.filter(pk__in=offers.order_by().values("site"))

    def of_any(self, ids):
        """Of the providers with these ids."""
        return self.filter(provider__in=ids)

    def positions(self):
        """(provider id, latitude, longitude) of each site whose place is known."""
        return (
            self.filter(latitude__isnull=False)
            .order_by()
            .values_list("provider_id", "latitude", "longitude")
        )

    def by_name(self):
        return self.order_by(Lower("name"))


class Site(models.Model):
    """A place at which a provider teaches."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=SiteKind, default=SiteKind.MAIN)
    # Who runs it, where another body does.
    subcontractor = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    # Pupils the site can take in one half-day.
    capacity = models.PositiveSmallIntegerField(default=12)
    am_starts_at = models.TimeField(default=dt.time(9, 30))
    am_finishes_at = models.TimeField(default=dt.time(12, 0))
    pm_starts_at = models.TimeField(default=dt.time(12, 45))
    pm_finishes_at = models.TimeField(default=dt.time(15, 0))
    half_days = ArrayField(models.CharField(max_length=3, choices=HalfDay), default=all_half_days)
    # The last look at the building itself: fire, access, who else uses it.
    premises_checked_on = models.DateField(null=True, blank=True)
    premises_checked_by = models.CharField(max_length=120, blank=True)
    premises_note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="site_name_once"),
        ]

    def __str__(self):
        return self.name

    @property
    def address(self):
        """In one line; empty when nothing is known."""
        return ", ".join(filter(None, [self.street, self.town, self.postcode]))

    @property
    def opening(self):
        """The half-days on which it is open, in words."""
        return spoken_half_days(self.half_days)

    def times(self, session):
        """(start, finish) of a session here, as times of day in London."""
        return getattr(self, f"{session}_starts_at"), getattr(self, f"{session}_finishes_at")


class SiteStaff(models.Model):
    """A member of a provider's staff works at this site."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="staff")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="sites")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "membership"], name="site_staff_once")
        ]

    def __str__(self):
        return f"{self.membership} at {self.site}"
