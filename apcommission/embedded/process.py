"""What the system says of a process by its number."""

import time
from pathlib import Path

import psutil


def alive(number):
    """Tell whether the process runs; one that ended and was not yet fetched does not."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def find(record, folder):
    """Return the number in the record file if that process runs in the folder, else None.

    The folder tells a server from a stranger that was given the number of one long gone.
    """
    try:
        number = int(Path(record).read_text().split("\n", 1)[0])
        home = Path(psutil.Process(number).cwd())
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    return number if alive(number) and home == Path(folder).resolve() else None


def wait_for_end(number, *, seconds):
    """Wait until the process has ended; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while alive(number):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
