from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from providers.choices import Need, PriceUnit, Subject
from providers.models.provider import Provider
from providers.models.site import Site


class Offer(models.Model):
    """What a provider sells at a site: for whom, what is taught, how many places, at what price."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="offers")
    site = models.ForeignKey(Site, models.CASCADE, related_name="offers")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    needs = ArrayField(models.CharField(max_length=20, choices=Need), default=list, blank=True)
    subjects = ArrayField(
        models.CharField(max_length=20, choices=Subject), default=list, blank=True
    )
    qualifications = models.CharField(max_length=200, blank=True)
    # 1 is Monday, 5 is Friday.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    places = models.PositiveSmallIntegerField("places in a half-day", default=8)
    price_pence = models.PositiveIntegerField()
    price_unit = models.CharField(max_length=10, choices=PriceUnit)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_ages_in_order", condition=Q(age_to__gte=F("age_from"))
            )
        ]

    def __str__(self):
        return self.title
