import io
import os
import socket
import sys
import time
from contextlib import closing

import pytest

from apcommission.embedded import broker, servers
from apcommission.setup_check import SetUpProblem
from apcommission.supervisor.child import Child
from apcommission.supervisor.demo import Demo, claim_folder, server_numbers
from apcommission.supervisor.step import Progress


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "ROOT", tmp_path)
    return tmp_path


def test_demos_side_by_side_have_folders_of_their_own(project):
    first, first_lock = claim_folder({})
    second, second_lock = claim_folder({})
    with first_lock, second_lock:
        third, third_lock = claim_folder({})
        third_lock.close()
    assert [first, second, third] == [
        project / ".data",
        project / ".data-2",
        project / ".data-3",
    ]
    again, lock = claim_folder({})
    lock.close()
    assert again == project / ".data"


def test_folder_of_ones_own_that_is_in_use_is_refused(tmp_path):
    environ = {"APR_DATA": str(tmp_path / "mine")}
    _, lock = claim_folder(environ)
    with lock, pytest.raises(SetUpProblem) as refusal:
        claim_folder(environ)
    assert str(refusal.value) == (
        f"Another demo runs from {tmp_path / 'mine'}: stop it, or set APR_DATA to another folder."
    )


def test_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SetUpProblem, match="Not a directory"):
        claim_folder({"APR_DATA": str(tmp_path / "file" / "data")})


def test_two_demos_have_a_port_each(tmp_path):
    demos = [Demo(), Demo()]
    for number, demo in enumerate(demos):
        demo.claim({"APR_DATA": str(tmp_path / str(number))})
    with demos[0].clearing, demos[1].clearing:
        ports = [demo.listener.getsockname()[1] for demo in demos]
        assert ports[1] > ports[0] >= 8000
        assert demos[1].address == f"http://127.0.0.1:{ports[1]}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", ports[0]))


def test_processes_of_the_embedded_servers_are_found(tmp_path):
    started = broker.redis(tmp_path / "redis")
    with closing(broker.connect(started)) as connection:
        number = connection.info("server")["process_id"]
    assert server_numbers(tmp_path) == [number]
    started.release()
    assert server_numbers(tmp_path) == []


def test_restart_is_told_with_the_log(tmp_path):
    child = Child("worker", [sys.executable, "-c", ""], dict(os.environ), tmp_path / "worker.log")
    demo = Demo(progress=Progress(1, out=io.StringIO()))
    child.start()
    child.process.wait()
    demo.tend([child])
    time.sleep(0.6)
    demo.tend([child])
    child.stop()
    assert demo.progress.out.getvalue() == (
        f"worker ended (exit code 0): see {child.log}\nworker started again: see {child.log}\n"
    )
