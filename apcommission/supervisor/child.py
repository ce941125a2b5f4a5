"""A process under the supervisor: started with a log of its own, restarted, and stopped."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apcommission.embedded.guard import Guard
from apcommission.embedded.servers import ROOT

# A child that ran this long was well: its next crash counts as the first again.
WELL_SECONDS = 60
FIRST_DELAY, LONGEST_DELAY = 0.5, 30
STOP_SECONDS = 15


@dataclass
class Child:
    """A program to keep running; `held` are open files that it shares, such as a socket."""

    name: str
    command: list
    environment: dict
    log: Path
    held: tuple = ()
    guard: Guard | None = None
    process: subprocess.Popen | None = None
    crashes: int = 0
    due: float = 0.0
    started: float = 0.0
    log_began: int = 0

    def start(self):
        """Start the program as the leader of a process group of its own."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.log_began = log.tell()
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for the supervisor, which stops its children in order.
                start_new_session=True,
                pass_fds=self.held,
            )
        if self.guard:
            self.guard.watch(self.process.pid)
        self.started = time.monotonic()

    def tend(self):
        """Start the program again when it has ended; tell what happened, or None.

        The wait before a restart doubles with each crash in a row.
        """
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
                return f"{self.name} started again"
            return None
        if self.process.poll() is None:
            return None
        well = time.monotonic() - self.started > WELL_SECONDS
        self.crashes = 1 if well else self.crashes + 1
        delay = min(FIRST_DELAY * 2 ** (self.crashes - 1), LONGEST_DELAY)
        ended = self.process.returncode
        self.stop()
        self.due = time.monotonic() + delay
        return f"{self.name} ended ({describe(ended)})"

    def stop(self):
        """End the program and whatever it left behind."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def said(self):
        """Return what it has written to its log since it was last started."""
        return self.log.read_bytes()[self.log_began :].decode(errors="replace")

    def last_words(self):
        """Return the last line it wrote, for a person."""
        lines = self.said().strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"


def stop_all(children):
    """Ask all to end, then wait for each."""
    for child in children:
        if child.process is not None:
            child.process.terminate()
    for child in children:
        child.stop()


def end(process, *, seconds=STOP_SECONDS):
    """Ask the process to end, wait, then end by force what is left of its group."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    # Nothing left of the group is an error here; a Mac gives it the second name.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def describe(code):
    """Return in words how a process ended."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"
