"""The system account that the database server runs as.

PostgreSQL refuses to run as root, so where we are root it runs as an account of its own.
"""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from apcommission.setup_check import SetUpProblem

NAME = "pgserver"
FALLBACK = "nobody"


def server_account():
    """Return the account to run the server as, or None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    return find_account(NAME) or create_account() or find_account(FALLBACK)


def find_account(name):
    """Return the account of that name, or None."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def create_account():
    """Make the system account; return it, or None where the system has no tool for that."""
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))
    if tool:
        command = [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        # Two set-ups may ask at once: the second is told that the account exists.
        subprocess.run(command, check=False, capture_output=True)
    return find_account(NAME)


def run_as(account):
    """Return the arguments that make subprocess run a program as the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def own(directory, account):
    """Make the directory, private to the account, and reachable by it."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    if account is None:
        return
    directory.chmod(stat.S_IRWXU)
    os.chown(directory, account.pw_uid, account.pw_gid)
    open_way(directory)


def open_way(place):
    """Let other accounts pass through the folders above `place`; they still cannot list them."""
    for parent in Path(place).absolute().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def check_runs(program, account):
    """See that the account can run the program; open the way to it where it cannot.

    Raises SetUpProblem when it still does not run.
    """
    if can_run(program, account):
        return
    if account is not None:
        open_way(program)
        open_tree(Path(program).parent.parent)
        if can_run(program, account):
            return
    raise SetUpProblem(
        f"{Path(program).name} does not run on this machine: "
        "set DATABASE_URL and REDIS_URL to servers of your own."
    )


def can_run(program, account):
    """Tell whether the program starts under the account."""
    try:
        done = subprocess.run(
            [program, "--version"], check=False, capture_output=True, cwd="/", **run_as(account)
        )
    except OSError:
        return False
    return done.returncode == 0


def open_tree(root):
    """Let every account read an installed program and its libraries (a strict umask hid them)."""
    reading = stat.S_IRGRP | stat.S_IROTH
    passing = stat.S_IXGRP | stat.S_IXOTH
    for folder, _, files in os.walk(root):
        mode = os.stat(folder).st_mode
        os.chmod(folder, stat.S_IMODE(mode) | reading | passing)
        for file in files:
            path = Path(folder, file)
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | reading | (passing if mode & stat.S_IXUSR else 0))
