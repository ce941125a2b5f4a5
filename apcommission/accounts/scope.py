"""Database scope: each request and task runs in one transaction, as the PostgreSQL role of the
person's own role, for one organisation. Everything is transaction-local, so a pooled connection
can never carry one organisation's scope into another's request."""

from contextlib import contextmanager

from django.db import connections, transaction

from apcommission.accounts.roles import ROLES

SETTINGS = (
    "role",
    "app.org",
    "app.authority",
    "app.dsl",
    "app.membership",
    "app.user",
    "app.user_name",
    "app.user_role",
)
JOB_ROLE = "ap_job"


class ScopeError(RuntimeError):
    """A scope was opened inside the scope of another organisation."""


def _read(cursor):
    cursor.execute(
        "SELECT current_setting('role'), "
        + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS[1:])
    )
    return cursor.fetchone()


def _write(cursor, values):
    cursor.execute(
        "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS),
        list(values),
    )


@contextmanager
def _scope(values, *, using):
    connection = connections[using]
    nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            previous = None
            if nested:
                previous = _read(cursor)
                if previous[1] and previous[:2] != values[:2]:
                    raise ScopeError("This transaction is already scoped to another organisation.")
            _write(cursor, values)
        yield
        # SET LOCAL survives the release of a savepoint, so an inner scope puts the outer back.
        if previous is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                _write(cursor, previous)


def database_scope(membership, *, using="default"):
    """Run as this membership: its organisation's rows, its role's rights, its person's name.

    Raises ScopeError inside the scope of another organisation.
    """
    organisation = membership.organisation
    person = membership.user
    values = (
        ROLES[membership.role].database_role,
        str(organisation.pk),
        str(organisation.area_id or ""),
        "on" if membership.is_dsl else "",
        str(membership.pk),
        str(person.pk),
        person.name,
        membership.get_role_display(),
    )
    return _scope(values, using=using)


def system_scope(job, *, using="default"):
    """Run as the jobs' own role, which sees all authorities; `job` is the name audit will show."""
    return _scope((JOB_ROLE, "", "", "on", "", "", job, "Scheduled job"), using=using)
