"""A virus scanner that speaks clamd's INSTREAM and knows one virus."""

import socket
import struct
import threading
from contextlib import contextmanager

from tests.documents.files import EICAR


def received_by(connection):
    """What a client sent by INSTREAM: a command, then chunks with their length before them."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
        return content


@contextmanager
def clamd(listener, *, answer=None):
    """A scanner that knows one virus, on a socket that listens already."""
    seen = []

    def serve():
        connection, _ = listener.accept()
        with connection:
            seen.append(received_by(connection))
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in seen[0] else b"stream: OK\0"
            connection.sendall(found if answer is None else answer)

    thread = threading.Thread(target=serve, daemon=True)
    with listener:
        thread.start()
        yield seen
        thread.join(timeout=5)


def on_a_port():
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"
