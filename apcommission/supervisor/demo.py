"""The demo from an empty folder to a page one can sign in to, and down again."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from apcommission.database_roles import create_roles, drop_database
from apcommission.embedded import process, servers
from apcommission.embedded.guard import Guard
from apcommission.embedded.lock import claim
from apcommission.setup_check import SetUpProblem, check_disk, check_writable, open_port
from apcommission.supervisor import loaded
from apcommission.supervisor.child import stop_all
from apcommission.supervisor.day import clock, demo_day
from apcommission.supervisor.environment import OWNER, as_owner, as_web, as_worker, shared
from apcommission.supervisor.memory import held
from apcommission.supervisor.programs import programs, wait_until_ready
from apcommission.supervisor.step import Progress, manage
from apcommission.supervisor.stopping import StopRequest

STEPS = 8
MOST_DEMOS = 9


@dataclass
class Demo:
    """One demo: its data folder, its socket, and what has been started so far."""

    load: list = field(default_factory=list)
    stop: StopRequest = field(default_factory=StopRequest)
    progress: Progress = field(default_factory=lambda: Progress(STEPS))
    clearing: ExitStack = field(default_factory=ExitStack)

    def run(self, *, once=False):
        """Set up, serve until somebody asks to stop (or once), and leave nothing running."""
        with self.clearing:
            self.claim()
            self.prepare()
            children = self.serve()
            self.summarise(children)
            if not once:
                self.progress.write("Press Ctrl-C to stop.\n")
            while not once:
                self.stop.sleep(0.5)
                self.tend(children)

    def claim(self, environ=os.environ):
        """Take a port and a data folder for this demo alone."""
        self.data, lock = claim_folder(environ)
        self.clearing.enter_context(lock)
        check_disk(self.data)
        self.guard = Guard(self.data)
        self.clearing.callback(self.guard.dismiss)
        self.listener = self.clearing.enter_context(open_port(environ.get("PORT")))
        self.port = self.listener.getsockname()[1]
        self.report = str(self.data / "schools-forum.pdf")
        self.address = f"http://127.0.0.1:{self.port}"

    def prepare(self):
        """Start the servers and fill the database, down to the Schools Forum's report."""
        started = self.progress.do("Starting PostgreSQL and Redis", self.start_servers)
        self.urls = started.urls
        day = demo_day(self.load)
        self.environment = shared(self.urls, self.data, address=self.address) | clock(day)
        demo = loaded.wanted(self.load, self.urls[OWNER], today=day)
        kept = loaded.holds(self.data, demo)
        if not kept and started.admin_url:
            empty(started.admin_url)
        owner = as_owner(self.environment, self.urls)
        web = as_web(self.environment, self.urls)
        worker = as_worker(self.environment, self.urls)
        self.manage("Laying out the database", owner, "migrate")
        self.manage("Checking the web server's rights", web, "check", "--database", "default")
        self.manage("Collecting styles and scripts", owner, "collectstatic", "--no-input")
        if kept:
            self.progress.do("Keeping the demo of the last run", lambda: None)
        else:
            self.fill(owner, demo)
        self.manage("Running the day's jobs", worker, "run_jobs")
        self.manage("Writing the Schools Forum report", worker, "forum_report", "--to", self.report)

    def start_servers(self):
        """Start or join the servers, and let them go at the end."""
        started = servers.start(self.data)
        self.clearing.callback(started.release)
        return started

    def fill(self, owner, demo):
        """Load the demo into an empty database."""
        loaded.begin(self.data)
        self.manage("Loading the demo", owner, "load_demo", *self.load, lines=True)
        loaded.finish(self.data, demo)

    def manage(self, label, environment, *command, lines=False):
        """Run a management command as one step; with `lines` its output is shown."""
        log = self.data / "logs" / f"{command[0]}.log"
        self.progress.do(
            label,
            lambda: manage(command, environment, log=log, stop=self.stop, show=lines),
            lines=lines,
        )

    def serve(self):
        """Start the web server, the worker and beat; return them when they are ready."""
        children = programs(
            self.environment, self.urls, listener=self.listener, logs=self.data / "logs"
        )
        self.clearing.callback(stop_all, children)
        for child in children:
            child.guard = self.guard
            child.start()
        self.progress.do(
            "Starting the web server, the worker and the clock",
            lambda: wait_until_ready(children, self.port, stop=self.stop),
        )
        return children

    def summarise(self, children):
        """Print where to sign in and what the day looks like, and the memory in use."""
        owner = as_owner(self.environment, self.urls)
        command = ("demo_summary", "--address", self.address, "--forum-report", self.report)
        log = self.data / "logs" / "demo_summary.log"
        manage(command, owner, log=log, stop=self.stop, show=True)
        numbers = [os.getpid(), *server_numbers(self.data)]
        numbers += [child.process.pid for child in children if child.process]
        self.progress.write(f"Memory in use: {held(numbers)} MB. Logs: {self.data / 'logs'}\n")

    def tend(self, children):
        """Start again what has ended, and say so."""
        for child in children:
            happened = child.tend()
            if happened:
                self.progress.write(f"{happened}: see {child.log}\n")


def empty(admin_url):
    """Make the embedded database anew."""
    drop_database(admin_url)
    create_roles(admin_url)


def claim_folder(environ):
    """Return a data folder that no other demo uses, and the open file that claims it.

    APR_DATA names the folder; else it is .data in the project, or .data-2 and so on when taken.
    """
    first = servers.data_folder(environ)
    folders = [first]
    if not environ.get("APR_DATA"):
        folders += [Path(f"{first}-{number}") for number in range(2, MOST_DEMOS + 1)]
    for folder in folders:
        check_writable(folder)
        lock = claim(folder / "demo.lock")
        if lock is not None:
            return folder, lock
    raise SetUpProblem(
        f"Another demo runs from {first}: stop it, or set APR_DATA to another folder."
    )


def server_numbers(data):
    """Return the process numbers of the data folder's own servers that run."""
    found = (
        process.find(data / "postgres" / "postmaster.pid", data / "postgres"),
        process.find(data / "redis" / "server.pid", data / "redis"),
    )
    return [number for number in found if number is not None]
