import subprocess
import sys

import psutil
import pytest

from apcommission.supervisor.memory import family, held

HOLDER = "import sys; block = bytearray(80 * 1024**2); print('up', flush=True); sys.stdin.read()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDER!r}])"


@pytest.fixture
def parent():
    """A process whose child holds 80 MB."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"up\n"
        yield process
        process.stdin.close()


def test_descendants_are_counted(parent):
    assert len(family(parent.pid)) == 2
    assert 80 <= held([parent.pid]) < 160


def test_process_named_twice_is_counted_once(parent):
    child = psutil.Process(parent.pid).children()[0]
    assert held([parent.pid, child.pid]) == pytest.approx(held([parent.pid]), abs=1)


def test_process_that_has_ended_holds_nothing():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert (family(process.pid), held([process.pid])) == ([], 0)
