"""Sign-in and people's pages in a real browser: accessible, whole on a phone, no refused script."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from tests.accounts.phone import PASSWORD, code, give_password, give_phone
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, open_page
from tests.factories.accounts import InvitationFactory, SchoolFactory, member

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sam(school_lead, settings):
    settings.DEBUG = True  # as in the demo: passkeys over plain http on this machine
    yield give_password(school_lead)
    cache.clear()


def check(page):
    assert_accessible(page)
    assert_no_overflow(page)


def type_password(page, live_server, user):
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_first_sign_in_sets_up_an_app(size, chromium, live_server, sam):
    page = open_page(chromium, size)
    page.goto(f"{live_server.url}/account/login/?ended=idle&next=/people/")
    check(page)
    assert not page.locator("#passkey-problem").is_visible()
    page.get_by_role("button", name="Sign in", exact=True).click()
    check(page)
    type_password(page, live_server, sam)
    page.goto(f"{live_server.url}/people/")
    check(page)
    page.get_by_role("button", name="Set up an app").click()
    check(page)
    page.get_by_text("I cannot scan the square").click()
    secret = page.locator(".app-secret").inner_text()
    page.get_by_label("6-digit code").fill(code(secret))
    page.get_by_role("button", name="Continue").click()
    check(page)
    page.goto(f"{live_server.url}/people/")
    check(page)
    assert page.complaints == []
    assert len(page.hosts) == 1


PAGES = [
    "/account/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/sessions/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/2fa/reauthenticate/",
    "/account/logout/",
    "/people/",
    "/people/invite/",
    "/history/",
    "/roles/",
    "/accessibility/",
    "/privacy/",
]


@pytest.fixture
def signed_in(chromium, live_server, sam, commissioner, school):
    """The commissioner, with people, invitations and history to show."""
    give_password(commissioner)
    give_phone(commissioner)
    member(Role.SCHOOL_ATTENDANCE, school, name="Ann Teal", is_dsl=True)
    InvitationFactory(organisation=school)
    elsewhere = SchoolFactory(name="Abbey School", authority=school.authority)
    Membership.objects.create(user=commissioner, organisation=elsewhere, role=Role.SCHOOL_LEAD)

    def open_at(size):
        Authenticator.objects.filter(type="totp").update(last_used_at=None)
        cache.clear()
        page = open_page(chromium, size)
        type_password(page, live_server, commissioner)
        check(page)
        page.get_by_label("6-digit code").fill(code())
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"{live_server.url}/**")
        return page

    return open_at


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_account_and_people_pages(size, signed_in, live_server, school_lead, commissioner):
    page = signed_in(size)
    page.goto(f"{live_server.url}/account/")
    page.locator(".app-account summary").click()
    switch = page.get_by_role("button", name="Elmshire")
    if switch.count():
        switch.click()
    page.complaints.clear()
    others = [
        f"/people/invite/?organisation={school_lead.organisation.pk}",
        f"/people/{school_lead.membership.pk}/",
        f"/people/{school_lead.membership.pk}/end/",
    ]
    for path in PAGES + others:
        answer = page.goto(live_server.url + path)
        assert (path, answer.status) == (path, 200)
        check(page)
    assert page.complaints == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_passkey_is_added_and_signs_in_alone(size, chromium, live_server, sam):
    """With the browser's own virtual authenticator."""
    page = open_page(chromium, size)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    address = live_server.url.replace("127.0.0.1", "localhost")
    live_server_like = type("Address", (), {"url": address})
    type_password(page, live_server_like, sam)
    page.goto(f"{address}/account/second-factor/")
    page.get_by_role("button", name="Add a passkey").click()
    check(page)
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.goto(f"{address}/people/")
    assert page.get_by_role("heading", name="People", exact=True).count() == 1
    page.goto(f"{address}/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.goto(f"{address}/account/login/?next=/people/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{address}/**")
    page.wait_for_timeout(500)
    page.goto(f"{address}/people/")
    assert page.get_by_role("heading", name="People", exact=True).count() == 1
    assert page.complaints == []
