from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from placements.models.placement import Placement
from placements.models.pupil import Pupil
from providers.models import Provider


class OfPlacementQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def of(self, placement):
        return self.filter(placement=placement)


class OfPlacement(models.Model):
    """A row under a placement. It carries the placement's pupil and organisations for row
    security; composite foreign keys hold them equal to the placement's own. Create it with
    `**placement.scope_columns()`."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="%(class)ss")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+", db_index=False)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        abstract = True
