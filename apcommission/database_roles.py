"""The database's login roles and group roles, and the database itself.

`python -m apcommission.database_roles` makes them on any PostgreSQL 16 or newer. It connects with
ADMIN_DATABASE_URL (a superuser, or a login that may create roles and databases) and takes the
database's name from AP_DATABASE and the passwords of the logins from AP_OWNER_PASSWORD,
AP_WEB_PASSWORD and AP_WORKER_PASSWORD. It may be run again at any time.
"""

import os
import sys

import psycopg2
from psycopg2.extensions import encrypt_password
from psycopg2.sql import SQL, Identifier, Literal

DATABASE = "apregister"
OWNER, WEB, WORKER = LOGINS = ("ap_owner", "ap_web", "ap_worker")
KINDS = ("ap_la", "ap_finance", "ap_school", "ap_attendance", "ap_provider", "ap_staff", "ap_forum")
PLATFORM, JOB = "ap_platform", "ap_job"
GROUPS = (*KINDS, PLATFORM, JOB)
# Any number will do: it keeps two set-ups of one server from making the same role at once.
LOCK = 5_302_026
ATTRIBUTES = {
    OWNER: "LOGIN CREATEDB CREATEROLE",
    WEB: "LOGIN NOINHERIT NOCREATEDB NOCREATEROLE",
    WORKER: "LOGIN NOINHERIT NOCREATEDB NOCREATEROLE",
    **dict.fromkeys(GROUPS, "NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE"),
}
MEMBERS = {
    WEB: (*KINDS, PLATFORM),
    WORKER: (*KINDS, JOB),
    # The owner serves no one; it may become the others so that tests run as the web role.
    OWNER: (WEB, WORKER, *GROUPS),
}
# Role settings apply at sign-in and stay after SET ROLE, so they sit on the logins.
SETTINGS = {
    WEB: {
        "statement_timeout": "15s",
        "idle_in_transaction_session_timeout": "30s",
        "lock_timeout": "5s",
    },
    WORKER: {"statement_timeout": "10min", "idle_in_transaction_session_timeout": "15min"},
    OWNER: {"lock_timeout": "30s"},
}


def create_roles(url, *, database=DATABASE, passwords=None):
    """Make or mend every role and the database on the server at `url`. Safe to run side by side."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            # Held until the connection closes.
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            for name, attributes in ATTRIBUTES.items():
                create_role(cursor, name, attributes)
            for member, groups in MEMBERS.items():
                grant_groups(cursor, member, groups)
            for name, settings in SETTINGS.items():
                set_limits(cursor, name, settings)
            for name, password in (passwords or {}).items():
                set_password(cursor, name, password)
            create_database(cursor, database)
    finally:
        connection.close()


def create_role(cursor, name, attributes):
    """Make the role, or bring an older one to the same attributes."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(SQL(f"{verb} ROLE {{}} {attributes}").format(Identifier(name)))


def grant_groups(cursor, member, groups):
    """Let the member become each group by SET ROLE, and use none of their rights before that."""
    cursor.execute(
        SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
            SQL(", ").join(map(Identifier, groups)), Identifier(member)
        )
    )


def set_limits(cursor, name, settings):
    """Put the time limits on a login."""
    for setting, value in settings.items():
        cursor.execute(
            SQL("ALTER ROLE {} SET {} = {}").format(
                Identifier(name), Identifier(setting), Literal(value)
            )
        )


def set_password(cursor, name, password):
    """Store a login's password, hashed here so that the server's log never sees it."""
    hashed = encrypt_password(password, name, cursor.connection, "scram-sha-256")
    cursor.execute(SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(name), Literal(hashed)))


def create_database(cursor, name):
    """Make the owner's database unless it is there, and close it to all but our logins."""
    become_owner(cursor)
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if not cursor.fetchone():
        cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    cursor.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(name)))
    cursor.execute(
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            Identifier(name), SQL(", ").join(map(Identifier, LOGINS))
        )
    )


def drop_database(url, *, database=DATABASE):
    """Remove the database with all it holds, whoever is using it. Only for a demo's own server."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            name = Identifier(database)
            cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    finally:
        connection.close()


def become_owner(cursor):
    """Go on as the owner, which one who only may create roles must first be allowed to."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        cursor.execute(
            SQL("GRANT {} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE").format(Identifier(OWNER))
        )
    cursor.execute(SQL("SET ROLE {}").format(Identifier(OWNER)))


def main(environ=os.environ):
    """Make the roles on the server that ADMIN_DATABASE_URL names; return the exit code."""
    url = environ.get("ADMIN_DATABASE_URL")
    if not url:
        sys.stderr.write("Set ADMIN_DATABASE_URL to a login that may create roles.\n")
        return 1
    passwords = {
        OWNER: environ.get("AP_OWNER_PASSWORD"),
        WEB: environ.get("AP_WEB_PASSWORD"),
        WORKER: environ.get("AP_WORKER_PASSWORD"),
    }
    try:
        create_roles(
            url,
            database=environ.get("AP_DATABASE") or DATABASE,
            passwords={name: word for name, word in passwords.items() if word},
        )
    except psycopg2.Error as error:
        sys.stderr.write(f"The roles could not be made: {str(error).splitlines()[0]}\n")
        return 1
    sys.stdout.write("The database and its roles are ready.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
