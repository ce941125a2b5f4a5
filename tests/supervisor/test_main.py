import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from apcommission import health
from apcommission.embedded import servers
from apcommission.supervisor.__main__ import load_options, main, parser
from apcommission.supervisor.demo import server_numbers

COMMAND = [sys.executable, "-m", "apcommission.supervisor", "demo"]
CLEAN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        (["--size", "small"], ["--size=small"]),
        (
            ["--today", "2026-11-23", "--seed=7", "--once"],
            ["--seed=7", "--today=2026-11-23"],
        ),
    ],
)
def test_options_are_passed_on_to_the_loader(given, expected):
    assert load_options(parser().parse_args(["demo", *given])) == expected


def test_verb_is_asked_for(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "arguments are required" in capsys.readouterr().err


def test_taken_port_is_one_sentence_and_nothing_is_started(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        environ = CLEAN | {"PORT": port, "APR_DATA": str(tmp_path)}
        done = subprocess.run(COMMAND, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {port} is taken by another program: stop it, or set PORT to a free port.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"]


def test_folder_that_cannot_be_written_is_one_sentence():
    environ = CLEAN | {"APR_DATA": "/proc/demo"}
    done = subprocess.run(COMMAND, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("Set-up stopped at /proc/demo: ")


def test_broken_database_of_ones_own_is_one_sentence_and_the_rest_is_stopped(tmp_path):
    """The first step that needs the database fails, after the Redis server was started."""
    environ = CLEAN | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "APR_DATA": str(tmp_path),
    }
    done = subprocess.run(COMMAND, env=environ, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("`migrate` failed: ")
    assert done.stderr.endswith(f"(all of it: {tmp_path / 'logs' / 'migrate.log'})\n")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "redis" / "server.pid").exists() is False


@pytest.fixture
def data():
    """A data folder with a short path; a demo left running in it is killed, its guard clears up."""
    folder = Path(tempfile.mkdtemp(prefix="apr-test-"))
    yield folder
    servers.stop(folder)
    shutil.rmtree(folder)


@contextmanager
def started(environ, *arguments):
    """A running demo; when the test fails it is killed, and after seven minutes in any case."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    limit = threading.Timer(420, process.kill)
    limit.start()
    try:
        yield process
    finally:
        limit.cancel()
        process.kill()
        process.communicate()


def read_until(process, wanted):
    """Return the lines that the process prints, up to the one that begins as wanted."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(wanted):
            return lines
    raise AssertionError("\n".join([*lines, process.stderr.read()]))


def labels(lines):
    """Return the steps' labels without their times."""
    return [line.partition(" ...")[0] for line in lines if line.startswith("[")]


@pytest.mark.journey
def test_demo_runs_heals_stops_and_runs_again(data):
    """Given an empty folder, when the demo is started, one signs in to it; when a part is killed,
    it comes back; when it is stopped, nothing is left; and a second run keeps what was there."""
    environ = CLEAN | {"APR_DATA": str(data)}
    with started(environ, "--size", "small") as first:
        lines = read_until(first, "Press Ctrl-C to stop.")
        assert labels(lines) == [
            "[1/8] Starting PostgreSQL and Redis",
            "[2/8] Laying out the database",
            "[3/8] Checking the web server's rights",
            "[4/8] Collecting styles and scripts",
            "[5/8] Loading the demo",
            "[6/8] Running the day's jobs",
            "[7/8] Writing the Schools Forum report",
            "[8/8] Starting the web server, the worker and the clock",
        ]
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", "\n".join(lines))[1])
        assert health.answers(port) is True
        assert (data / "schools-forum.pdf").read_bytes()[:5] == b"%PDF-"
        refused = subprocess.run(COMMAND, env=environ, capture_output=True, text=True)
        assert (refused.returncode, refused.stderr) == (
            1,
            f"Another demo runs from {data}: stop it, or set APR_DATA to another folder.\n",
        )
        children = psutil.Process(first.pid).children()
        next(child for child in children if "gunicorn" in " ".join(child.cmdline())).kill()
        read_until(first, "web started again")
        family = psutil.Process(first.pid).children(recursive=True)
        family += [psutil.Process(number) for number in server_numbers(data)]
        os.killpg(first.pid, signal.SIGINT)
        said, trouble = first.communicate(timeout=60)
    assert (first.returncode, said, trouble) == (0, "Stopped; nothing is left running.\n", "")
    _, left = psutil.wait_procs(family, timeout=5)
    assert (left, health.answers(port)) == ([], False)
    again = subprocess.run(
        [*COMMAND, "--size", "small", "--once"], env=environ, capture_output=True, text=True
    )
    assert (again.returncode, again.stderr) == (0, "")
    assert "[5/8] Keeping the demo of the last run" in labels(again.stdout.splitlines())
    assert again.stdout.endswith("Stopped; nothing is left running.\n")
    assert server_numbers(data) == []
