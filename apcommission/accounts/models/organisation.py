from django.db import models
from django.db.models.functions import Lower

from apcommission.accounts.choices import OrganisationKind


class OrganisationQuerySet(models.QuerySet):
    def authorities(self):
        return self.filter(kind=OrganisationKind.AUTHORITY)

    def schools(self):
        return self.filter(kind=OrganisationKind.SCHOOL)

    def active(self):
        return self.filter(is_active=True)

    def by_name(self):
        return self.order_by(Lower("name"))

    def invitable_by(self, user):
        """Whose people the user may invite: one's own, and for an authority those of its schools,
        its forum and the providers it has decided on that have no lead of their own yet.

        A provider serves several authorities: once it has a lead, that lead alone lets people in.
        """
        organisation = user.organisation
        if organisation is None:
            return self.none()
        if organisation.kind != OrganisationKind.AUTHORITY:
            return self.filter(pk=organisation.pk)
        members = self.model.memberships.rel.related_model.objects
        led = members.current().managing().values("organisation")
        decided_on = organisation.approvals.exclude(provider__in=led).values("provider_id")
        return self.filter(
            models.Q(pk=organisation.pk)
            | models.Q(authority=organisation)
            | models.Q(pk__in=decided_on)
        )

    def visible_to(self, user):
        """Authorities and the schools of one's own authority; one's own organisation always.

        Schools, authorities and providers are public bodies: their names are no secret. What
        is kept apart is what they hold about children.
        """
        if user.organisation is None:
            return self.none()
        authority = user.organisation.area_id
        return self.filter(
            models.Q(pk=user.organisation.pk)
            | models.Q(kind=OrganisationKind.AUTHORITY)
            | models.Q(authority_id=authority)
        )


class Organisation(models.Model):
    """A body whose people sign in: an authority, a school, a provider or a Schools Forum."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=200)
    # Schools and forums belong to one authority; providers serve several and belong to none.
    authority = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    la_code = models.CharField("LA code", max_length=3, blank=True)
    is_active = models.BooleanField(default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_has_its_authority",
                condition=(
                    models.Q(kind__in=["authority", "provider"], authority__isnull=True)
                    | models.Q(kind__in=["school", "forum"], authority__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["la_code"],
                condition=models.Q(kind="authority") & ~models.Q(la_code=""),
                name="organisation_one_per_la_code",
            ),
        ]
        indexes = [models.Index(fields=["authority", "kind"], name="organisation_area")]

    def __str__(self):
        return self.name

    @property
    def area_id(self):
        """The id of the authority whose area this is; None for a provider."""
        return self.pk if self.kind == OrganisationKind.AUTHORITY else self.authority_id
