import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from apcommission.embedded import broker, guard, servers
from apcommission.embedded.guard import Guard
from apcommission.embedded.process import alive, find, wait_for_end

OWNER = """
import subprocess, sys, time
from apcommission.embedded import servers
from apcommission.embedded.guard import Guard
guard = Guard(sys.argv[1], remove="--remove" in sys.argv)
started = servers.start(sys.argv[1], fast=True, environ={})
child = subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60"], start_new_session=True)
guard.watch(child.pid)
print(child.pid, guard.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def owner(folder):
    """`owner(*arguments)` is a process with servers, a guard and a child; their numbers follow."""
    started = []

    def owner(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(folder), *arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process, *map(int, process.stdout.readline().split())

    yield owner
    for process in started:
        process.kill()
        process.communicate()


def server_numbers(folder):
    return (
        find(folder / "postgres" / "postmaster.pid", folder / "postgres"),
        find(folder / "redis" / "server.pid", folder / "redis"),
    )


def test_nothing_is_left_of_a_killed_process(owner, folder):
    process, child, guarding = owner()
    grandchildren = [each.pid for each in psutil.Process(child).children()]
    running = server_numbers(folder)
    assert None not in running
    os.killpg(process.pid, signal.SIGKILL)
    assert wait_for_end(guarding, seconds=30) is True
    left = [number for number in (child, *grandchildren, *running) if alive(number)]
    assert (left, (folder / "postgres").exists()) == ([], True)


def test_folder_of_a_killed_run_is_removed_when_that_was_asked(owner, folder):
    process, _, guarding = owner("--remove")
    process.kill()
    assert wait_for_end(guarding, seconds=30) is True
    assert folder.exists() is False
    folder.mkdir()


def test_servers_that_others_use_run_on(owner, folder):
    process, _, guarding = owner()
    shared = broker.redis(folder / "redis")
    process.kill()
    assert wait_for_end(guarding, seconds=30) is True
    postgres, redis = server_numbers(folder)
    assert (postgres, redis is None) == (None, False)
    shared.release()


def test_dismissed_guard_touches_nothing(folder):
    (folder / "kept").touch()
    started = servers.start(folder, environ={"DATABASE_URL": "postgres://h/d"})
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as child:
        watching = Guard(folder, remove=True)
        watching.watch(child.pid)
        watching.dismiss()
        assert alive(child.pid) is True
        child.kill()
    assert ((folder / "kept").exists(), server_numbers(folder)[1] is None) == (True, False)
    started.release()


def test_guard_that_was_killed_does_not_disturb(folder):
    watching = Guard(folder)
    watching.process.kill()
    watching.process.wait()
    watching.watch(1)
    assert watching.dismiss() is None


def test_number_that_went_to_a_stranger_is_left_alone(folder):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        ended = psutil.Process(stranger.pid)
        ended._ident = (stranger.pid, time.time() - 3600)
        guard.end_groups([ended])
        assert alive(stranger.pid) is True
        stranger.kill()


def test_group_that_will_not_listen_is_ended_by_force(folder, monkeypatch):
    monkeypatch.setattr(guard, "END_SECONDS", 0.5)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    ) as stubborn:
        assert stubborn.stdout.readline() == b"up\n"
        guard.main([str(folder)], [f"{stubborn.pid}\n", "999999999\n"])
        assert alive(stubborn.pid) is False
