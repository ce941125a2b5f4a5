import os
import signal
import time

import pytest

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
