import socket

import pytest

from apcommission.documents.scanning import NOT_SCANNED, SCANNED, ScannerUnavailable, Verdict, scan
from tests.documents.files import EICAR, pdf
from tests.documents.scanner import clamd, on_a_port


def test_scan_without_a_scanner_says_that_there_is_none(settings):
    settings.CLAMD = ""
    assert scan(b"anything") == Verdict(True, NOT_SCANNED)


def test_scan_sends_every_byte_and_takes_yes(settings):
    listener, settings.CLAMD = on_a_port()
    content = pdf() + b"\n" * 200_000
    with clamd(listener) as seen:
        assert scan(content) == Verdict(True, SCANNED)
    assert seen == [content]


def test_scan_says_what_was_found(settings):
    listener, settings.CLAMD = on_a_port()
    with clamd(listener):
        assert scan(EICAR) == Verdict(False, "The virus scanner found Eicar-Test-Signature.")


def test_scan_asks_on_a_local_socket(settings, tmp_path):
    settings.CLAMD = str(tmp_path / "clamd.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(settings.CLAMD)
    listener.listen()
    with clamd(listener):
        assert scan(pdf()) == Verdict(True, SCANNED)


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_scan_never_takes_silence_or_an_error_for_yes(settings, answer):
    listener, settings.CLAMD = on_a_port()
    with clamd(listener, answer=answer), pytest.raises(ScannerUnavailable):
        scan(pdf())


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/no/such.sock", "nonsense"])
def test_scan_without_an_answer_leaves_the_file_unknown(settings, address):
    settings.CLAMD = address
    with pytest.raises(ScannerUnavailable):
        scan(pdf())
