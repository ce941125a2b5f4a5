from django.db import models

from apcommission.accounts.models import Organisation, Person
from apcommission.terms.choices import Session
from attendance.models.register import RegisterQuerySet
from providers.models import Provider, Site


class ReopeningQuerySet(RegisterQuerySet):
    def of(self, site, date, session):
        return self.filter(site=site, date=date, session=session)

    def in_force(self, now):
        return self.filter(until__gt=now)


class Reopening(models.Model):
    """An authority has opened a closed register again, for its own pupils, until a moment."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    reopened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField()

    objects = ReopeningQuerySet.as_manager()

    def __str__(self):
        return f"Reopened until {self.until}"
