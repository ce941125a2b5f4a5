from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from placements.models.pupil import Pupil


class OfPupilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of pupils in scope, for the home school and the authority."""
        organisation = user.organisation
        if organisation is None or organisation.kind == OrganisationKind.PROVIDER:
            return self.none()
        return self.filter(pupil__in=Pupil.objects.visible_to(user))

    def of(self, pupil):
        return self.filter(pupil=pupil)

    def of_pupils(self, pupils):
        return self.filter(pupil__in=pupils)


class OfPupil(models.Model):
    """A row under a pupil's record. A composite foreign key holds its authority equal to the
    pupil's own; who reads it is said in protection.py. Create it with `**of_pupil(pupil)`."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="%(class)ss")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)

    objects = OfPupilQuerySet.as_manager()

    class Meta:
        abstract = True


def of_pupil(pupil):
    """The columns that every row under this pupil carries for row security."""
    return {"pupil_id": pupil.pk, "authority_id": pupil.authority_id}
