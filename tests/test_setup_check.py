import errno
import os
import socket
from collections import namedtuple

import pytest

from apcommission import setup_check
from apcommission.setup_check import MEGABYTE, SetUpProblem

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_full_disk_is_said_with_the_space_it_lacks(tmp_path):
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.check_disk(
            tmp_path, least=500 * MEGABYTE, usage=lambda place: Usage(0, 0, 20 * MEGABYTE)
        )
    assert str(refusal.value) == (
        f"Only 20 MB of disk are free where {tmp_path} is kept and 500 MB are needed: "
        "free some space and run this again."
    )


def test_disk_of_a_folder_yet_to_be_made_is_its_parents(tmp_path):
    asked = []

    def usage(place):
        asked.append(place)
        return Usage(0, 0, 500 * MEGABYTE)

    setup_check.check_disk(tmp_path / "not" / "yet", least=500 * MEGABYTE, usage=usage)
    assert asked == [tmp_path]


def test_this_disk_has_a_byte_free(tmp_path):
    assert setup_check.check_disk(tmp_path, least=1) is None


def test_writable_folder_is_made(tmp_path):
    setup_check.check_writable(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.check_writable(tmp_path / "file" / "data")
    assert str(refusal.value) == (
        f"Set-up stopped at {tmp_path / 'file' / 'data'}: Not a directory."
    )


@pytest.fixture
def ordinary_account():
    """Give up root's rights for the test, where we have them."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.usefixtures("ordinary_account")
def test_folder_of_another_account_is_said():
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.check_writable("/etc")
    assert (
        str(refusal.value) == "There is no permission to write /etc: give your account the folder."
    )


def test_port_asked_for_is_served_and_kept_from_others(taken_port):
    with setup_check.open_port(usual=taken_port) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SetUpProblem):
            setup_check.open_port(str(port))
    with setup_check.open_port(str(port)) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_usual_port_gives_way_to_the_next_free_one(taken_port):
    with setup_check.open_port(usual=taken_port) as listener:
        assert listener.getsockname()[1] > taken_port
        socket.create_connection(listener.getsockname()).close()


def test_port_asked_for_and_taken_is_one_sentence(taken_port):
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.open_port(str(taken_port))
    assert str(refusal.value) == (
        f"Port {taken_port} is taken by another program: stop it, or set PORT to a free port."
    )


def test_no_free_port_in_reach_is_one_sentence(taken_port):
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.open_port(usual=taken_port, tries=1)
    assert str(refusal.value) == (
        f"Ports {taken_port} to {taken_port} are all taken: set PORT to a free one."
    )


@pytest.mark.parametrize("asked", ["0", "65536", "eighty", "-1", "80.5"])
def test_port_that_is_no_port_is_said(asked):
    with pytest.raises(SetUpProblem) as refusal:
        setup_check.open_port(asked)
    assert str(refusal.value) == f"PORT must be a number from 1 to 65535, and '{asked}' is not."


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            errno.ENOSPC,
            "The disk is full: free some space where /data is kept and run this again.",
        ),
        (errno.EACCES, "There is no permission to write /data: give your account the folder."),
        (errno.EROFS, "/data is on a read-only disk: run this from a folder that can be written."),
        (errno.EIO, "Set-up stopped at /data: Input/output error."),
    ],
)
def test_system_errors_become_sentences(number, sentence):
    assert setup_check.explain(OSError(number, os.strerror(number), "/data")) == sentence


def test_error_without_a_file_names_the_given_place():
    error = OSError(errno.ENOSPC, "No space left on device")
    assert setup_check.explain(error, where="the log") == (
        "The disk is full: free some space where the log is kept and run this again."
    )
