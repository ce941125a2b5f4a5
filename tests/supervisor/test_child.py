import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from apcommission.embedded.process import alive, wait_for_end
from apcommission.supervisor import child as module
from apcommission.supervisor.child import Child, describe, end, stop_all

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen(['sleep', '60'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n"
)


@pytest.fixture
def make(tmp_path):
    """`make(code)` is a child that runs the Python code; it is stopped after the test."""
    made = []

    def make(code, **more):
        log = tmp_path / "logs" / f"{len(made)}.log"
        made.append(Child("sample", [sys.executable, "-c", code], dict(os.environ), log, **more))
        return made[-1]

    yield make
    stop_all(made)


def line_of(child, *, seconds=10):
    """Wait for the first line of the child's log."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        text = child.log.read_text()
        if "\n" in text:
            return text.splitlines()[0]
        time.sleep(0.02)
    raise AssertionError(f"{child.log} stayed empty")


def tend_until(child, *, seconds=15):
    """Tend the child until something happened; return what."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        happened = child.tend()
        if happened:
            return happened
        time.sleep(0.02)
    raise AssertionError("nothing happened")


def test_killed_child_is_started_again(make):
    child = make(SLEEPER)
    child.start()
    line_of(child)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    assert tend_until(child) == "sample ended (signal 9)"
    assert tend_until(child) == "sample started again"
    assert (alive(child.process.pid), child.process.pid == first) == (True, False)


def test_running_child_is_left_alone(make):
    child = make(SLEEPER)
    child.start()
    line_of(child)
    assert (child.tend(), child.crashes) == (None, 0)


def test_wait_doubles_with_each_crash_in_a_row_to_a_limit(make, monkeypatch):
    child = make("raise SystemExit(3)")
    delays = []
    for _ in range(8):
        child.start()
        child.process.wait()
        now = time.monotonic()
        monkeypatch.setattr(module.time, "monotonic", lambda now=now: now)
        assert child.tend() == "sample ended (exit code 3)"
        delays.append(child.due - now)
        monkeypatch.undo()
    assert delays == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])


def test_no_restart_before_its_time(make):
    child = make("raise SystemExit(3)")
    child.start()
    child.process.wait()
    child.tend()
    assert (child.tend(), child.process) == (None, None)


def test_crash_after_a_good_while_counts_as_the_first(make):
    child = make("raise SystemExit(3)")
    child.crashes = 5
    child.start()
    child.process.wait()
    child.started -= module.WELL_SECONDS + 1
    child.tend()
    assert child.crashes == 1


def test_stop_leaves_no_grandchild(make):
    child = make(PARENT)
    child.start()
    grandchild = int(line_of(child))
    number = child.process.pid
    child.stop()
    assert wait_for_end(grandchild, seconds=5) is True
    assert (alive(number), child.process) == (False, None)


def test_grandchildren_of_a_crashed_child_are_ended_too(make):
    child = make(PARENT)
    child.start()
    grandchild = int(line_of(child))
    os.kill(child.process.pid, signal.SIGKILL)
    tend_until(child)
    assert wait_for_end(grandchild, seconds=5) is True


def test_process_that_will_not_listen_is_ended_by_force():
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    )
    with process:
        assert process.stdout.readline() == b"up\n"
        end(process, seconds=0.2)
    assert process.returncode == -signal.SIGKILL


def test_all_are_stopped_together_and_twice_does_no_harm(make):
    children = [make(SLEEPER), make(SLEEPER), make(SLEEPER)]
    for child in children[:2]:
        child.start()
        line_of(child)
    numbers = [child.process.pid for child in children[:2]]
    stop_all(children)
    stop_all(children)
    assert [alive(number) for number in numbers] == [False, False]


def test_ctrl_c_in_the_terminal_does_not_reach_the_child(make):
    child = make(SLEEPER)
    child.start()
    line_of(child)
    assert os.getpgid(child.process.pid) == child.process.pid != os.getpgid(0)


def test_child_serves_the_socket_it_was_given(make):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        code = (
            "import socket, sys\n"
            f"with socket.socket(fileno={listener.fileno()}) as shared:\n"
            "    shared.accept()[0].sendall(b'hello')\n"
        )
        child = make(code, held=(listener.fileno(),))
        child.start()
        with socket.create_connection(listener.getsockname(), timeout=10) as caller:
            assert caller.recv(5) == b"hello"


def test_child_has_its_own_environment_and_log(make):
    child = make("import os, sys; sys.stderr.write(os.environ['APR_SAMPLE'])")
    child.environment["APR_SAMPLE"] = "as given"
    child.start()
    child.process.wait()
    assert child.last_words() == "as given"


def test_words_of_an_earlier_life_are_not_repeated(make):
    child = make("import os; print('life', os.getpid())")
    said = []
    for _ in range(2):
        child.start()
        child.process.wait()
        said.append((child.said(), f"life {child.process.pid}\n"))
    assert [words for words, _ in said] == [expected for _, expected in said]
    assert child.log.read_text() == "".join(words for words, _ in said)


def test_silent_log_is_said_as_such(make):
    child = make("")
    child.start()
    child.process.wait()
    assert child.last_words() == "it said nothing"


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (1, "exit code 1"), (-15, "signal 15")]
)
def test_end_in_words(code, words):
    assert describe(code) == words
