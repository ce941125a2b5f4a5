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


def choose_port(asked=None, *, usual=8000, host="127.0.0.1", tries=100):
    """Return the port to serve on: the one asked for, else the usual or the next free one.

    Raises SetUpProblem when the port asked for is taken or is no port.
    """
    if asked:
        return check_port(asked, host=host)
    for port in range(usual, usual + tries):
        if port_is_free(port, host=host):
            return port
    raise SetUpProblem(
        f"Ports {usual} to {usual + tries - 1} are all taken: set PORT to a free one."
    )


def check_port(asked, *, host="127.0.0.1"):
    """Return the asked port as a number when it can be served on; else say why not."""
    if not str(asked).isdigit() or not 0 < int(asked) < 65536:
        raise SetUpProblem(f"PORT must be a number from 1 to 65535, and {asked!r} is not.")
    if not port_is_free(int(asked), host=host):
        raise SetUpProblem(
            f"Port {asked} is taken by another program: stop it, or set PORT to a free port."
        )
    return int(asked)


def port_is_free(port, *, host="127.0.0.1"):
    """Tell whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


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
