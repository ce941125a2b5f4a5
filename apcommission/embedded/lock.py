"""Locks by which processes share one embedded server; the kernel drops them if a process dies."""

import fcntl
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path):
    """Hold the lock file alone; wait for whoever has it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Use:
    """This process's share in a server, held until `release`."""

    def __init__(self, path):
        self.file = open(path, "a")  # noqa: SIM115 - held open as long as the share is
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def release(self):
        """Give the share back; tell whether it was the last. Call it under `exclusive`."""
        if self.file.closed:
            return False
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            self.file.close()


def claim(path):
    """Return the open file that holds the lock for this process, or None when it is taken."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    file = open(path, "a")  # noqa: SIM115 - held open as long as the claim is
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
