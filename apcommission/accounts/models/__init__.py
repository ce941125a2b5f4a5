"""The records of accounts."""

from apcommission.accounts.models.invitation import Invitation
from apcommission.accounts.models.membership import Membership
from apcommission.accounts.models.organisation import Organisation
from apcommission.accounts.models.person import Person, User
from apcommission.accounts.models.postcode import Postcode
from apcommission.accounts.models.school import SchoolProfile
from apcommission.accounts.models.school_import import SchoolImport

__all__ = [
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "Postcode",
    "SchoolImport",
    "SchoolProfile",
    "User",
]
