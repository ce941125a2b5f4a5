import os
import socket
import sys

import pytest

from apcommission.setup_check import SetUpProblem
from apcommission.supervisor.child import Child, stop_all
from apcommission.supervisor.programs import programs, wait_until_ready
from apcommission.supervisor.stopping import Stopped, StopRequest

URLS = {
    "WEB_DATABASE_URL": "postgres://ap_web@h/d",
    "WORKER_DATABASE_URL": "postgres://ap_worker@h/d",
}


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_programs_have_their_logins_and_logs(listener, tmp_path):
    children = programs({}, URLS, listener=listener, logs=tmp_path)
    found = [(child.name, child.environment["DATABASE_URL"], child.log.name) for child in children]
    assert found == [
        ("web", "postgres://ap_web@h/d", "web.log"),
        ("worker", "postgres://ap_worker@h/d", "worker.log"),
        ("beat", "postgres://ap_worker@h/d", "beat.log"),
    ]


def test_web_server_takes_the_open_socket_and_keeps_no_access_log(listener, tmp_path):
    web, *others = programs({}, URLS, listener=listener, logs=tmp_path)
    assert f"fd://{listener.fileno()}" in web.command
    assert [child.held for child in (web, *others)] == [(listener.fileno(),), (), ()]
    assert [word for word in web.command if "access" in word] == []


def test_web_server_leaves_nothing_in_the_persons_home(listener, tmp_path):
    web = programs({}, URLS, listener=listener, logs=tmp_path)[0]
    assert "--no-control-socket" in web.command


@pytest.fixture
def broken(tmp_path):
    """A worker that ends at once, between children that are well."""
    well = [sys.executable, "-c", "import time; time.sleep(60)"]
    ill = [sys.executable, "-c", "raise SystemExit('no module named attendance')"]
    children = [
        Child(name, command, dict(os.environ), tmp_path / f"{name}.log")
        for name, command in (("web", well), ("worker", ill), ("beat", well))
    ]
    for child in children:
        child.start()
    yield children
    stop_all(children)


def test_program_that_keeps_ending_is_said_with_its_last_words(broken, site):
    with pytest.raises(SetUpProblem) as refusal:
        wait_until_ready(broken, site(200), stop=StopRequest())
    assert str(refusal.value) == "The worker does not start: no module named attendance"


def test_all_are_ready_when_the_site_answers_and_the_worker_says_so(broken, site):
    worker = broken[1]
    worker.stop()
    worker.command = [sys.executable, "-c", "import time; print('w ready.'); time.sleep(60)"]
    worker.environment["PYTHONUNBUFFERED"] = "1"
    worker.start()
    assert wait_until_ready(broken, site(200), stop=StopRequest(), seconds=30) is None


def test_program_that_never_gets_ready_is_said_when_the_time_is_up(broken, site):
    with pytest.raises(SetUpProblem) as refusal:
        wait_until_ready(broken, site(500), stop=StopRequest(), seconds=0)
    assert str(refusal.value) == (f"The web and the worker did not get ready: see {broken[0].log}")


def test_waiting_ends_when_somebody_asks(broken, site):
    stop = StopRequest()
    stop.note()
    with pytest.raises(Stopped):
        wait_until_ready(broken, site(500), stop=stop)
