import os
import socket
import subprocess
import sys

import pytest

from apcommission.supervisor.__main__ import load_options, main, parser

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
