"""Whom a message about a provider goes to, and putting it in the outbox.

An authority reads the e-mail addresses of its schools and of the providers it has decided on;
nobody else does (apcommission/accounts/protection.py), so these words are for an authority's
actions and for the jobs.
"""

from django.conf import settings
from django.db.models import Q

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from apcommission.notify import outbox


def leads_of(organisation):
    """The current leads of a provider or school, and its safeguarding leads, with addresses."""
    chosen = Q(role__in=[Role.PROVIDER_LEAD, Role.SCHOOL_LEAD]) | Q(is_dsl=True)
    members = Membership.objects.current().filter(chosen, organisation=organisation)
    return members.filter(user__is_active=True).with_people().order_by("pk")


def tell(members, *, key, subject, body, path):
    """Queue one e-mail for each member; the same key again sends nothing. Gives how many.

    `path` is the page that shows the rest to whoever signs in. Never a pupil's name in it.
    """
    members = list(members)
    for member in members:
        outbox.queue(
            key=f"{key}:{member.user_id}",
            to=member.email,
            person_id=member.user_id,
            subject=subject,
            body=f"{body}\n\nSign in to see more:\n\n{settings.SERVICE_ADDRESS}{path}\n",
        )
    return len(members)
