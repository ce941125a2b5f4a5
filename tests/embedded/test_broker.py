import os
import signal
import socket
import stat
import subprocess
import sys

import pytest
import redis as client
from redis.backoff import NoBackoff
from redis.retry import Retry

from apcommission.embedded import broker
from apcommission.embedded.process import wait_for_end


def connect(server):
    return client.Redis.from_url(server.url(), decode_responses=True)


def process_of(server):
    return connect(server).info("server")["process_id"]


@pytest.fixture
def shared(running):
    return running.shares[1]


def test_writes_are_logged_to_disk(shared):
    settings = connect(shared).config_get("append*")
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "everysec")


def test_server_listens_on_loopback_and_asks_for_its_password(shared):
    stranger = client.Redis(port=shared.port, retry=Retry(NoBackoff(), 0))
    with pytest.raises(client.AuthenticationError):
        stranger.ping()
    assert connect(shared).config_get("bind") == {"bind": "127.0.0.1"}


def test_password_is_in_a_private_file(shared):
    path = shared.directory / "server.conf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert shared.password in path.read_text()


def test_joining_finds_the_same_server(shared):
    second = broker.redis(shared.directory)
    try:
        assert process_of(second) == process_of(shared)
    finally:
        second.release()
    assert connect(shared).ping() is True


def test_data_outlives_a_stop(folder):
    started = broker.redis(folder / "redis")
    connect(started).set("register", "kept")
    started.release()
    again = broker.redis(folder / "redis")
    assert connect(again).get("register") == "kept"
    again.release()
    assert broker.answers(again) is False


def test_killed_server_is_started_again(folder):
    started = broker.redis(folder / "redis")
    killed = process_of(started)
    os.kill(killed, signal.SIGKILL)
    wait_for_end(killed, seconds=10)
    again = broker.redis(folder / "redis")
    assert (connect(again).ping(), process_of(again) == killed) == (True, False)
    assert again.url() == started.url()
    started.leave()
    again.release()


def test_server_that_stays_silent_is_not_doubled(folder, monkeypatch):
    started = broker.redis(folder / "redis")
    monkeypatch.setattr(broker, "START_SECONDS", 0)
    process_id = process_of(started)
    os.kill(process_id, signal.SIGSTOP)
    try:
        with pytest.raises(broker.SetUpProblem) as refusal:
            broker.redis(folder / "redis")
    finally:
        os.kill(process_id, signal.SIGCONT)
    assert str(refusal.value) == (
        f"The Redis server of {folder / 'redis'} does not answer: stop its process."
    )
    started.release()


def test_processes_that_start_at_once_share_one_server(folder):
    code = (
        "import sys\n"
        "from apcommission.embedded import broker\n"
        "joined = broker.redis(sys.argv[1])\n"
        "print(joined.port, flush=True)\n"
        "sys.stdin.read()\n"
        "joined.release()\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder / "redis")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ports = {process.stdout.readline() for process in started}
    server = broker.recorded(folder / "redis")
    started[0].communicate()
    after_first = broker.answers(server)
    started[1].communicate()
    assert (len(ports), after_first, broker.answers(server)) == (1, True, False)


def test_two_folders_have_two_servers(shared, folder):
    other = broker.redis(folder / "redis")
    connect(other).set("whose", "theirs")
    assert connect(shared).get("whose") is None
    assert other.port != shared.port
    other.release()


def test_port_taken_in_the_meantime_gives_way_to_a_free_one(folder):
    started = broker.redis(folder / "redis")
    started.release()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", started.port))
        listener.listen()
        again = broker.redis(folder / "redis")
        assert (again.port != started.port, again.password) == (True, started.password)
        assert connect(again).ping() is True
        again.release()


def test_stop_tells_whether_the_server_ran(folder):
    broker.redis(folder / "redis").leave()
    stopped = [broker.stop(folder / "redis") for _ in range(2)]
    assert stopped == [True, False]


def test_server_that_cannot_start_is_said_in_one_sentence(folder):
    (folder / "redis").mkdir()
    (folder / "redis" / "appendonlydir").touch()
    with pytest.raises(broker.SetUpProblem) as refusal:
        broker.redis(folder / "redis")
    assert str(refusal.value).startswith("The Redis server did not start: ")
    assert "\n" not in str(refusal.value)
