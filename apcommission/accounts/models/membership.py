from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.models.organisation import Organisation
from apcommission.accounts.models.person import User
from apcommission.accounts.roles import managing_roles

# Invented people only; see the demo.
DEMO_EMAIL = "@demo.example"


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
        """One's own organisation's; an authority also sees its schools', its forum's and those
        of the providers it has decided on."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        if organisation.kind == OrganisationKind.AUTHORITY:
            return self.filter(
                Q(organisation=organisation)
                | Q(organisation__authority=organisation)
                | Q(organisation__in=organisation.approvals.values("provider_id"))
            )
        return self.filter(organisation=organisation)

    def manageable_by(self, user):
        """Those the user may change: never another body's, so a provider's are its own."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        return self.filter(Q(organisation=organisation) | Q(organisation__authority=organisation))

    def managing(self):
        """Those whose role manages accounts."""
        return self.filter(role__in=managing_roles())

    def of_email(self, email):
        return self.filter(user__email__iexact=email)

    def with_people(self):
        """With name, email and job title beside each: the sign-in account itself (and its
        password) is closed to the roles that read people."""
        return self.select_related("organisation").annotate(
            name=F("user__name"), email=F("user__email"), job_title=F("user__job_title")
        )

    def register_takers(self, organisation_id):
        """A provider's staff, whose sites its lead chooses."""
        return self.filter(organisation_id=organisation_id, role=Role.PROVIDER_STAFF)

    def by_name(self):
        return self.order_by(Lower("user__name"), "pk")

    def of_the_demo(self):
        """The invented people whom the demo's sign-in page offers, in the order of their making."""
        return (
            self.filter(user__email__endswith=DEMO_EMAIL, user__is_active=True)
            .with_people()
            .order_by("pk")
        )


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
