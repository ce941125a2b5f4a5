from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Person
from apcommission.terms.choices import Session
from providers.models import Provider, Site


class RegisterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Headers hold no child's data: authorities and schools read them all, a provider its
        own, provider staff those of their own sites."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY | OrganisationKind.SCHOOL:
                return self
            case OrganisationKind.PROVIDER:
                return self.filter(site__in=Site.objects.visible_to(user))
            case _:
                return self.none()

    def on(self, date):
        return self.filter(date=date)

    def of(self, site, date, session):
        return self.with_person().filter(site=site, date=date, session=session)

    def at_sites(self, site_ids):
        return self.filter(site__in=site_ids)

    def with_person(self):
        return self.select_related("saved_by")

    def complete(self):
        return self.filter(completed_at__isnull=False)


class Register(models.Model):
    """One site's register of one session. The row appears with the first mark that is saved.

    `completed_at` is when every expected pupil had a mark; empty while one is missing.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="registers")
    site = models.ForeignKey(Site, models.PROTECT, related_name="registers", db_index=False)
    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    expected = models.PositiveSmallIntegerField()
    marked = models.PositiveSmallIntegerField()
    first_saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    not_delivered_reason = models.CharField(max_length=200, blank=True)
    # Who told the one who saved it last, when that was not the provider itself.
    on_behalf = models.CharField(max_length=200, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "date", "session"], name="register_once")
        ]
        indexes = [models.Index(fields=["provider", "date"], name="register_provider")]

    def __str__(self):
        return f"{self.get_session_display()} register of {self.date}"


class Submission(models.Model):
    """One accepted save, by its idempotency key: the same key again gets the same answer."""

    key = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    content_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.key)
