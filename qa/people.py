"""Who may come with whom on a visit."""

from apcommission.accounts.models import Membership, Person
from apcommission.accounts.roles import ROLES, Permission


def colleagues_who_visit(user):
    """The other people of the user's organisation whose role makes visits, by name."""
    roles = [role for role, rules in ROLES.items() if Permission.VISIT_RECORD in rules.permissions]
    members = Membership.objects.current().filter(organisation=user.organisation, role__in=roles)
    return Person.objects.filter(pk__in=members.values("user")).exclude(pk=user.pk).order_by("name")
