"""A step of setting up: numbered on the screen, its output in a log, its failure one sentence."""

import subprocess
import sys
import time

from apcommission.embedded.servers import ROOT
from apcommission.setup_check import SetUpProblem
from apcommission.supervisor.child import end
from apcommission.supervisor.stopping import Stopped


class Progress:
    """Numbers the steps as they are done: `[3/9] Loading the demo ... 41 s`."""

    def __init__(self, total, *, out=None):
        self.total = total
        self.number = 0
        self.out = out or sys.stdout

    def do(self, label, work, *, lines=False):
        """Do one step between its label and its time; return what it returns.

        With `lines` the work prints lines of its own in between.
        """
        self.number += 1
        self.write(f"[{self.number}/{self.total}] {label} ... " + ("\n" if lines else ""))
        started = time.monotonic()
        try:
            result = work()
        except BaseException:
            self.write("" if lines else "\n")
            raise
        self.write(f"{'  ' if lines else ''}{time.monotonic() - started:.0f} s\n")
        return result

    def write(self, text):
        """Print at once."""
        self.out.write(text)
        self.out.flush()


def manage(command, environment, *, log, stop, show=False):
    """Run a management command to its end; `show` prints its output instead of logging it.

    Raises SetUpProblem with its last line when it fails, and Stopped when that is asked for.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=None if show else file,
            stderr=file,
            start_new_session=True,
        )
    code = finish(process, stop)
    if code:
        said = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
        reason = said[-1].strip().removeprefix("CommandError: ")
        raise SetUpProblem(f"`{command[0]}` failed: {reason} (all of it: {log})")


def finish(process, stop):
    """Wait for the process and return its exit code; end it when stopping is asked for."""
    try:
        while process.poll() is None:
            stop.sleep(0.1)
    except Stopped:
        end(process)
        raise
    return process.returncode
