import hashlib

from django.db import models
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.models.organisation import Organisation
from apcommission.accounts.models.person import Person


def hash_of(secret):
    """What is kept of a link's secret: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self, now=None):
        return self.filter(
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now or timezone.now(),
        )

    def visible_to(self, user):
        """Those to organisations whose people the user may invite."""
        return self.filter(organisation__in=Organisation.objects.invitable_by(user))

    def with_secret(self, secret):
        """At most one; what is stored is the hash."""
        return self.filter(secret_hash=hash_of(secret))

    def newest_first(self):
        return self.select_related("organisation").order_by("-created_at", "-pk")


class Invitation(models.Model):
    """A single-use link that makes somebody a member; only a hash of its secret is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=30, choices=Role)
    is_dsl = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self):
        return f"{self.email} to {self.organisation}"

    def state(self, now):
        """ "open", or why the link no longer works: "accepted", "withdrawn", "expired"."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if now < self.expires_at else "expired"
