from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.models.organisation import Organisation
from apcommission.accounts.models.person import User


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True, organisation__is_active=True)

    def of(self, user):
        return self.filter(user=user)

    def for_switching(self):
        return self.select_related("organisation", "organisation__authority").order_by(
            "organisation__name", "role"
        )

    def visible_to(self, user):
        """One's own organisation's; an authority also sees its schools' and its forum's."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        if organisation.kind == OrganisationKind.AUTHORITY:
            return self.filter(
                Q(organisation=organisation)
                | Q(organisation__authority=organisation)
                | Q(organisation__kind=OrganisationKind.PROVIDER)
            )
        return self.filter(organisation=organisation)


class Membership(models.Model):
    """One person's role in one organisation, from when to when."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    is_dsl = models.BooleanField("designated safeguarding lead", default=False)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_open_per_organisation",
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.organisation}"
