"""E-mail, password and a code: the way in of everybody outside the demo."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from tests.journeys.demo_site import SECRET_KEY
from tests.journeys.steps import go, press, words

PASSWORD = "correct horse battery staple"  # noqa: S105 - of an invented person
CODE_SECONDS, ENOUGH_SECONDS = 30, 10


@pytest.fixture
def with_password(demo_site):
    """Give the demo's person a password; returns the e-mail address."""

    def give(mailbox):
        email = f"{mailbox}@demo.example"
        demo_site.query(
            "UPDATE accounts_user SET password = %s WHERE email = %s",
            make_password(PASSWORD),
            email,
        )
        return email

    return give


def code_of(secret):
    """The code an authenticator app shows now, with time left to type it."""
    left = CODE_SECONDS - time.time() % CODE_SECONDS
    if left < ENOUGH_SECONDS:
        time.sleep(left + 0.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // CODE_SECONDS))


def enter_password(page, email, password=PASSWORD):
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def set_up_an_app(page):
    """Add an authenticator app and type its first code; returns the key."""
    go(page, "Set up an app")
    page.get_by_text("I cannot scan the square").click()
    key = page.locator(".app-secret").inner_text()
    page.get_by_label("code").fill(code_of(key))
    press(page, "Continue")
    return key


def test_first_sign_in_asks_for_a_second_step(visitor, with_password):
    """Given a new password, when a person signs in for the first time, then they set up a second
    step before they see any record; when they come back, they are asked for a code."""
    email = with_password("school-attendance.school2.havering")
    page = visitor()
    enter_password(page, email, "not the password at all")
    assert "The email address or the password is not right" in words(page)
    enter_password(page, email)
    assert "Set up your second step" in words(page)
    page.goto("/attendance/")
    assert "Set up your second step" in words(page)
    key = set_up_an_app(page)
    assert "recovery codes" in words(page).lower()
    page.goto("/attendance/")
    assert page.get_by_role("heading", level=1).inner_text() == "Attendance"

    again = visitor()
    enter_password(again, email)
    assert again.get_by_role("heading", level=1).inner_text() == "Second step"
    assert not again.request.get("/attendance/").url.endswith("/attendance/")
    # A code counts once: the one typed a moment ago is refused, the next one is taken.
    time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS + 0.1)
    again.get_by_label("code").fill(code_of(key))
    press(again, "Continue")
    again.goto("/attendance/")
    assert again.get_by_role("heading", level=1).inner_text() == "Attendance"


def age_sessions(demo_site, settings, seconds):
    """Let every session seem untouched for so long."""
    settings.SECRET_KEY = SECRET_KEY
    store = SessionStore()
    for key, data in demo_site.query("SELECT session_key, session_data FROM django_session"):
        session = store.decode(data)
        if "last_seen_at" in session:
            session["last_seen_at"] -= seconds
            demo_site.query(
                "UPDATE django_session SET session_data = %s WHERE session_key = %s",
                store.encode(session),
                key,
            )


def test_idle_session_ends_and_says_why(person, demo_site, settings):
    """Given somebody who left the page open for 31 minutes, when they go on, then they are signed
    out, told why, and taken back after they sign in."""
    page = person("School lead")
    page.goto("/pupils/")
    age_sessions(demo_site, settings, 31 * 60)
    page.goto("/attendance/")
    assert "Nothing was done for 30 minutes, so we signed you out" in words(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    assert page.locator("input[name=next]").first.input_value() == "/attendance/"


def test_signing_out_ends_the_session(person):
    page = person("School lead")
    page.locator("summary", has_text="Your account").click()
    press(page, "Sign out")
    page.goto("/pupils/")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
