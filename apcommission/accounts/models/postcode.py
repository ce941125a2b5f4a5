from django.db import models


class Postcode(models.Model):
    """One postcode and where it is, so that distances need no outside service (ONSPD)."""

    postcode = models.CharField(max_length=8, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    la_code = models.CharField(max_length=3, blank=True)

    def __str__(self):
        return self.postcode
