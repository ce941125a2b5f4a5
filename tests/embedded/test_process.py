import os
import subprocess
import sys
import time

import pytest

from apcommission.embedded.process import alive, find, wait_for_end


def test_running_process_is_alive():
    assert alive(os.getpid()) is True


def test_ended_process_that_nobody_fetched_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", "print()"], stdout=subprocess.PIPE)
    with child:
        child.stdout.read()
        assert wait_for_end(child.pid, seconds=10) is True
        assert alive(child.pid) is False


def test_waiting_gives_up_after_its_time():
    started = time.monotonic()
    assert wait_for_end(os.getpid(), seconds=0.1) is False
    assert time.monotonic() - started >= 0.1


@pytest.fixture
def server(tmp_path):
    """A process in its folder, with its number in a file as servers keep it."""
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as child:
        (tmp_path / "server.pid").write_text(f"{child.pid}\nmore\n")
        yield child
        child.kill()


def test_recorded_process_is_found_in_its_folder(server, tmp_path):
    assert find(tmp_path / "server.pid", tmp_path) == server.pid


def test_process_of_another_folder_is_a_stranger(server, tmp_path):
    (tmp_path / "other").mkdir()
    assert find(tmp_path / "server.pid", tmp_path / "other") is None


def test_killed_process_is_not_found(server, tmp_path):
    server.kill()
    assert wait_for_end(server.pid, seconds=10) is True
    assert find(tmp_path / "server.pid", tmp_path) is None


@pytest.mark.parametrize("record", ["", "many", "999999999\n"])
def test_record_of_no_process_finds_none(tmp_path, record):
    (tmp_path / "server.pid").write_text(record)
    assert find(tmp_path / "server.pid", tmp_path) is None


def test_missing_record_finds_none(tmp_path):
    assert find(tmp_path / "server.pid", tmp_path) is None
