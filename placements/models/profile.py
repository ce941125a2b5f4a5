from django.db import models

from apcommission.accounts.models import Organisation
from placements.codesets import ethnicities, languages
from placements.models.of_pupil import OfPupilQuerySet
from placements.models.pupil import Pupil


class PupilProfile(models.Model):
    """What the home school and the authority hold for returns, and a provider does not need."""

    pupil = models.OneToOneField(Pupil, models.PROTECT, primary_key=True, related_name="profile")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    former_forename = models.CharField(max_length=80, blank=True)
    former_surname = models.CharField(max_length=80, blank=True)
    former_upn = models.CharField("former UPN", max_length=13, blank=True)
    uln = models.CharField("ULN", max_length=10, blank=True)
    # Codes of the DfE's common basic data set (codesets.py).
    ethnicity = models.CharField(max_length=4, blank=True)
    first_language = models.CharField(max_length=4, blank=True)
    # Where the child lives; empty: in the authority that holds the record.
    home_la_code = models.CharField(max_length=3, blank=True)

    objects = OfPupilQuerySet.as_manager()

    def __str__(self):
        return f"Profile of pupil {self.pupil_id}"

    @property
    def ethnicity_name(self):
        return ethnicities().get(self.ethnicity, self.ethnicity)

    @property
    def first_language_name(self):
        return languages().get(self.first_language, self.first_language)
