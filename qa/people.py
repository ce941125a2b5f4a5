"""Who may come with whom on a visit, and how many pupils are there."""

from apcommission.accounts.models import Membership, Person
from apcommission.accounts.roles import ROLES, Permission
from placements.models import Placement


def colleagues_who_visit(user):
    """The other people of the user's organisation whose role makes visits, by name."""
    roles = [role for role, rules in ROLES.items() if Permission.VISIT_RECORD in rules.permissions]
    members = Membership.objects.current().filter(organisation=user.organisation, role__in=roles)
    return Person.objects.filter(pk__in=members.values("user")).exclude(pk=user.pk).order_by("name")


def pupils_at(user, provider):
    """How many of the user's own pupils have a live placement at the provider."""
    placed = Placement.objects.visible_to(user).live().filter(provider=provider)
    return placed.values("pupil").distinct().count()
