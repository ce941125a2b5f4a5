"""Our rules for allauth."""

import time

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from apcommission.accounts.sign_in import (
    SECOND_FACTOR,
    AccountAdapter,
    SecondFactorAdapter,
    accept_fresh_password,
    has_second_factor,
    note_new_authenticator,
    second_factor_done,
)
from apcommission.notify.models import Message
from tests.accounts.phone import give_passkey, give_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(school_lead):
    request = RequestFactory().get("/")
    request.user = school_lead
    request.session = SessionStore()
    return request


def authenticated(request, *, user=None, **record):
    request.session["account_authentication_methods"] = [{"at": time.time(), **record}]
    request.session["account_authentication_methods_user"] = str((user or request.user).pk)


def test_nobody_signs_up(request_):
    assert not AccountAdapter(request_).is_open_for_signup(request_)


def test_mail_goes_to_the_outbox(request_):
    with context.request_context(request_):
        AccountAdapter(request_).send_mail(
            "account/email/password_reset_key", "sam@example.org", {"password_reset_url": "LINK"}
        )
    message = Message.objects.get()
    assert message.to == "sam@example.org"
    assert message.subject == "Choose a new password – Alternative Provision Register"
    assert "LINK" in message.body


def test_second_factor_is_not_done_by_a_password(request_):
    authenticated(request_, method="password")
    assert not second_factor_done(request_)


@pytest.mark.parametrize("kind", ["totp", "webauthn", "recovery_codes"])
def test_second_factor_is_done_by_a_code_or_passkey(kind, request_):
    authenticated(request_, method="mfa", type=kind)
    assert second_factor_done(request_)
    assert request_.session[SECOND_FACTOR]


def test_second_factor_of_somebody_else_counts_not(request_, commissioner):
    authenticated(request_, user=commissioner, method="mfa", type="totp")
    assert not second_factor_done(request_)


def test_setting_up_the_first_counts(request_, school_lead):
    give_phone(school_lead)
    codes = Authenticator.objects.get(type="recovery_codes")
    note_new_authenticator(request_, codes)
    assert SECOND_FACTOR not in request_.session
    note_new_authenticator(request_, Authenticator.objects.get(type="totp"))
    assert second_factor_done(request_)


def test_setting_up_by_nobody_counts_not(request_, school_lead):
    key = give_passkey(school_lead)
    request_.user = AnonymousUser()
    note_new_authenticator(request_, key)
    assert SECOND_FACTOR not in request_.session


def test_has_second_factor(school_lead, commissioner):
    assert not has_second_factor(school_lead)
    give_phone(school_lead)
    assert has_second_factor(school_lead)
    assert not has_second_factor(commissioner)


def test_last_second_factor_stays(school_lead):
    key = give_passkey(school_lead)
    adapter = SecondFactorAdapter()
    assert not adapter.can_delete_authenticator(key)
    give_phone(school_lead)
    assert adapter.can_delete_authenticator(key)


def test_passkeys_and_apps_name_the_service(request_, school_lead):
    with context.request_context(request_):
        entity = SecondFactorAdapter().get_public_key_credential_rp_entity()
        address = SecondFactorAdapter().build_totp_url(school_lead, "SECRET")
    assert entity == {"id": "testserver", "name": "Alternative Provision Register"}
    assert "issuer=Alternative%20Provision%20Register" in address


def records(request):
    return request.session["account_authentication_methods"]


def test_fresh_password_is_proof_enough_for_a_first_set_up(request_):
    authenticated(request_, method="password")
    accept_fresh_password(request_)
    assert [record.get("reauthenticated", False) for record in records(request_)] == [False, True]


@pytest.mark.parametrize("record", [{"method": "password", "at": 1}, {"method": "mfa"}])
def test_old_password_or_other_proof_is_not(record, request_):
    authenticated(request_, **record)
    accept_fresh_password(request_)
    assert len(records(request_)) == 1
