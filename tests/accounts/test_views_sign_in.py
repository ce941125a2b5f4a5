"""Signing in, second step, demo, switching, one's own account: as a browser does them."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from apcommission.accounts.choices import Role
from apcommission.accounts.middleware import SECOND_FACTOR
from apcommission.accounts.models import Membership
from tests.accounts.phone import LOGIN, PASSWORD, code, give_passkey, give_phone, sign_in, text
from tests.factories.accounts import SchoolFactory, member
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
LIMITED = "Too many"


# Password and second step


def test_sign_in_asks_for_the_code_and_then_opens_the_page_wanted(sam):
    give_phone(sam)
    client = WebClient()
    assert sign_in(client, sam, next="/people/").url == "/account/2fa/authenticate/"
    assert client.get("/people/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": code()}).url == "/people/"
    assert client.get("/people/").status_code == 200


def test_used_code_is_refused(sam):
    give_phone(sam)
    shown = code()
    first, second = WebClient(), WebClient()
    for client in (first, second):
        sign_in(client, sam)
        response = client.post("/account/2fa/authenticate/", {"code": shown})
    assert response.status_code == 200
    assert "it was used before" in text(response)


def test_wrong_codes_are_limited(sam):
    give_phone(sam)
    client = WebClient()
    sign_in(client, sam)
    pages = [text(client.post("/account/2fa/authenticate/", {"code": "000000"})) for _ in range(15)]
    assert sum("The code is not right" in page for page in pages) == 5
    assert sum(LIMITED in page for page in pages) == 10


def test_recovery_code_signs_in_once(sam):
    kept = give_phone(sam)
    answers = []
    for client in (WebClient(), WebClient()):
        sign_in(client, sam)
        answers.append(client.post("/account/2fa/authenticate/", {"code": kept[0]}).status_code)
    assert answers == [302, 200]


def test_password_typed_long_ago_is_asked_for_again_before_set_up(sam):
    client = WebClient()
    sign_in(client, sam)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    client.get("/account/second-factor/")
    assert client.get("/account/2fa/totp/activate/").url.startswith("/account/reauthenticate/")


def test_sign_in_without_a_second_step_leads_to_its_set_up(sam):
    client = WebClient()
    assert sign_in(client, sam, next="/people/").url == "/people/"
    response = client.get("/people/", follow=True)
    assert response.redirect_chain == [("/account/second-factor/?next=%2Fpeople%2F", 302)]
    assert "Set up your second step" in text(response)


def test_second_factor_set_up_elsewhere_meanwhile_is_asked_for(sam):
    client = WebClient()
    sign_in(client, sam)
    give_phone(sam)
    response = client.get("/account/second-factor/?next=/people/")
    assert response.url.startswith("/account/2fa/reauthenticate/?next=")
    assert client.post(response.url, {"code": code()}).url.startswith("/account/second-factor/")
    assert client.get("/account/second-factor/?next=/people/").url == "/people/"


def test_second_factor_that_is_a_passkey_is_asked_for_as_one(sam):
    client = WebClient()
    sign_in(client, sam)
    give_passkey(sam)
    response = client.get("/account/second-factor/")
    assert response.url.startswith("/account/2fa/webauthn/reauthenticate/")


def test_second_factor_leads_nowhere_else(sam):
    client = WebClient().sign_in(sam)
    assert client.get("/account/second-factor/?next=https://evil.example/").url == "/"


@pytest.mark.django_db(transaction=True)
def test_set_up_of_the_app_lets_in_at_once(sam):
    """In real transactions: allauth tells of the new app after its commit."""
    client = Client()
    sign_in(client, sam)
    client.get("/account/second-factor/")
    page = client.get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'class="app-secret">(\w+)<', page).group(1)
    assert client.get("/people/").status_code == 302
    response = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert response.url == "/account/2fa/recovery-codes/"
    assert client.session[SECOND_FACTOR]
    assert len(re.findall(r"<li>[0-9a-z-]+</li>", client.get(response.url).content.decode())) == 10
    assert client.get("/people/").status_code == 200
    cache.clear()


def show_again(client):
    """allauth asks who it is before each change of a second step."""
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_last_second_step_cannot_be_removed(sam):
    give_phone(sam)
    client = WebClient().sign_in(sam)
    assert client.get("/account/2fa/totp/deactivate/").url.startswith("/account/reauthenticate/")
    show_again(client)
    assert "You need at least one second step" in text(client.post("/account/2fa/totp/deactivate/"))
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_passkey_remove_keeps_the_last_one(sam):
    key = give_passkey(sam)
    client = WebClient().sign_in(sam)
    page = client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
    assert "You need at least one second step" in text(page)
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_passkey_remove_of_one_of_two_asks_who_it_is_and_removes(sam):
    key, _ = give_passkey(sam), give_phone(sam)
    client = WebClient().sign_in(sam)
    address = f"/account/2fa/webauthn/keys/{key.pk}/remove/"
    assert client.post(address).url.startswith("/account/reauthenticate/")
    show_again(client)
    response = client.post(address)
    assert response.url == "/account/2fa/webauthn/"
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_passkey_remove_of_anothers_is_not_found(sam, commissioner):
    key = give_passkey(commissioner)
    response = WebClient().sign_in(sam).get(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "confirm-email/x/", "password/set/"],
)
def test_not_offered(path, sam):
    assert Client().get(f"/account/{path}").status_code == 404
    assert WebClient().sign_in(sam).post(f"/account/{path}").status_code == 404


# Demo


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return member(Role.SCHOOL_LEAD, name="Dina Demo", email="dina@demo.example")


def test_demo_sign_in_is_one_press(demo):
    client = WebClient()
    page = text(client.get(LOGIN))
    assert "School lead Dina Demo" in page
    assert client.post("/account/demo/", {"membership": demo.membership.pk}).url == "/"
    assert client.get("/people/").status_code == 200
    assert UserSession.objects.get().user_id == demo.pk


def test_demo_sign_in_page_lists_the_first_of_a_role_and_others_after(demo):
    member(Role.SCHOOL_LEAD, name="Second Lead", email="second@demo.example")
    member(Role.SCHOOL_LEAD, name="Real Person", email="real@example.org")
    page = text(WebClient().get(LOGIN))
    assert page.index("Dina Demo") < page.index("More people") < page.index("Second Lead")
    assert "Real Person" not in page


def test_demo_sign_in_is_for_invented_people_only(demo, school_lead):
    response = WebClient().post("/account/demo/", {"membership": school_lead.membership.pk})
    assert response.status_code == 404


@pytest.mark.parametrize("given", ["", "x", "999999"])
def test_demo_sign_in_of_nobody_is_not_found(demo, given):
    assert WebClient().post("/account/demo/", {"membership": given}).status_code == 404


def test_demo_sign_in_is_not_there_outside_the_demo(demo, settings):
    settings.DEMO = False
    response = WebClient().post("/account/demo/", {"membership": demo.membership.pk})
    assert response.status_code == 404
    assert "Dina Demo" not in text(WebClient().get(LOGIN))


# Switching and one's own account


@pytest.mark.capability("F131")
def test_membership_switch_changes_what_is_seen(sam, school, web):
    other = SchoolFactory(name="Valley School", authority=school.authority)
    second = Membership.objects.create(user=sam, organisation=other, role=Role.SCHOOL_LEAD)
    member(Role.SCHOOL_ATTENDANCE, school, name="At Hillside")
    member(Role.SCHOOL_ATTENDANCE, other, name="At Valley")
    client = web(sam)
    before = text(client.get("/people/"))
    assert ("At Hillside" in before, "At Valley" in before) == (True, False)
    assert client.post("/account/switch/", {"membership": second.pk}).url == "/"
    after = text(client.get("/people/"))
    assert ("At Hillside" in after, "At Valley" in after) == (False, True)


def test_membership_switch_to_anothers_is_not_found(sam, commissioner, web):
    client = web(sam)
    given = {"membership": commissioner.membership.pk}
    assert client.post("/account/switch/", given).status_code == 404
    assert client.get("/people/").context["membership"] == sam.membership


def test_membership_switch_needs_a_post(sam, web):
    assert web(sam).get("/account/switch/").status_code == 405


def test_account_detail_shows_what_is_held_about_me(sam, web):
    page = text(web(sam).get("/account/"))
    assert sam.email in page
    assert "Hillside School: School lead" in page
    assert "Not set up" in page
    assert "Who changed what" not in page


def test_account_detail_leads_the_commissioner_to_history(commissioner, web):
    page = web(commissioner).get("/account/").content.decode()
    assert '<a class="govuk-link" href="/history/">Who changed what</a>' in page


def test_menu_waits_for_the_second_step(sam):
    client = WebClient()
    sign_in(client, sam)
    context = client.get("/account/second-factor/").context
    assert context["membership"] == sam.membership
    assert "navigation" not in context
    assert "may_search" not in context


def test_account_pages_are_for_the_signed_in():
    assert Client().get("/account/").url == f"{LOGIN}?next=/account/"
    assert Client().get("/account/second-factor/").status_code == 302


def test_sessions_page_signs_out_the_others(sam):
    here, there = WebClient(), WebClient()
    for client in (here, there):
        client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
        sign_in(client, sam)
    assert text(here.get("/account/sessions/")).count("Firefox on Windows") == 2
    here.post("/account/sessions/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(sam, web):
    client = web(sam)
    kept = client.cookies["apr_session"].value
    client.post("/account/logout/")
    client.cookies["apr_session"] = kept
    assert client.get("/account/").status_code == 302
    assert not Session.objects.filter(session_key=kept).exists()


def test_sign_in_takes_time_to_try(sam):
    """The production hasher is in force: a guess costs a tenth of a second, not a millisecond."""
    started = time.perf_counter()
    sam.check_password("wrong password")
    assert time.perf_counter() - started > 0.02
