import io
import os
import re
import threading
import time

import pytest

from apcommission.setup_check import SetUpProblem
from apcommission.supervisor.step import Progress, manage
from apcommission.supervisor.stopping import Stopped, StopRequest


@pytest.fixture
def log(tmp_path):
    return tmp_path / "logs" / "step.log"


def test_steps_are_numbered_and_timed():
    out = io.StringIO()
    progress = Progress(2, out=out)
    results = [progress.do("First", lambda: "one"), progress.do("Second", lambda: 3)]
    assert results == ["one", 3]
    assert out.getvalue() == "[1/2] First ... 0 s\n[2/2] Second ... 0 s\n"


def test_failed_step_ends_its_line():
    out = io.StringIO()
    with pytest.raises(SetUpProblem):
        Progress(1, out=out).do("First", fail)
    assert out.getvalue() == "[1/1] First ... \n"


def test_step_with_lines_of_its_own_has_its_time_below_them():
    out = io.StringIO()
    Progress(1, out=out).do("First", lambda: out.write("  busy\n"), lines=True)
    assert out.getvalue() == "[1/1] First ... \n  busy\n  0 s\n"


def fail():
    raise SetUpProblem("no luck")


def test_command_writes_to_its_log(log, capfd):
    manage(["version"], dict(os.environ), log=log, stop=StopRequest())
    assert re.fullmatch(r"5\.2\.\d+\n", log.read_text())
    assert capfd.readouterr().out == ""


def test_summary_is_shown(log, capfd):
    manage(["version"], dict(os.environ), log=log, stop=StopRequest(), show=True)
    assert re.fullmatch(r"5\.2\.\d+\n", capfd.readouterr().out)


def test_failed_command_is_one_sentence_with_its_last_line(log):
    with pytest.raises(SetUpProblem) as refusal:
        manage(["no_such_command"], dict(os.environ), log=log, stop=StopRequest())
    assert str(refusal.value) == (
        f"`no_such_command` failed: Type 'manage.py help' for usage. (all of it: {log})"
    )


def test_commands_own_refusal_is_said_in_its_own_words(log):
    command = ["shell", "--no-imports", "extra"]
    with pytest.raises(SetUpProblem) as refusal:
        manage(command, dict(os.environ), log=log, stop=StopRequest())
    assert str(refusal.value) == (
        f"`shell` failed: manage.py shell: error: unrecognized arguments: extra (all of it: {log})"
    )


def test_stop_ends_the_running_command(log):
    stop = StopRequest()
    threading.Timer(0.3, stop.note).start()
    started = time.monotonic()
    command = ["shell", "--command", "import time; time.sleep(60)"]
    with pytest.raises(Stopped):
        manage(command, dict(os.environ), log=log, stop=stop)
    assert time.monotonic() - started < 20
