"""The secret address of a person's calendar."""

import secrets

from django.db.models import F
from django.utils import timezone

from apcommission.audit.record import record
from qa.models import CalendarFeed
from qa.models.feed import secret_hash


def make_calendar_address(*, by):
    """A new secret for the calendar of the present membership; the old address ends with it.

    Returned once and never stored: only its hash is.
    """
    secret = secrets.token_urlsafe(32)
    with record("calendar_address_made", by=by):
        CalendarFeed.objects.update_or_create(
            membership=by.membership,
            defaults={
                "secret_hash": secret_hash(secret),
                "made_at": timezone.now(),
                "last_read_at": None,
                "reads": 0,
            },
        )
    return secret


def stop_calendar(*, by):
    """End the address without making another."""
    with record("calendar_stopped", by=by):
        CalendarFeed.objects.filter(membership=by.membership).update(
            secret_hash=secret_hash(secrets.token_urlsafe(32)), made_at=None
        )


def note_calendar_read(*, by, feed):
    """Log that a calendar program read the feed."""
    with record("calendar_read", by=by):
        CalendarFeed.objects.filter(pk=feed.pk).update(
            reads=F("reads") + 1, last_read_at=timezone.now()
        )
