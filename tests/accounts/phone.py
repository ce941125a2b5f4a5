"""A person at the sign-in page, and their phone: what an authenticator app shows (RFC 6238),
written apart from allauth."""

import base64
import hmac
import re
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "three odd words here"
LOGIN = "/account/login/"


def code(secret=SECRET, *, at=None):
    """The six digits shown at this second."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def give_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def give_phone(user):
    """Set up the authenticator app; return the codes to keep for a lost phone."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def give_passkey(user):
    """A passkey as the register stores it; nobody can sign in with it here."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop", "credential": {}}
    )


def sign_in(client, user, password=PASSWORD, **fields):
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": user.email, "password": password, **fields})


def text(response):
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
