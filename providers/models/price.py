from django.db import models
from django.db.models import F, Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import PriceUnit
from providers.models.offer import Offer
from providers.models.provider import Provider


class NegotiatedPriceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own; a school its own and those for all of its authority's
        schools; a provider those on its own offers."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id).filter(
                    Q(school_id=organisation.pk) | Q(school__isnull=True)
                )
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def on(self, date):
        return self.filter(valid_from__lte=date).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )


class NegotiatedPrice(models.Model):
    """A price that an authority, or one school, agreed beside the list price of an offer."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="negotiated")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Empty: for every school of the authority, and for the authority itself.
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    price_pence = models.PositiveIntegerField()
    price_unit = models.CharField(max_length=10, choices=PriceUnit)
    reason = models.CharField(max_length=300)
    agreed_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = NegotiatedPriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="negotiated_price_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self):
        return f"{self.price_pounds:.2f} {self.get_price_unit_display()}"

    @property
    def price_pounds(self):
        return self.price_pence / 100
