"""Asking a virus scanner about a file: clamd's INSTREAM, over TCP or a local socket.

Which scanner is the operator's choice (settings.CLAMD; its signatures too). Without one a file is
held to the checks of `received` alone, and its note says so.
"""

import socket
import struct
from dataclasses import dataclass

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 20
NOT_SCANNED = "Its kind and its inside were checked; no virus scanner is connected."
SCANNED = "Its kind and its inside were checked; the virus scanner found nothing."


class ScannerUnavailable(Exception):
    """The scanner did not answer, or not as a scanner does: nothing is known of the file."""


@dataclass(frozen=True)
class Verdict:
    is_clean: bool
    note: str


def scanner():
    """The address of the scanner, "host:port" or a path; "" where none is connected."""
    return settings.CLAMD


def scan(content):
    """The Verdict on these bytes. Raises ScannerUnavailable."""
    if not scanner():
        return Verdict(True, NOT_SCANNED)
    answer = _ask(scanner(), content)
    if answer.endswith("FOUND"):
        found = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        return Verdict(False, f"The virus scanner found {found[:100]}.")
    if answer == "stream: OK":
        return Verdict(True, SCANNED)
    raise ScannerUnavailable(answer[:200] or "The scanner said nothing.")


def _ask(address, content):
    try:
        with _connected(address) as connection:
            connection.settimeout(SECONDS)
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            return _read_answer(connection)
    except (OSError, ValueError) as problem:
        raise ScannerUnavailable(f"{type(problem).__name__}: {problem}") from problem


def _connected(address):
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _read_answer(connection):
    parts = []
    while part := connection.recv(4096):
        parts.append(part)
        if part.endswith(b"\0") or sum(map(len, parts)) > 4096:
            break
    return b"".join(parts).rstrip(b"\0\n").decode("utf-8", "replace").strip()
