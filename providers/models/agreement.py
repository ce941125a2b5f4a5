from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import AgreementKind
from providers.models.provider import Provider


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own and its schools'; a school its own and its authority's; a
        provider those of whoever it may have to answer to."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id).filter(
                    Q(school_id=organisation.pk) | Q(school__isnull=True)
                )
            case OrganisationKind.PROVIDER:
                return self.filter(authority__approvals__provider_id=organisation.pk).distinct()
            case _:
                return self.none()

    def in_force(self, date):
        return self.filter(in_force_from__lte=date)


class Agreement(models.Model):
    """One version of a text that providers accept: an authority's contract and terms, or what an
    authority or a school expects of them."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Empty: the authority's own text.
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=AgreementKind)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    in_force_from = models.DateField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "school", "kind", "version"],
                name="agreement_version_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"


class Acceptance(models.Model):
    """A named person accepted one version for the provider; never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="acceptances")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="acceptances")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "provider"], name="acceptance_once")
        ]

    def __str__(self):
        return f"{self.agreement} by {self.provider}"
