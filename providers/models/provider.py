from django.db import models
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from providers.choices import ApprovalStatus, ProviderType


class ProviderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees itself; a school those its authority has decided on; an authority
        every provider, because the provider record is shared between authorities."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self
            case OrganisationKind.SCHOOL:
                return self.filter(approvals__authority_id=organisation.area_id)
            case OrganisationKind.PROVIDER:
                return self.filter(pk=organisation.pk)
            case _:
                return self.none()

    def in_use_for(self, authority_id):
        """Approved, with or without conditions, by this authority."""
        return self.filter(
            approvals__authority_id=authority_id,
            approvals__status__in=[ApprovalStatus.APPROVED, ApprovalStatus.CONDITIONAL],
        )

    def by_name(self):
        return self.order_by("organisation__name")


class Provider(models.Model):
    """A legal body that gives alternative provision; its record is shared between authorities."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="provider"
    )
    type = models.CharField(max_length=30, choices=ProviderType)
    # A number from Get Information about Schools; empty for non-school AP.
    urn = models.PositiveIntegerField("URN", null=True, blank=True, unique=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    description = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    ofsted_outcome = models.CharField(max_length=60, blank=True)
    ofsted_inspected_on = models.DateField(null=True, blank=True)

    objects = ProviderQuerySet.as_manager()

    def __str__(self):
        return self.organisation.name

    def get_absolute_url(self):
        return reverse("providers:provider_detail", args=[self.pk])

    @property
    def name(self):
        return self.organisation.name

    @property
    def is_registered(self):
        """DfE's published statistics take "no URN" as the definition of unregistered."""
        return self.urn is not None
