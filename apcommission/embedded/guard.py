"""A process that clears up after one that was killed before it could.

`python -m apcommission.embedded.guard FOLDER [--remove]` reads process numbers from its input, one
a line. When the input ends without the word `done`, whoever wrote it is dead: the guard ends those
processes with their groups, stops the folder's servers unless others use them, and with --remove
removes the folder.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from apcommission.embedded import servers

DONE = "done"
END_SECONDS = 10


class Guard:
    """The guard of this process, from its making until `dismiss`."""

    def __init__(self, directory, *, remove=False):
        command = [sys.executable, "-m", "apcommission.embedded.guard", str(directory)]
        self.process = subprocess.Popen(
            [*command, "--remove"] if remove else command,
            cwd=servers.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            # What kills us by our group must not kill the guard.
            start_new_session=True,
        )

    def watch(self, number):
        """Have the process, a leader of its group, ended when we are killed."""
        self.tell(number)

    def dismiss(self):
        """Tell the guard that we cleared up ourselves."""
        self.tell(DONE)
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()

    def tell(self, word):
        """Write one line to the guard; one that was killed hears nothing."""
        with suppress(BrokenPipeError):
            self.process.stdin.write(f"{word}\n")
            self.process.stdin.flush()


def main(arguments, lines):
    """Wait for the end of the lines and clear up if it came too early."""
    watched = []
    for line in lines:
        if line.strip() == DONE:
            return
        with suppress(psutil.NoSuchProcess):
            watched.append(psutil.Process(int(line)))
    end_groups(watched)
    servers.stop_unused(arguments[0])
    if "--remove" in arguments:
        shutil.rmtree(Path(arguments[0]), ignore_errors=True)


def end_groups(leaders):
    """Ask the groups to end, and after a while end by force what is left of them."""
    # Not those that ended before: the system may have given their numbers to strangers.
    running = [process for process in leaders if process.is_running()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in running:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, number)
        psutil.wait_procs(running, timeout=END_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin)
