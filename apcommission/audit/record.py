"""An action names what it is doing; the triggers write it beside each row they see change."""

from contextlib import contextmanager

from django.db import connection, transaction

SETTINGS = ("app.action", "app.reason", "app.user", "app.user_name", "app.user_role", "app.org")


def _values(action, by, reason):
    if isinstance(by, str):
        return (action, reason, "", by, "Scheduled job", "")
    membership = getattr(by, "membership", None)
    role = membership.get_role_display() if membership else ""
    organisation = str(membership.organisation_id) if membership else ""
    return (action, reason, str(by.pk or ""), by.name, role, organisation)


def _write(values):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS),
            list(values),
        )


@contextmanager
def record(action, *, by, reason=""):
    """Do what follows in one transaction, known to the audit as `action`.

    `by` is the user who acts (who may be about to get a first account) or the name of a
    scheduled job. A nested action has its own name; the outer one is put back after it. Raises
    ValueError when nobody acts.
    """
    if not by or getattr(by, "is_anonymous", False):
        raise ValueError("An action is always somebody's, or a named job's.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT "
                + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
            )
            previous = cursor.fetchone()
        _write(_values(action, by, reason))
        yield
        if not connection.needs_rollback:
            _write(previous)
