"""What each process of the demo finds in its environment: its own database login and no other."""

import os
import secrets

OWNER, WEB, WORKER = "OWNER_DATABASE_URL", "WEB_DATABASE_URL", "WORKER_DATABASE_URL"
LOGINS = (OWNER, WEB, WORKER)


def shared(urls, data, *, address, environ=os.environ):
    """Return what all processes share.

    The one-press sign-in (APR_DEMO) is only for the demo's own embedded database.
    """
    embedded = not environ.get("DATABASE_URL")
    environment = {name: value for name, value in environ.items() if name not in LOGINS}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "apcommission.settings",
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": urls["REDIS_URL"],
        "APR_DATA": str(data),
        "APR_STATIC_ROOT": str(data / "static"),
        "APR_MAIL_FOLDER": str(data / "mail"),
        "APR_BEAT_FILE": str(data / "beat-schedule"),
        "APR_ADDRESS": address,
        "APR_SECRET_KEY": environ.get("APR_SECRET_KEY") or secret_key(data),
        "APR_DEBUG": "1" if embedded else "0",
        "APR_DEMO": "1" if embedded else "0",
        # The demo's address is http on this machine, where a secure cookie would not return.
        "APR_SECURE": "0",
    }
    return environment | ({"APR_EMBEDDED": "1"} if embedded else {})


def as_owner(environment, urls):
    """Return the environment of a process that lays out and fills the database."""
    return environment | {"DATABASE_URL": urls[OWNER], "APR_SERVING": "0"}


def as_web(environment, urls):
    """Return the environment of the web server, whose login owns nothing."""
    return environment | {"DATABASE_URL": urls[WEB], "APR_SERVING": "1"}


def as_worker(environment, urls):
    """Return the environment of jobs, whose login owns nothing."""
    return environment | {"DATABASE_URL": urls[WORKER], "APR_SERVING": "1"}


def secret_key(data):
    """Return this data folder's secret key, made on first use and readable by its owner alone."""
    path = data / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
