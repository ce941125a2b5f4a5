import hashlib

from django.db import models

from apcommission.accounts.models import Membership


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(membership=user.membership)

    def with_secret(self, secret):
        """The feed at this secret address; only the secret's hash is stored."""
        return self.filter(secret_hash=secret_hash(secret)).select_related(
            "membership__organisation", "membership__user"
        )


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads their visits.

    Calendar programs cannot sign in, so whoever has the address reads the feed: it names no
    child, and a new address ends the old one.
    """

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    # Empty: stopped.
    made_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    reads = models.PositiveIntegerField(default=0)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self):
        return f"Calendar of {self.membership_id}"


def secret_hash(secret):
    """What is stored of a secret: enough to know it again, useless to whoever reads it."""
    return hashlib.sha256(secret.encode()).hexdigest()
