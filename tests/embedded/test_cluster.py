import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from apcommission.embedded import cluster
from apcommission.setup_check import SetUpProblem


def ask(joined, question):
    connection = psycopg2.connect(joined.url())
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def do(joined, statement):
    connection = psycopg2.connect(joined.url())
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def runs(directory):
    done = subprocess.run(
        [cluster.program("pg_ctl"), "status", "--pgdata", directory],
        capture_output=True,
        cwd="/",
        **cluster.accounts.run_as(cluster.accounts.server_account()),
    )
    return done.returncode == 0


@pytest.fixture
def shared(running):
    return running.shares[0]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("max_connections", "200"),
        ("listen_addresses", ""),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
        ("server_encoding", "UTF8"),
        ("fsync", "off"),
    ],
)
def test_settings_of_a_fast_cluster(shared, setting, value):
    assert ask(shared, f"SHOW {setting}") == value


def test_version_is_18(shared):
    assert ask(shared, "SELECT current_setting('server_version_num')::int / 10000") == 18


def test_joining_finds_the_same_server(shared):
    born = ask(shared, "SELECT pg_postmaster_start_time()")
    second = cluster.postgres(shared.directory, fast=True)
    try:
        assert ask(second, "SELECT pg_postmaster_start_time()") == born
    finally:
        second.release()
    assert ask(shared, "SELECT pg_postmaster_start_time()") == born


def test_cluster_for_the_demo_keeps_what_it_acknowledged_through_a_crash(folder):
    started = cluster.postgres(folder / "postgres")
    kept = [ask(started, f"SHOW {name}") for name in ("fsync", "full_page_writes")]
    kept.append(ask(started, "SHOW synchronous_commit"))
    do(started, "CREATE TABLE mark AS SELECT 7 AS number")
    process_id = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(process_id, signal.SIGKILL)
    again = cluster.postgres(folder / "postgres")
    assert (kept, ask(again, "SELECT number FROM mark")) == (["on", "on", "on"], 7)
    started.leave()
    again.release()
    assert runs(folder / "postgres") is False


def test_processes_that_start_at_once_share_one_server(folder):
    code = (
        "import sys\n"
        "from apcommission.embedded import cluster\n"
        "joined = cluster.postgres(sys.argv[1], fast=True)\n"
        "print((joined.directory / 'postmaster.pid').read_text().split()[0], flush=True)\n"
        "sys.stdin.read()\n"
        "joined.release()\n"
    )
    directory = folder / "postgres"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    first, second = started
    numbers = {process.stdout.readline() for process in started}
    first.communicate()
    after_first = runs(directory)
    second.communicate()
    assert (len(numbers), after_first, runs(directory)) == (1, True, False)


def test_stop_tells_whether_the_server_ran(folder):
    cluster.postgres(folder / "postgres", fast=True).leave()
    stopped = [cluster.stop(folder / "postgres") for _ in range(2)]
    assert stopped == [True, False]


def test_long_path_has_its_socket_in_a_private_folder(folder):
    directory = folder / ("deep" * 25) / "postgres"
    started = cluster.postgres(directory, fast=True)
    try:
        assert (ask(started, "SELECT 1"), started.folder != directory) == (1, True)
        assert Path(started.folder).stat().st_mode & 0o777 == 0o700
    finally:
        started.release()


def test_folder_of_another_version_is_said(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(SetUpProblem) as refusal:
        cluster.postgres(folder / "postgres")
    assert str(refusal.value) == (
        f"{folder / 'postgres'} was made by PostgreSQL 16 and this is 18: "
        "move the folder away and run this again."
    )


def test_failure_is_one_sentence_with_the_programs_own_words(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "stray").touch()
    with pytest.raises(SetUpProblem) as refusal:
        cluster.postgres(folder / "postgres")
    assert str(refusal.value).startswith("PostgreSQL's initdb stopped: ")
    assert "\n" not in str(refusal.value)


def test_full_disk_is_said_as_such():
    said = "creating...\ninitdb: error: could not write: No space left on device\ninitdb: removing"
    assert cluster.failure("initdb", said) == (
        "The disk is full: free some space and run this again."
    )


def test_silent_failure_is_said_as_such():
    assert cluster.failure("/bin/pg_ctl", "") == "PostgreSQL's pg_ctl stopped: no reason given"
