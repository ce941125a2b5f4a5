"""What can be wrong with a machine as the register starts on it, each said in one sentence."""

import errno
import shutil
import socket
import tempfile
from pathlib import Path

LEAST_DISK = 1024**3
MEGABYTE = 1024**2
SENTENCES = {
    errno.ENOSPC: "The disk is full: free some space where {where} is kept and run this again.",
    errno.EDQUOT: "Your disk quota is used up: free some space and run this again.",
    errno.EACCES: "There is no permission to write {where}: give your account the folder.",
    errno.EPERM: "There is no permission to change {where}: give your account the folder.",
    errno.EROFS: "{where} is on a read-only disk: run this from a folder that can be written.",
    errno.EADDRINUSE: "The network address is taken by another program: stop it or set PORT.",
}


class SetUpProblem(Exception):
    """Set-up cannot go on; the message is one plain sentence for the person at the keyboard."""


def check_disk(directory, *, least=LEAST_DISK, usage=shutil.disk_usage):
    """Refuse to start with less than `least` bytes free where `directory` is or will be."""
    free = usage(nearest_existing(directory)).free
    if free < least:
        raise SetUpProblem(
            f"Only {free // MEGABYTE} MB of disk are free where {directory} is kept "
            f"and {least // MEGABYTE} MB are needed: free some space and run this again."
        )


def check_writable(directory):
    """Make the directory if need be; refuse when this account cannot write in it."""
    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=directory).close()
    except OSError as error:
        raise SetUpProblem(explain(error, where=directory)) from error


def open_port(asked=None, *, usual=8000, host="127.0.0.1", tries=100):
    """Return a socket that listens on the port asked for, else on the usual or the next free one.

    The socket keeps the port from others from now on. Raises SetUpProblem when the port asked for
    is taken or is no port.
    """
    if asked:
        if not str(asked).isdigit() or not 0 < int(asked) < 65536:
            raise SetUpProblem(f"PORT must be a number from 1 to 65535, and {asked!r} is not.")
        listener = listen(int(asked), host)
        if listener is None:
            raise SetUpProblem(
                f"Port {asked} is taken by another program: stop it, or set PORT to a free port."
            )
        return listener
    for port in range(usual, usual + tries):
        listener = listen(port, host)
        if listener is not None:
            return listener
    raise SetUpProblem(
        f"Ports {usual} to {usual + tries - 1} are all taken: set PORT to a free one."
    )


def listen(port, host):
    """Return a socket that listens on the port, or None when the system refuses it."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError:
        listener.close()
        return None
    return listener


def explain(error, *, where=None):
    """Put an operating system error into one sentence; `where` names the place it met."""
    place = where or error.filename or "the data folder"
    sentence = SENTENCES.get(error.errno)
    if sentence is None:
        return f"Set-up stopped at {place}: {error.strerror or error}."
    return sentence.format(where=place)


def nearest_existing(directory):
    """Return the directory or the first of its parents that exists."""
    directory = Path(directory).absolute()
    return next(place for place in (directory, *directory.parents) if place.exists())
