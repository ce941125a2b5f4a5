"""How people sign in: allauth, with our rules."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from apcommission.accounts.sessions import end_sessions
from apcommission.notify import outbox

SECOND_FACTOR = "second_factor_done"
FRESH_SECONDS = 5 * 60
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an organisation's own lead invites. Mail goes through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask your organisation's lead.",
        "email_password_mismatch": "The email address or the password is not right",
        "enter_current_password": "Enter the password you have now",
        "incorrect_code": "The code is not right, or it was used before. Enter a new one",
        "incorrect_password": "The password is not right",
        "too_many_login_attempts": "Too many wrong tries. Wait 5 minutes and try again",
        "rate_limited": "Too many tries. Wait a few minutes and try again",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        stamp = timezone.now().isoformat()
        key = f"{template_prefix.rpartition('/')[2]}:{email}:{stamp}"[:120]
        outbox.queue(key=key, to=email, subject=message.subject, body=message.body)

    def format_email_subject(self, subject):
        return f"{subject} – {settings.SERVICE_NAME}"

    def set_password(self, user, password):
        """A new password ends every other session of the person at once (ASVS 7.4.3)."""
        super().set_password(user, password)
        request = context.request
        end_sessions(user.pk, but=request.session.session_key if request else None)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: an authenticator app or a passkey, and always one of them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right, or it was used before. Enter a new one",
        "cannot_delete_authenticator": "You need at least one second step. Add another before "
        "you remove this one",
    }

    def can_delete_authenticator(self, authenticator):
        mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG)
        return mine.exclude(pk=authenticator.pk).exists()

    def _get_site_name(self):
        return settings.SERVICE_NAME


def has_second_factor(user):
    """Whether the person has set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists()


def second_factor_done(request):
    """Whether this sign-in has passed a second factor: a code, a passkey, or its first set-up."""
    if request.session.get(SECOND_FACTOR):
        return True
    # allauth keeps the records by person, so that another's sign-in in this browser counts not.
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" for record in records):
        request.session[SECOND_FACTOR] = True
        return True
    return False


def accept_fresh_password(request):
    """A password typed in the last 5 minutes is proof enough for a first set-up.

    allauth would ask for it again before each change of a second step; it keeps doing so once
    there is one. Its own way of saying so is not public.
    """
    records = get_authentication_records(request, request.user)
    typed = [record["at"] for record in records if record.get("method") == "password"]
    if typed and time.time() - typed[-1] < FRESH_SECONDS:
        record_authentication(request, request.user, "password", reauthenticated=True)


def note_new_authenticator(request, authenticator, **kwargs):
    """Whoever sets up a second factor has just shown that they hold it."""
    if authenticator.type in STRONG and request.user.is_authenticated:
        request.session[SECOND_FACTOR] = True
