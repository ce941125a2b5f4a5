"""An organisation's people, as their lead and the commissioner manage them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Invitation, Membership
from apcommission.audit.models import Event
from tests.factories.accounts import (
    InvitationFactory,
    ProviderOrganisationFactory,
    SchoolFactory,
    member,
)

pytestmark = pytest.mark.django_db
PEOPLE = "/people/"
INVITE = "/people/invite/"
SOMEBODY = {"name": "New Person", "email": "New.Person@example.org", "role": "school_attendance"}


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names(response):
    return [m.name for m in response.context["page"]]


# Who is listed


def test_member_list_shows_a_lead_their_own(web, school_lead, school):
    member(Role.SCHOOL_ATTENDANCE, school, name="Ann Teal", email="ann@example.org")
    member(Role.SCHOOL_LEAD, SchoolFactory(authority=school.authority), name="Next Door")
    page = web(school_lead).get(PEOPLE)
    assert names(page) == ["Ann Teal", "Sam Okoro"]
    assert "ann@example.org" in text(page)


@pytest.mark.capability("F130")
def test_member_list_shows_the_commissioner_all_accounts_of_the_area(
    web, commissioner, school_lead, provider_lead, forum_member, stranger
):
    stranger(Role.SCHOOL_LEAD)
    stranger(Role.PROVIDER_LEAD)
    stranger(Role.COMMISSIONER)
    page = web(commissioner).get(PEOPLE)
    assert names(page) == ["Carol Reyes", "Flo Mint", "Pat Lowe", "Sam Okoro"]


def test_member_list_leaves_out_who_has_ended(web, school_lead, school):
    ended = member(Role.SCHOOL_ATTENDANCE, school)
    Membership.objects.filter(pk=ended.membership.pk).update(ended_at="2026-01-01T00:00Z")
    assert names(web(school_lead).get(PEOPLE)) == ["Sam Okoro"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?name=okoro", ["Sam Okoro"]),
        ("?name=pat@", ["Pat Lowe"]),
        ("?kind=provider", ["Pat Lowe"]),
        ("?role=commissioner", ["Carol Reyes"]),
        ("?kind=school&role=provider_lead", []),
    ],
)
def test_member_list_is_narrowed(query, expected, web, commissioner, school_lead, provider):
    member(Role.PROVIDER_LEAD, provider.organisation, name="Pat Lowe", email="pat@example.org")
    assert names(web(commissioner).get(PEOPLE + query)) == expected


def test_member_list_has_pages_of_50(web, school_lead, school):
    for number in range(50):
        member(Role.SCHOOL_ATTENDANCE, school, name=f"Aa {number:02}")
    client = web(school_lead)
    assert len(names(client.get(PEOPLE))) == 50
    assert names(client.get(f"{PEOPLE}?page=2")) == ["Sam Okoro"]


def test_member_list_takes_as_many_queries_for_3_as_for_1(web, commissioner, authority):
    client = web(commissioner)
    client.get(PEOPLE)
    counts = []
    for number in (1, 3):
        for _ in range(number):
            member(Role.SCHOOL_LEAD, SchoolFactory(authority=authority))
            InvitationFactory(organisation=authority)
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_member_list_lets_the_commissioner_change_schools_but_not_providers(
    web, commissioner, school_lead, provider_lead
):
    page = web(commissioner).get(PEOPLE).content.decode()
    assert f"/people/{school_lead.membership.pk}/end/" in page
    assert f"/people/{provider_lead.membership.pk}/end/" not in page
    assert "By its own lead" in page


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in ("commissioner", "school_lead", "provider_lead")]
)
def test_people_pages_are_for_those_who_manage_accounts(role, web):
    assert web(member(role)).get(PEOPLE).status_code == 403


# Inviting


@pytest.mark.capability("F130")
@pytest.mark.parametrize(
    ("lead", "role"), [("school_lead", "school_attendance"), ("provider_lead", "provider_staff")]
)
def test_member_invite_by_a_lead(lead, role, web, request):
    lead = request.getfixturevalue(lead)
    client = web(lead)
    response = client.post(INVITE, SOMEBODY | {"role": role, "is_dsl": "on"}, follow=True)
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role, invitation.is_dsl, invitation.email) == (
        lead.organisation,
        role,
        True,
        "new.person@example.org",
    )
    assert "New Person gets an invitation by email." in text(response)
    assert "Invited, not yet here" in text(response)


def test_member_invite_offers_only_the_roles_of_the_organisation(web, school_lead):
    client = web(school_lead)
    choices = client.get(INVITE).context["form"].fields["role"].choices
    assert [value for value, _ in choices] == ["school_lead", "school_attendance"]
    assert client.post(INVITE, SOMEBODY | {"role": "commissioner"}).status_code == 200
    assert Invitation.objects.count() == 0


def test_member_invite_by_a_lead_for_another_organisation_goes_to_their_own(
    web, school_lead, school
):
    other = SchoolFactory(authority=school.authority)
    web(school_lead).post(f"{INVITE}?organisation={other.pk}", SOMEBODY)
    assert Invitation.objects.get().organisation == school


def test_member_invite_asks_the_commissioner_for_which_organisation(
    web, commissioner, school, provider
):
    SchoolFactory(name="Strange School")
    ProviderOrganisationFactory(name="Strange Provider")
    form = web(commissioner).get(INVITE).context["form"]
    groups = dict(form.fields["organisation"].choices[1:])
    offered = {kind: [name for _, name in choices] for kind, choices in groups.items()}
    assert offered == {
        "Provider": ["Bridge Farm"],
        "Local authority": ["Elmshire"],
        "School": ["Hillside School"],
    }


@pytest.mark.parametrize("role", ["provider_lead", "provider_staff"])
def test_member_invite_by_the_commissioner_for_a_provider(role, web, commissioner, provider):
    address = f"{INVITE}?organisation={provider.pk}"
    assert web(commissioner).post(address, SOMEBODY | {"role": role}).status_code == 302
    assert Invitation.objects.get().organisation == provider.organisation


def test_member_invite_by_the_commissioner_elsewhere_is_refused(web, commissioner):
    foreign = SchoolFactory()
    response = web(commissioner).post(f"{INVITE}?organisation={foreign.pk}", SOMEBODY)
    assert "Select an option from the list" in text(response)
    assert Invitation.objects.count() == 0


def test_member_invite_says_who_is_a_member_or_invited_already(web, school_lead, school):
    member(Role.SCHOOL_ATTENDANCE, school, email="here@example.org")
    InvitationFactory(organisation=school, email="waiting@example.org")
    client = web(school_lead)
    here = text(client.post(INVITE, SOMEBODY | {"email": "Here@example.org"}))
    waiting = text(client.post(INVITE, SOMEBODY | {"email": "waiting@example.org"}))
    assert "This address is a member’s of Hillside School already" in here
    assert "This address is invited. Withdraw that invitation first" in waiting


def test_member_invite_does_not_tell_of_accounts_elsewhere(web, school_lead, stranger):
    elsewhere = stranger(Role.SCHOOL_LEAD)
    client = web(school_lead)
    answers = []
    for email in (elsewhere.email, "unknown@example.org"):
        page = client.post(INVITE, SOMEBODY | {"email": email}, follow=True)
        answers.append(re.sub(r"\d+", "", text(page).replace(email, "ADDRESS")))
        Invitation.objects.all().delete()
    assert answers[0] == answers[1]


def test_invitation_withdraw(web, school_lead, school):
    invitation = InvitationFactory(organisation=school)
    client = web(school_lead)
    address = f"/people/invitations/{invitation.pk}/withdraw/"
    assert client.get(address).status_code == 405
    assert "no longer works" in text(client.post(address, follow=True))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    assert client.post(address).status_code == 404


def test_invitation_withdraw_of_another_school_is_not_found(web, school_lead, school):
    other = InvitationFactory(organisation=SchoolFactory(authority=school.authority))
    response = web(school_lead).post(f"/people/invitations/{other.pk}/withdraw/")
    assert response.status_code == 404


# Changing and ending


def test_member_edit(web, school_lead, school):
    clerk = member(Role.SCHOOL_ATTENDANCE, school, name="Ann Teal")
    client = web(school_lead)
    address = f"/people/{clerk.membership.pk}/"
    page = client.get(address).content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["school_attendance"]
    response = client.post(address, {"role": "school_lead", "is_dsl": "on"}, follow=True)
    assert "Ann Teal now has this role." in text(response)
    clerk.membership.refresh_from_db()
    assert (clerk.membership.role, clerk.membership.is_dsl) == ("school_lead", True)


def test_member_edit_keeps_the_last_lead(web, school_lead):
    address = f"/people/{school_lead.membership.pk}/"
    response = web(school_lead).post(address, {"role": "school_attendance"})
    assert "Make somebody else a lead first" in text(response)


@pytest.mark.capability("F130")
def test_member_end(web, school_lead, school):
    clerk = member(Role.SCHOOL_ATTENDANCE, school, name="Ann Teal")
    client = web(school_lead)
    address = f"/people/{clerk.membership.pk}/end/"
    assert "is signed out everywhere at once" in text(client.get(address))
    response = client.post(address, {"reason": "Left"}, follow=True)
    assert "Ann Teal no longer has access." in text(response)
    assert names(response) == ["Sam Okoro"]
    event = Event.objects.get(action="membership_ended")
    assert (event.reason, event.person_id) == ("Left", school_lead.pk)


def test_member_end_keeps_the_last_lead(web, school_lead):
    response = web(school_lead).post(f"/people/{school_lead.membership.pk}/end/")
    assert "This is the last person who manages accounts here." in text(response)
    assert Membership.objects.current().count() == 1


def test_member_end_by_the_commissioner_in_a_school(web, commissioner, school_lead):
    web(commissioner).post(f"/people/{school_lead.membership.pk}/end/")
    assert not Membership.objects.current().of(school_lead).exists()


@pytest.mark.parametrize("page", ["", "end/"])
@pytest.mark.parametrize("whose", ["neighbour", "foreign", "provider"])
def test_members_of_others_are_not_found(page, whose, web, school_lead, commissioner, provider):
    manager = school_lead if whose == "neighbour" else commissioner
    organisation = {
        "neighbour": SchoolFactory(authority=commissioner.organisation),
        "foreign": SchoolFactory(),
        "provider": provider.organisation,
    }[whose]
    role = Role.PROVIDER_LEAD if whose == "provider" else Role.SCHOOL_LEAD
    other = member(role, organisation)
    address = f"/people/{other.membership.pk}/{page}"
    assert web(manager).get(address).status_code == 404
    assert web(manager).post(address, {"role": role}).status_code == 404
    assert Membership.objects.current().of(other).exists()
