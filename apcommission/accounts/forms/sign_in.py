"""allauth's forms in our words and our look."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from apcommission.design.forms import ServiceFormMixin

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Password you have now",
    "password1": "New password",
    "password2": "New password again",
    "code": "6-digit code",
    "name": "Name of the passkey",
    "passwordless": "Let me sign in with this passkey alone",
}
HINTS = {
    "password1": "At least 12 characters. Three words that do not belong together are good.",
    "name": "So that you can tell it from others, for example “Work laptop”",
    "passwordless": "Your device will ask for its PIN, fingerprint or face.",
}


class PlainWords(ServiceFormMixin):
    """Labels and hints of ours; no placeholders, which vanish when one types."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # allauth makes some fields only now, and a bound field keeps the label it first saw.
        self._bound_fields_cache.clear()
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            self.say_what_is_missing(name, field)

    def say_what_is_missing(self, name, field):
        if name == "code":
            field.widget.attrs |= {"inputmode": "numeric"}
            field.error_messages["required"] = "Enter the 6-digit code"
        elif name in LABELS:
            field.error_messages["required"] = f"Enter your {LABELS[name].lower()}"


class LoginForm(PlainWords, account.LoginForm):
    submit = "Sign in"


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    submit = "Continue"


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    submit = "Change password"


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    submit = "Send the link"


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    submit = "Save the new password"


class AuthenticateForm(PlainWords, mfa.AuthenticateForm):
    submit = "Continue"


class ReauthenticateCodeForm(PlainWords, mfa.ReauthenticateForm):
    submit = "Continue"


class ActivateTOTPForm(PlainWords, totp.ActivateTOTPForm):
    submit = "Continue"


class AddWebAuthnForm(PlainWords, webauthn.AddWebAuthnForm):
    """The key itself comes from the browser, into a hidden field."""

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"name": "", "passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class EditWebAuthnForm(PlainWords, webauthn.EditWebAuthnForm):
    submit = "Save"
