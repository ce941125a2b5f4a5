"""Accepting an invitation from the link in the email."""

import re

import pytest
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership, User
from apcommission.notify.models import Message
from tests.accounts.phone import PASSWORD
from tests.factories.accounts import InvitationFactory, member
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
LINK = "/account/invitation/the-secret/"
NEW = {"name": "Nell Ash", "password": PASSWORD}


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def invitation(school):
    return InvitationFactory(organisation=school, secret="the-secret", role=Role.SCHOOL_LEAD)


@pytest.mark.capability("F130")
def test_invitation_accept_from_the_email_to_the_second_step(web, school_lead):
    web(school_lead).post(
        "/people/invite/",
        {"name": "Nell Ash", "email": "nell@example.org", "role": "school_attendance"},
    )
    link = re.search(r"http://127.0.0.1:8000(/\S+)", Message.objects.get().body).group(1)
    client = WebClient()
    assert "Join Hillside School" in text(client.get(link))
    response = client.post(link, NEW)
    assert response.url == "/account/second-factor/"
    assert "Set up your second step" in text(client.get(response.url))
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    person = User.objects.get(email="nell@example.org")
    assert person.check_password(PASSWORD)
    assert [m.role for m in Membership.objects.current().of(person)] == ["school_attendance"]


def test_invitation_accept_gives_no_record_before_the_second_step(invitation):
    client = WebClient()
    client.post(LINK, NEW)
    assert client.get("/people/").url == "/account/second-factor/?next=%2Fpeople%2F"


def test_opening_the_link_uses_nothing_up(invitation):
    """Mail scanners open links."""
    for _ in range(2):
        assert WebClient().get(LINK).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Enter a password"),
        ("elevenchars", "Password must have 12 characters or more"),
        ("password1234", "This password is too common."),
        ("new.person@example", "The password is too similar to the email."),
    ],
)
def test_invitation_accept_refuses_a_weak_password(password, message, invitation):
    response = WebClient().post(LINK, NEW | {"password": password})
    assert message in text(response)
    assert not User.objects.filter(email=invitation.email).exists()


def test_invitation_accept_takes_a_password_of_128(invitation):
    long = "correct horse " * 9 + "xy"
    assert len(long) == 128
    assert WebClient().post(LINK, NEW | {"password": long}).status_code == 302
    assert User.objects.get(email=invitation.email).check_password(long)


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"accepted_at": timezone.now()}, "This invitation was used"),
        ({"withdrawn_at": timezone.now()}, "This invitation was withdrawn"),
        ({"expires_at": timezone.now()}, "This invitation has run out"),
    ],
)
def test_link_that_no_longer_works_says_why(fields, title, invitation):
    for field, value in fields.items():
        setattr(invitation, field, value)
    invitation.save()
    for response in (WebClient().get(LINK), WebClient().post(LINK, NEW)):
        assert response.status_code == 410
        assert title in text(response)
    assert not User.objects.filter(email=invitation.email).exists()


def test_link_that_never_was(db):
    response = WebClient().get("/account/invitation/guess/")
    assert response.status_code == 410
    assert "This link does not work" in text(response)


def test_link_works_once(invitation):
    WebClient().post(LINK, NEW)
    assert "This invitation was used" in text(WebClient().get(LINK))


# People who have an account already


@pytest.fixture
def teacher(invitation):
    return member(Role.PROVIDER_STAFF, email=invitation.email, name="Tess Lane")


def test_person_with_an_account_signs_in_first(teacher):
    response = WebClient().get(LINK)
    assert "You have an account here already. Sign in to accept." in text(response)
    assert "/account/login/?next=%2Faccount%2Finvitation%2Fthe-secret%2F" in (
        response.content.decode()
    )
    WebClient().post(LINK, NEW)
    assert Membership.objects.current().of(teacher).count() == 1


@pytest.mark.capability("F131")
def test_person_with_an_account_confirms_and_acts_for_the_new_organisation(teacher, web):
    client = web(teacher)
    assert "Accept" in text(client.get(LINK))
    response = client.post(LINK, follow=True)
    assert response.redirect_chain[0][0] == "/account/second-factor/"
    assert client.get("/people/").context["membership"].organisation.name == "Hillside School"
    assert Membership.objects.current().of(teacher).count() == 2


def test_link_for_somebody_else_is_not_accepted(invitation, web, commissioner):
    client = web(commissioner)
    for response in (client.get(LINK), client.post(LINK, NEW)):
        assert "It is for new.person@example.org, but you are signed in as" in text(response)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_link_for_another_account_is_not_accepted(teacher, web, commissioner):
    client = web(commissioner)
    client.post(LINK)
    assert Membership.objects.current().of(commissioner).count() == 1
    assert Membership.objects.current().of(teacher).count() == 1
