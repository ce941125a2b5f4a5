import os
import pwd
import stat

import pytest

from apcommission.embedded import account
from apcommission.setup_check import SetUpProblem

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def nobody():
    return pwd.getpwnam("nobody")


@pytest.fixture
def other():
    """Another account where we are root; our own, which is all there is, where we are not."""
    return pwd.getpwnam("nobody") if AS_ROOT else pwd.getpwuid(os.geteuid())


@pytest.fixture
def script(tmp_path):
    """A program that says its version, in a folder others may not enter."""
    folder = tmp_path / "install" / "bin"
    folder.mkdir(parents=True)
    program = folder / "server"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    (tmp_path / "install").chmod(0o700)
    return program


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_server_never_runs_as_root():
    found = account.server_account()
    assert (found is None) == (not AS_ROOT)
    assert found is None or found.pw_uid != 0


def test_ordinary_account_needs_no_other(tmp_path):
    account.own(tmp_path / "data", None)
    assert (account.run_as(None), (tmp_path / "data").is_dir()) == ({}, True)


def test_programs_are_run_with_the_accounts_rights_alone(nobody):
    assert account.run_as(nobody) == {
        "user": nobody.pw_uid,
        "group": nobody.pw_gid,
        "extra_groups": [],
    }


def test_unknown_account_is_none():
    assert account.find_account("no-such-account-here") is None


def test_way_to_a_folder_is_opened_for_passing_not_for_listing(tmp_path):
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    account.open_way(closed / "data")
    assert mode(closed) == 0o701


def test_owned_folder_is_private_to_the_account(tmp_path, other):
    account.own(tmp_path / "deep" / "data", other)
    found = (tmp_path / "deep" / "data").stat()
    assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (other.pw_uid, 0o700)


def test_program_that_a_strict_umask_hid_is_opened(script, nobody):
    """What is hidden from another account is not from our own, as which we run without root."""
    runner = nobody if AS_ROOT else None
    assert account.can_run(script, runner) is not AS_ROOT
    account.check_runs(script, runner)
    assert account.can_run(script, runner) is True


def test_program_that_does_not_run_here_is_said(tmp_path):
    with pytest.raises(SetUpProblem) as refusal:
        account.check_runs(tmp_path / "bin" / "postgres", None)
    assert str(refusal.value) == (
        "postgres does not run on this machine: "
        "set DATABASE_URL and REDIS_URL to servers of your own."
    )


def test_files_that_are_no_programs_do_not_become_ones(tmp_path):
    (tmp_path / "library").touch(mode=0o600)
    (tmp_path / "program").touch(mode=0o700)
    account.open_tree(tmp_path)
    assert [mode(tmp_path / "library"), mode(tmp_path / "program")] == [0o644, 0o755]
