"""allauth's forms in our words."""

import pytest
from django.test import RequestFactory

from apcommission.accounts.forms import sign_in
from tests.accounts.phone import give_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def forms(school_lead):
    key = give_passkey(school_lead)
    return [
        sign_in.LoginForm(request=RequestFactory().get("/")),
        sign_in.ReauthenticateForm(user=school_lead),
        sign_in.ChangePasswordForm(user=school_lead),
        sign_in.ResetPasswordForm(),
        sign_in.ResetPasswordKeyForm(user=school_lead),
        sign_in.AuthenticateForm(user=school_lead),
        sign_in.ReauthenticateCodeForm(user=school_lead),
        sign_in.AddWebAuthnForm(user=school_lead),
        sign_in.EditWebAuthnForm(instance=key),
    ]


def test_labels_are_ours(forms):
    fields = [field for form in forms for field in form.visible_fields()]
    strange = {field.name for field in fields} - set(sign_in.LABELS)
    assert strange == set()
    assert [field.label for field in fields if field.label != sign_in.LABELS[field.name]] == []


def test_no_placeholders(forms):
    fields = [field for form in forms for field in form.visible_fields()]
    assert [f.name for f in fields if "placeholder" in f.field.widget.attrs] == []


def test_what_is_missing_is_said_plainly():
    form = sign_in.LoginForm({}, request=RequestFactory().post("/"))
    assert form.errors == {
        "login": ["Enter your email address"],
        "password": ["Enter your password"],
    }


def test_code_calls_up_the_number_keys(school_lead):
    form = sign_in.AuthenticateForm({}, user=school_lead)
    assert form.fields["code"].widget.attrs["inputmode"] == "numeric"
    assert form.fields["code"].widget.attrs["autocomplete"] == "one-time-code"
    assert form.errors == {"code": ["Enter the 6-digit code"]}


def test_new_passkey_signs_in_alone_unless_unticked(school_lead):
    form = sign_in.AddWebAuthnForm(user=school_lead)
    assert form.initial == {"name": "", "passwordless": True}


def test_passkey_is_renamed_from_the_name_it_has(school_lead):
    key = give_passkey(school_lead)
    assert sign_in.EditWebAuthnForm(instance=key).initial["name"] == "Laptop"
