import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import errors

from apcommission.database_roles import create_roles, drop_database, main
from apcommission.embedded import cluster

MODULE = [sys.executable, "-m", "apcommission.database_roles"]
MEMBERSHIPS = """
SELECT member.rolname, string_agg(grouped.rolname, ' ' ORDER BY grouped.rolname)
FROM pg_auth_members AS held
JOIN pg_roles AS member ON member.oid = held.member
JOIN pg_roles AS grouped ON grouped.oid = held.roleid
WHERE member.rolname LIKE 'ap\\_%' AND held.set_option AND NOT held.inherit_option
GROUP BY member.rolname ORDER BY member.rolname
"""


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="apr-test-"))
    started = cluster.postgres(folder / "postgres", fast=True)
    create_roles(started.url())
    yield started
    started.release()
    shutil.rmtree(folder)


def ask(server, question, *, user="postgres", database="apregister", first=()):
    connection = psycopg2.connect(server.url(user=user, database=database))
    try:
        with connection, connection.cursor() as cursor:
            for statement in first:
                cursor.execute(statement)
            cursor.execute(question)
            return cursor.fetchall()
    finally:
        connection.close()


def test_each_role_has_its_rights_and_no_more(server):
    found = ask(
        server,
        "SELECT rolname, rolcanlogin, rolinherit, rolcreatedb, rolcreaterole,"
        " rolsuper OR rolbypassrls OR rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'ap\\_%' ORDER BY rolname",
    )
    groups = [
        (name, False, False, False, False, False)
        for name in (
            "ap_attendance",
            "ap_finance",
            "ap_forum",
            "ap_job",
            "ap_la",
            "ap_platform",
            "ap_provider",
            "ap_school",
            "ap_staff",
        )
    ]
    logins = [
        ("ap_owner", True, True, True, True, False),
        ("ap_web", True, False, False, False, False),
        ("ap_worker", True, False, False, False, False),
    ]
    assert found == sorted(groups + logins)


def test_each_login_may_become_its_groups_and_inherits_none(server):
    kinds = "ap_attendance ap_finance ap_forum {}ap_la {}ap_provider ap_school ap_staff{}"
    assert ask(server, MEMBERSHIPS) == [
        ("ap_owner", kinds.format("ap_job ", "ap_platform ", " ap_web ap_worker")),
        ("ap_web", kinds.format("", "ap_platform ", "")),
        ("ap_worker", kinds.format("ap_job ", "", "")),
    ]


def test_no_membership_is_inherited(server):
    inherited = ask(
        server,
        "SELECT count(*) FROM pg_auth_members"
        " WHERE inherit_option AND member::regrole::text LIKE 'ap\\_%'",
    )
    assert inherited == [(0,)]


@pytest.mark.parametrize(
    ("login", "group"),
    [("ap_web", "ap_job"), ("ap_worker", "ap_platform"), ("ap_web", "ap_owner")],
)
def test_login_cannot_become_what_it_is_not_granted(server, login, group):
    with pytest.raises(errors.InsufficientPrivilege):
        ask(server, "SELECT 1", user=login, first=[f"SET ROLE {group}"])


def test_owner_may_run_as_the_web_login_and_go_on_to_a_group(server):
    steps = ["SET LOCAL ROLE ap_web", "SET LOCAL ROLE ap_la"]
    assert ask(server, "SELECT current_user::text", user="ap_owner", first=steps) == [("ap_la",)]


def test_web_login_can_read_nothing_before_it_takes_a_role(server):
    ask(
        server,
        "SELECT 1",
        user="ap_owner",
        first=["CREATE TABLE IF NOT EXISTS child (name text)", "GRANT SELECT ON child TO ap_la"],
    )
    with pytest.raises(errors.InsufficientPrivilege):
        ask(server, "SELECT * FROM child", user="ap_web")
    scoped = ask(server, "SELECT * FROM child", user="ap_web", first=["SET LOCAL ROLE ap_la"])
    assert scoped == []


def test_web_login_can_make_no_table(server):
    with pytest.raises(errors.InsufficientPrivilege):
        ask(server, "SELECT 1", user="ap_web", first=["CREATE TABLE mine (id int)"])


def test_time_limits_hold_from_sign_in_and_through_a_change_of_role(server):
    limits = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
    limits += " current_setting('idle_in_transaction_session_timeout')"
    assert {
        "ap_web": ask(server, limits, user="ap_web", first=["SET LOCAL ROLE ap_la"]),
        "ap_worker": ask(server, limits, user="ap_worker"),
        "ap_owner": ask(server, limits, user="ap_owner"),
    } == {
        "ap_web": [("15s", "5s", "30s")],
        "ap_worker": [("10min", "0", "15min")],
        "ap_owner": [("0", "30s", "0")],
    }


def test_database_is_the_owners_and_closed_to_other_logins(server):
    ask(server, "SELECT 1", first=["DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN"])
    owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'apregister'"
    assert ask(server, owner) == [("ap_owner",)]
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        ask(server, "SELECT 1", user="stranger")


def test_second_run_changes_nothing(server):
    before = ask(server, MEMBERSHIPS)
    create_roles(server.url())
    assert ask(server, MEMBERSHIPS) == before


def test_role_that_was_widened_by_hand_is_brought_back(server):
    ask(server, "SELECT 1", first=["ALTER ROLE ap_web INHERIT CREATEDB"])
    create_roles(server.url())
    found = ask(server, "SELECT rolinherit, rolcreatedb FROM pg_roles WHERE rolname = 'ap_web'")
    assert found == [(False, False)]


def test_two_set_ups_at_once_both_succeed(server):
    environ = os.environ | {"ADMIN_DATABASE_URL": server.url(), "AP_DATABASE": "twice"}
    started = [subprocess.Popen(MODULE, env=environ, stdout=subprocess.PIPE) for _ in range(4)]
    said = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert said == {b"The database and its roles are ready.\n"}


def test_login_that_only_may_create_roles_and_databases_is_enough(folder_of_managed_server):
    managed = folder_of_managed_server
    create_roles(managed.url(user="manager"))
    create_roles(managed.url(user="manager"))
    steps = ["SET LOCAL ROLE ap_web", "SET LOCAL ROLE ap_job"]
    assert ask(managed, "SELECT current_user::text", user="ap_owner", first=steps) == [("ap_job",)]


@pytest.fixture
def folder_of_managed_server():
    """A server as a cloud rents it: its administrator is no superuser."""
    folder = Path(tempfile.mkdtemp(prefix="apr-test-"))
    started = cluster.postgres(folder / "postgres", fast=True)
    ask(
        started,
        "SELECT 1",
        database="postgres",
        first=["CREATE ROLE manager LOGIN CREATEROLE CREATEDB"],
    )
    yield started
    started.release()
    shutil.rmtree(folder)


def test_dropped_database_is_made_anew_and_empty(server):
    create_roles(server.url(), database="again")
    using = psycopg2.connect(server.url(user="ap_owner", database="again"))
    using.autocommit = True
    with using.cursor() as cursor:
        cursor.execute("CREATE TABLE old (id int)")
    drop_database(server.url(), database="again")
    create_roles(server.url(), database="again")
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert ask(server, tables, database="again") == [(0,)]
    using.close()


def test_dropping_what_is_not_there_does_no_harm(server):
    assert drop_database(server.url(), database="never-made") is None


def test_password_is_stored_hashed_by_the_client(server):
    create_roles(server.url(), passwords={"ap_web": "correct horse battery"})
    stored = ask(server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'ap_web'")[0][0]
    assert stored.startswith("SCRAM-SHA-256$4096:")
    assert "correct" not in stored


def test_command_takes_passwords_and_the_databases_name_from_the_environment(server, capsys):
    code = main(
        {
            "ADMIN_DATABASE_URL": server.url(),
            "AP_DATABASE": "named",
            "AP_OWNER_PASSWORD": "one",
            "AP_WORKER_PASSWORD": "",
        }
    )
    hashed = "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL"
    assert (code, capsys.readouterr().out) == (0, "The database and its roles are ready.\n")
    assert ("ap_owner",) in ask(server, hashed, database="named")
    assert ("ap_worker",) not in ask(server, hashed, database="named")


def test_command_without_an_address_says_what_to_set(capsys):
    assert main({}) == 1
    assert capsys.readouterr().err == ("Set ADMIN_DATABASE_URL to a login that may create roles.\n")


def test_command_with_a_dead_server_says_so_in_one_line(capsys):
    assert main({"ADMIN_DATABASE_URL": "postgres://u:hidden@127.0.0.1:1/x"}) == 1
    said = capsys.readouterr().err
    assert said.startswith("The roles could not be made: ")
    assert (said.count("\n"), "hidden" in said) == (1, False)
