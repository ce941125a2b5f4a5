"""The small demo on a server of its own: a database, the demo in it, gunicorn as the web role.

The served clock stands at 09:05 on Monday 23 November 2026 when it starts and goes on from there:
morning registers are open and not yet late.
"""

import datetime as dt
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import psycopg2
from psycopg2 import sql

from apcommission.health import answers

ROOT = Path(__file__).resolve().parents[2]
TODAY, CLOCK = dt.date(2026, 11, 23), dt.time(9, 5)
MOMENT = dt.datetime.combine(TODAY, CLOCK, ZoneInfo("Europe/London"))
READY_SECONDS = 60
SECRET_KEY = "journeys-only-" + "x" * 50


@dataclass(frozen=True)
class DemoSite:
    """A running demo: its address, and its database for what no page can arrange."""

    url: str
    owner_url: str
    log: Path

    def query(self, statement, *values):
        """Run one statement as the owner of the database; return its rows."""
        with connected(self.owner_url) as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def said(self):
        """The end of what the server has complained of so far."""
        return self.log.read_text()[-4000:]


@contextmanager
def connected(url):
    connection = psycopg2.connect(libpq(url))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def libpq(url):
    """libpq knows postgresql:// with `user` among the parameters, as ours have it."""
    return "postgresql" + url[url.index("://") :]


def database_of(url, name):
    """The same server and login, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")).replace("postgres:/", "postgres:///")


@contextmanager
def database(owner_url, *, template=None):
    """A database of its own (a copy of `template`), dropped afterwards; gives its name."""
    name = f"{os.environ.get('TEST_DATABASE_NAME') or 'test'}_{secrets.token_hex(4)}"
    create(owner_url, name, template)
    try:
        yield name
    finally:
        drop(owner_url, name)


def create(owner_url, name, template=None):
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with connected(owner_url) as cursor:
        cursor.execute(words.format(sql.Identifier(name), sql.Identifier(template or "template1")))


def drop(owner_url, name):
    with connected(owner_url) as cursor:
        words = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        cursor.execute(words.format(sql.Identifier(name)))


def exists(owner_url, name):
    with connected(owner_url) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def environment(database_url, folder, **more):
    """What every process of the demo finds; `folder` takes its static files and mail."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "APR_DEBUG": "1",
        "APR_DEMO": "1",
        "APR_EMBEDDED": "1",
        "APR_SECURE": "0",
        "APR_SECRET_KEY": SECRET_KEY,
        "APR_STATIC_ROOT": str(folder / "static"),
        "APR_MAIL_FOLDER": str(folder / "mail"),
        **more,
    }


def manage(*command, settings):
    """Run a management command; its last words are the failure's."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        env=settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-1000:]}\n{done.stderr[-3000:]}"


def fill(owner_url, folder, clock=CLOCK):
    """Lay out the database and load the demo into it, as it stands at the clock's time."""
    settings = environment(owner_url, folder)
    manage("migrate", "--verbosity", "0", settings=settings)
    day = ("--today", TODAY.isoformat(), "--now", f"{clock:%H:%M}")
    manage("load_demo", "--size", "small", *day, settings=settings)


@contextmanager
def served(owner_url, web_url, folder):
    """The web server on a free port with its clock at the demo's moment; gives a DemoSite."""
    manage("collectstatic", "--no-input", settings=environment(owner_url, folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        ahead = int(MOMENT.timestamp() - time.time())
        log = folder / "web.log"
        settings = environment(
            web_url, folder, APR_SERVING="1", APR_ADDRESS=url, APR_DEMO_SHIFT_SECONDS=str(ahead)
        )
        with log.open("wb") as out:
            process = subprocess.Popen(
                gunicorn(listener.fileno()),
                env=settings,
                cwd=ROOT,
                stdout=out,
                stderr=out,
                pass_fds=(listener.fileno(),),
            )
        try:
            wait_until_ready(process, port, log)
            yield DemoSite(url, owner_url, log)
        finally:
            process.terminate()
            process.wait(20)


def gunicorn(descriptor):
    return [
        *(str(Path(sys.executable).parent / "gunicorn"), "apcommission.wsgi"),
        *("--bind", f"fd://{descriptor}", "--worker-class", "gthread", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "2", "--log-level", "warning"),
    ]


def wait_until_ready(process, port, log):
    deadline = time.monotonic() + READY_SECONDS
    while not answers(port):
        assert process.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.2)
