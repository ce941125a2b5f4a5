"""What the database refuses of accounts, whatever a view forgets."""

import pytest
from django.db import DatabaseError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership, Organisation, SchoolProfile
from apcommission.accounts.scope import database_scope
from tests.factories.accounts import InvitationFactory, SchoolFactory, member

pytestmark = pytest.mark.django_db


def refused(user, change):
    """Whether the database refuses what `change` does as this user."""
    try:
        with transaction.atomic(), database_scope(user.membership):
            return change() == 0
    except DatabaseError:
        return True


@pytest.mark.parametrize(
    ("lead", "role"),
    [
        ("school_lead", Role.COMMISSIONER),
        ("school_lead", Role.PROVIDER_LEAD),
        ("provider_lead", Role.COMMISSIONER),
        ("commissioner", Role.SCHOOL_LEAD),
    ],
)
def test_a_lead_gives_no_role_of_another_kind(lead, role, request):
    user = request.getfixturevalue(lead)
    own = Membership.objects.filter(pk=user.membership.pk)
    assert refused(user, lambda: own.update(role=role))
    assert not refused(user, lambda: own.update(role=user.membership.role))


def test_an_invitation_is_to_a_role_of_the_kind(school_lead, school):
    invite = {"organisation": school, "invited_by": school_lead}
    assert refused(school_lead, lambda: InvitationFactory(**invite, role=Role.COMMISSIONER))
    assert not refused(school_lead, lambda: InvitationFactory(**invite, role=Role.SCHOOL_LEAD))


def test_an_authority_invites_a_providers_first_lead_and_nobody_after(commissioner, provider):
    invite = {
        "organisation": provider.organisation,
        "invited_by": commissioner,
        "role": Role.PROVIDER_LEAD,
    }
    assert not refused(commissioner, lambda: InvitationFactory(**invite))
    member(Role.PROVIDER_LEAD, provider.organisation)
    assert refused(commissioner, lambda: InvitationFactory(**invite))


@pytest.mark.parametrize("person", ["commissioner", "officer"])
def test_an_authority_takes_no_school_of_another(person, authority, school, request):
    user, foreign = request.getfixturevalue(person), SchoolFactory()
    schools = Organisation.objects.filter(pk=foreign.pk)
    assert refused(user, lambda: schools.update(authority=authority))
    assert refused(user, lambda: schools.update(name="Ours now"))
    own = Organisation.objects.filter(pk=school.pk)
    assert refused(user, lambda: own.update(authority=foreign.authority))
    assert not refused(user, lambda: own.update(name="Hillside Academy"))


def test_an_authority_switches_no_other_authority_off(commissioner, other_authority):
    others = Organisation.objects.filter(pk=other_authority.pk)
    assert refused(commissioner, lambda: others.update(is_active=False))


def test_an_authority_changes_the_facts_of_its_own_schools_only(commissioner, school):
    own = SchoolProfile.objects.create(organisation=school, urn=100001)
    foreign = SchoolProfile.objects.create(organisation=SchoolFactory(), urn=100002)
    for profile, is_refused in ((own, False), (foreign, True)):
        rows = SchoolProfile.objects.filter(pk=profile.pk)
        assert refused(commissioner, lambda rows=rows: rows.update(town="Romford")) == is_refused
