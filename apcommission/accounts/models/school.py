from django.db import models

from apcommission.accounts.models.organisation import Organisation


class SchoolProfile(models.Model):
    """What Get Information about Schools says of a school: the facts a placement needs."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="school"
    )
    urn = models.PositiveIntegerField("URN", unique=True)
    establishment_type = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    trust_name = models.CharField(max_length=200, blank=True)
    pupils_on_roll = models.PositiveIntegerField(null=True, blank=True)
    is_open = models.BooleanField(default=True)

    def __str__(self):
        return f"{self.organisation} ({self.urn})"
