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

    def endable_by(self, user):
        """Those that the user's organisation agreed: a school's own, an authority's all."""
        prices = self.visible_to(user)
        if user.organisation and user.organisation.kind == OrganisationKind.SCHOOL:
            return prices.filter(school_id=user.organisation.pk)
        return prices

    def on(self, date):
        return self.filter(valid_from__lte=date).not_over(date)

    def not_over(self, date):
        """In force on the date, or later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=date))

    def between(self, first, last):
        """In force on some day from first to last; without a last day, ever after first."""
        found = self.not_over(first)
        return found.filter(valid_from__lte=last) if last else found

    def of(self, offer):
        return self.filter(offer=offer)

    def agreed_for(self, authority_id, school_id):
        """Of exactly this scope: a school's own, or, without a school, all schools'."""
        return self.filter(authority_id=authority_id, school_id=school_id)

    def with_names(self):
        return self.select_related("authority", "school", "recorded_by")

    def with_offer(self):
        return self.select_related("offer__provider__organisation")

    def in_order(self):
        return self.order_by("valid_from", "pk")


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

    @property
    def owner_id(self):
        """Which organisation may end it, beside the authority."""
        return self.school_id or self.authority_id

    @property
    def for_whom(self):
        return self.school.name if self.school else f"All schools of {self.authority.name}"
