"""How often one may try, and with which passwords."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from apcommission.notify.models import Message
from tests.accounts.phone import LOGIN, PASSWORD, give_password, sign_in, text
from tests.factories.accounts import UserFactory
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
WRONG = "The email address or the password is not right"
LIMITED = "Too many"


@pytest.fixture
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_school_of_200_signs_in_behind_one_address(quick_passwords, school):
    people = [give_password(UserFactory()) for _ in range(200)]
    answers = {sign_in(WebClient(), person).status_code for person in people}
    assert answers == {302}


@pytest.mark.django_db(transaction=True)
def test_60_wrong_passwords_at_once_are_5_tries(quick_passwords, sam):
    """The counter is in the database, so that processes and threads share it."""

    def attempt(number):
        try:
            return text(sign_in(Client(), sam, password=f"wrong password {number}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as crowd:
        pages = list(crowd.map(attempt, range(60)))
    evaluated = sum(WRONG in page for page in pages)
    assert 1 <= evaluated <= 5
    assert evaluated + sum(LIMITED in page for page in pages) == 60
    assert LIMITED in text(sign_in(Client(), sam))
    cache.clear()


def test_wrong_password_and_unknown_address_read_the_same(sam):
    unknown = UserFactory.build(email="nobody@example.org")
    assert WRONG in text(sign_in(WebClient(), sam, password="wrong password"))
    assert WRONG in text(sign_in(WebClient(), unknown))


# Passwords


def test_forgotten_password_goes_by_mail_and_signs_out_elsewhere(sam):
    other = WebClient()
    sign_in(other, sam)
    client = WebClient()
    assert client.post("/account/password/reset/", {"email": sam.email}).status_code == 302
    message = Message.objects.get()
    assert (message.to, message.subject) == (
        sam.email,
        "Choose a new password – Alternative Provision Register",
    )
    link = re.search(r"http://testserver(/\S+)", message.body).group(1)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "quite another set of words"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert (
        UserSession.objects.count()
        == Session.objects.filter(session_key=other.session.session_key).count()
    )
    assert sign_in(client, sam, password=new).status_code == 302


def test_forgotten_password_of_nobody_says_the_same(db):
    client = WebClient()
    response = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert response.url == "/account/password/reset/done/"
    assert Message.objects.count() == 0


@pytest.mark.parametrize("password", ["elevenchars", "password1234"])
def test_weak_password_is_refused(sam, password):
    client = WebClient()
    sign_in(client, sam)
    fields = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password/change/", fields).status_code == 200
    sam.refresh_from_db()
    assert sam.check_password(PASSWORD)


def test_password_change_keeps_this_session_and_ends_the_others(sam):
    here, there = WebClient(), WebClient()
    for client in (here, there):
        sign_in(client, sam)
    new = "quite another set of words"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", fields).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").url == f"{LOGIN}?next=/account/"
