"""Run a command with embedded servers under it.

    python -m apcommission.embedded run [--fast] [--keep FOLDER] -- COMMAND ...
    python -m apcommission.embedded urls FOLDER     start or join; print lines for a shell
    python -m apcommission.embedded stop FOLDER

`run` uses a folder of its own, and stops the servers and removes the folder after the command;
with --keep they stay. The command gets OWNER_DATABASE_URL and DATABASE_URL (both the owner's, as
tests make databases), WEB_DATABASE_URL, WORKER_DATABASE_URL and REDIS_URL.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from apcommission.embedded import servers
from apcommission.embedded.guard import Guard
from apcommission.setup_check import SetUpProblem, explain

PASSED_ON = (signal.SIGTERM, signal.SIGHUP)


def main(arguments=None):
    """Do what the command line asks and return the exit code."""
    options = parser().parse_args(arguments)
    try:
        return options.call(options)
    except SetUpProblem as problem:
        sys.stderr.write(f"{problem}\n")
    except OSError as error:
        sys.stderr.write(f"{explain(error)}\n")
    return 1


def parser():
    """Return the reader of the command line."""
    top = argparse.ArgumentParser(prog="python -m apcommission.embedded")
    verbs = top.add_subparsers(required=True)
    run = verbs.add_parser("run")
    run.add_argument("--fast", action="store_true", help="no fsync: for data that may be lost")
    run.add_argument("--keep", metavar="FOLDER", help="use this folder and leave servers running")
    run.add_argument("command", nargs="+")
    run.set_defaults(call=run_command)
    for name, call in (("urls", print_urls), ("stop", stop_servers)):
        verb = verbs.add_parser(name)
        verb.add_argument("folder")
        verb.set_defaults(call=call)
    return top


def run_command(options):
    """Start the servers, run the command, stop them, and return the command's exit code."""
    if options.keep:
        started = servers.start(options.keep, fast=options.fast)
        try:
            return run_with(options.command, started.urls, options.keep)
        finally:
            started.leave()
    folder = tempfile.mkdtemp(prefix="apr-")
    guard = Guard(folder, remove=True)
    try:
        # A signal before the command runs must not leave the servers behind.
        for number in PASSED_ON:
            signal.signal(number, lambda number, frame: sys.exit(128 + number))
        started = servers.start(folder, fast=options.fast)
        try:
            return run_with(options.command, started.urls, folder)
        finally:
            started.release()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guard.dismiss()


def run_with(command, urls, folder):
    """Run the command with the addresses set; pass signals on to it; return its exit code."""
    environment = os.environ | urls | {"APR_DATA": str(Path(folder).absolute())}
    environment["DATABASE_URL"] = urls["OWNER_DATABASE_URL"]
    process = subprocess.Popen(command, env=environment)
    # Ctrl-C reaches the command through the terminal; this process stays to clear up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in PASSED_ON:
        signal.signal(number, lambda number, frame: process.send_signal(number))
    code = process.wait()
    return 128 - code if code < 0 else code


def print_urls(options):
    """Print the addresses as lines for a shell."""
    urls = servers.urls(options.folder)
    urls["DATABASE_URL"] = urls["OWNER_DATABASE_URL"]
    for name, url in urls.items():
        sys.stdout.write(f"export {name}={shlex.quote(url)}\n")
    return 0


def stop_servers(options):
    """Stop the folder's servers."""
    stopped = servers.stop(options.folder)
    sys.stdout.write("The servers are stopped.\n" if stopped else "No servers were running.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
