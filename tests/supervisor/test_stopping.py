import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from apcommission.embedded.servers import ROOT
from apcommission.supervisor.stopping import SIGNALS, Stopped, StopRequest


@pytest.fixture
def listening():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    request = StopRequest()
    request.listen()
    yield request
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_is_noted_and_stops_at_the_next_look(listening, number):
    assert listening.check() is None
    os.kill(os.getpid(), number)
    with pytest.raises(Stopped):
        listening.check()


def test_sleep_lasts_its_time_when_nobody_asks():
    started = time.monotonic()
    StopRequest().sleep(0.15)
    assert 0.15 <= time.monotonic() - started < 5


def test_sleep_ends_when_somebody_asks(listening):
    signal.signal(signal.SIGALRM, listening.note)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    started = time.monotonic()
    with pytest.raises(Stopped):
        listening.sleep(30)
    assert time.monotonic() - started < 5


ORPHAN = """
import os, sys
from apcommission.supervisor.stopping import Stopped, StopRequest
stop = StopRequest()
print("up", flush=True)
try:
    stop.sleep(20)
except Stopped:
    os.write(2, b"stopped")
"""


@pytest.mark.parametrize(("environ", "expected"), [({"MAKELEVEL": "1"}, b"stopped"), ({}, b"")])
def test_end_of_make_stops_what_it_started(tmp_path, environ, expected):
    """The shell stands for make: it is killed without a word while its child runs."""
    clean = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
    errors = tmp_path / "errors"
    shell = f"{sys.executable} -c '{ORPHAN}' 2>{errors}; true"
    with subprocess.Popen(
        ["sh", "-c", shell], env=clean | environ, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout.readline() == b"up\n"
        child = psutil.Process(process.pid).children()[0]
        process.kill()
        process.wait()
        gone, _ = psutil.wait_procs([child], timeout=3)
        assert (len(gone), errors.read_bytes()) == (1 if expected else 0, expected)
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
