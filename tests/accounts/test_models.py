"""People, organisations, memberships, invitations: their words and what the database keeps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Person,
    Postcode,
    SchoolProfile,
    User,
)
from apcommission.accounts.models.invitation import hash_of
from apcommission.accounts.roles import Permission
from tests.factories.accounts import (
    AuthorityFactory,
    ForumFactory,
    InvitationFactory,
    ProviderOrganisationFactory,
    SchoolFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db


# Organisations


def test_area_is_the_authority_or_nothing(authority, school, provider):
    assert (authority.area_id, school.area_id) == (authority.pk, authority.pk)
    assert ForumFactory(authority=authority).area_id == authority.pk
    assert provider.organisation.area_id is None


@pytest.mark.parametrize("kind", [OrganisationKind.SCHOOL, OrganisationKind.FORUM])
def test_school_or_forum_without_authority_is_refused(kind):
    with pytest.raises(IntegrityError, match="organisation_has_its_authority"):
        Organisation.objects.create(kind=kind, name="Lost")


@pytest.mark.parametrize("kind", [OrganisationKind.AUTHORITY, OrganisationKind.PROVIDER])
def test_authority_or_provider_under_an_authority_is_refused(kind, authority):
    with pytest.raises(IntegrityError, match="organisation_has_its_authority"):
        Organisation.objects.create(kind=kind, name="Under", authority=authority)


def test_la_code_is_one_authoritys():
    AuthorityFactory(la_code="311")
    with pytest.raises(IntegrityError, match="organisation_one_per_la_code"):
        AuthorityFactory(la_code="311")


def test_organisations_by_kind_and_name(authority):
    for name in ("beech School", "Ash School"):
        SchoolFactory(name=name, authority=authority)
    assert [o.name for o in Organisation.objects.schools().by_name()] == [
        "Ash School",
        "beech School",
    ]
    assert list(Organisation.objects.authorities()) == [authority]


def test_organisations_switched_off_are_not_active(school):
    off = SchoolFactory(is_active=False)
    assert off not in Organisation.objects.active()
    assert school in Organisation.objects.active()


def test_organisations_visible_to_a_school(school, school_lead, authority):
    other = AuthorityFactory()
    SchoolFactory(authority=other)
    neighbour = SchoolFactory(authority=authority)
    seen = set(Organisation.objects.visible_to(school_lead))
    assert seen == {authority, other, school, neighbour}


def test_organisations_invitable_by(commissioner, school_lead, school, provider, authority):
    SchoolFactory()
    ProviderOrganisationFactory()
    mine = set(Organisation.objects.invitable_by(commissioner))
    assert mine == {authority, school, provider.organisation}
    assert list(Organisation.objects.invitable_by(school_lead)) == [school]


def test_a_provider_with_a_lead_is_invitable_by_its_own_people_only(commissioner, provider):
    organisation = provider.organisation
    member(Role.PROVIDER_STAFF, organisation)
    assert organisation in Organisation.objects.invitable_by(commissioner)
    lead = member(Role.PROVIDER_LEAD, organisation)
    assert organisation not in Organisation.objects.invitable_by(commissioner)
    assert list(Organisation.objects.invitable_by(lead)) == [organisation]


# People


def test_person_without_membership_sees_nothing(school_lead):
    nobody = UserFactory()
    InvitationFactory(organisation=school_lead.organisation)
    for model in (Organisation, Membership, Invitation):
        assert list(model.objects.visible_to(nobody)) == []
    assert list(Membership.objects.manageable_by(nobody)) == []
    assert list(Organisation.objects.invitable_by(nobody)) == []
    assert (nobody.organisation, nobody.role, nobody.is_dsl) == (None, "", False)
    assert not nobody.may(Permission.HOME_VIEW)


def test_user_acts_in_their_membership(school_dsl, school):
    assert (school_dsl.organisation, school_dsl.role) == (school, Role.SCHOOL_LEAD)
    assert school_dsl.is_dsl
    assert school_dsl.may(Permission.SAFEGUARDING_VIEW)


def test_user_is_a_person(school_lead):
    assert Person.objects.get(pk=school_lead.pk).account == school_lead
    assert str(school_lead) == school_lead.name == "Sam Okoro"


def test_create_user_lowers_the_address_and_hashes_the_password():
    user = User.objects.create_user("Some.One@Example.org", "three odd words here", name="Some")
    assert user.email == "some.one@example.org"
    assert user.check_password("three odd words here")
    assert User.objects.get_by_natural_key("SOME.ONE@example.org") == user


def test_create_superuser_is_support_staff_without_a_membership():
    user = User.objects.create_superuser("staff@example.org", "three odd words here", name="S")
    assert user.is_platform_staff
    assert not user.memberships.exists()


def test_address_is_one_persons():
    UserFactory(email="one@example.org")
    with pytest.raises(IntegrityError):
        UserFactory(email="one@example.org")


# Memberships


def test_one_open_membership_in_an_organisation(school_lead, school):
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Membership.objects.create(user=school_lead, organisation=school, role=Role.SCHOOL_LEAD)
    Membership.objects.update(ended_at=timezone.now())
    Membership.objects.create(user=school_lead, organisation=school, role=Role.SCHOOL_LEAD)
    assert Membership.objects.current().of(school_lead).count() == 1


def test_memberships_for_switching_are_by_name(school_lead, school, django_assert_num_queries):
    other = SchoolFactory(name="Abbey School", authority=school.authority)
    Membership.objects.create(user=school_lead, organisation=other, role=Role.SCHOOL_LEAD)
    with django_assert_num_queries(1):
        mine = Membership.objects.of(school_lead).current().for_switching()
        assert [m.organisation.name for m in mine] == ["Abbey School", "Hillside School"]


def test_memberships_managing_are_those_of_leads(school, school_lead, provider_staff):
    member(Role.SCHOOL_ATTENDANCE, school)
    assert list(Membership.objects.managing()) == [school_lead.membership]


def test_memberships_with_people_read_one_query(school_lead, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Membership.objects.with_people().by_name().get()
        assert (found.name, found.email) == ("Sam Okoro", school_lead.email)
        assert found.organisation.name == "Hillside School"


def test_memberships_of_email_whatever_its_capitals(school_lead, commissioner):
    found = Membership.objects.of_email(school_lead.email.upper())
    assert list(found) == [school_lead.membership]


def test_memberships_of_the_demo_are_of_invented_people():
    invented = member(Role.SCHOOL_LEAD, email="a@demo.example")
    member(Role.SCHOOL_LEAD, email="demo.example@example.org")
    member(Role.SCHOOL_LEAD, email="off@demo.example", is_active=False)
    assert [m.pk for m in Membership.objects.of_the_demo()] == [invented.membership.pk]


def test_membership_reads_as_role_and_organisation(school_lead):
    assert str(school_lead.membership) == "School lead, Hillside School"


# Invitations


def test_invitation_is_found_by_its_secret_only(school):
    invitation = InvitationFactory(organisation=school, secret="abc")
    assert list(Invitation.objects.with_secret("abc")) == [invitation]
    assert list(Invitation.objects.with_secret(hash_of("abc"))) == []


def test_invitation_state():
    now = timezone.now()
    later = now + timedelta(hours=1)
    assert Invitation(expires_at=later).state(now) == "open"
    assert Invitation(expires_at=now).state(now) == "expired"
    assert Invitation(expires_at=later, withdrawn_at=now).state(now) == "withdrawn"
    assert Invitation(expires_at=now, accepted_at=now).state(now) == "accepted"


def test_invitations_open_are_neither_used_nor_withdrawn_nor_old(school):
    now = timezone.now()
    fields = [{}, {"accepted_at": now}, {"withdrawn_at": now}, {"expires_at": now}]
    first, *_ = [InvitationFactory(organisation=school, **each) for each in fields]
    assert list(Invitation.objects.open()) == [first]


def test_invitations_newest_first(school):
    older, newer = InvitationFactory(organisation=school), InvitationFactory(organisation=school)
    assert list(Invitation.objects.newest_first()) == [newer, older]
    assert str(newer) == "new.person@example.org to Hillside School"


def test_invitations_visible_to_the_authority_that_may_invite(commissioner, school, provider):
    ours = [InvitationFactory(organisation=each) for each in (school, provider.organisation)]
    InvitationFactory()
    assert set(Invitation.objects.visible_to(commissioner)) == set(ours)


# Reference data


def test_school_profile_and_postcode_read_as_what_they_are(school):
    assert str(SchoolProfile(organisation=school, urn=123456)) == "Hillside School (123456)"
    assert str(Postcode(postcode="RM1 3BD", latitude=51.5, longitude=0.1)) == "RM1 3BD"
