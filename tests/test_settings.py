"""What the environment may and may not switch on. Each case reads the settings anew."""

import os
import subprocess
import sys

import pytest

READ = (
    "import apcommission.settings as s; "
    "print(s.DEMO, s.DEBUG, s.SECURE, s.SESSION_COOKIE_NAME, s.EMAIL_BACKEND.split('.')[-2])"
)
WEAK = {"DATABASE_URL": "postgres://ap_web@127.0.0.1:5432/apregister"}


def settings_with(**environment):
    """What the settings are with these variables and no others of ours."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("APR_")}
    return subprocess.run(
        [sys.executable, "-c", READ],
        env={**kept, **WEAK, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_are_safe_when_nothing_is_said():
    assert settings_with().stdout == "False False True __Host-session filebased\n"


@pytest.mark.parametrize(
    ("environment", "demo"),
    [
        ({"APR_DEMO": "1", "APR_DEBUG": "1", "APR_EMBEDDED": "1"}, "True"),
        ({"APR_DEMO": "1", "APR_EMBEDDED": "1"}, "False"),
        ({"APR_DEMO": "1", "APR_DEBUG": "1"}, "False"),
        ({"APR_DEBUG": "1", "APR_EMBEDDED": "1"}, "False"),
    ],
)
def test_demo_sign_in_needs_debug_and_the_embedded_database(environment, demo):
    assert settings_with(**environment).stdout.split()[0] == demo


def test_mail_leaves_only_when_a_server_is_named():
    assert settings_with(APR_SMTP_HOST="mail.example.org").stdout.split()[-1] == "smtp"


def test_a_mistyped_switch_is_refused():
    result = settings_with(APR_DEBUG="yes")
    assert result.returncode == 1
    assert "APR_DEBUG must be 0 or 1." in result.stderr


def test_serving_without_a_secret_key_is_refused():
    result = settings_with(APR_SERVING="1", APR_SECRET_KEY="")
    assert result.returncode == 1
    assert "Set APR_SECRET_KEY" in result.stderr
