"""The programs of the demo: web server, worker and beat, and when they are ready."""

import socket
import sys
import time
from pathlib import Path

from apcommission.health import answers
from apcommission.setup_check import SetUpProblem
from apcommission.supervisor.child import Child
from apcommission.supervisor.environment import as_web, as_worker

BIN = Path(sys.executable).parent
READY_SECONDS = 90
# More crashes than these before all are ready, and it is no passing trouble.
MOST_CRASHES = 3


def programs(environment, urls, *, listener, logs):
    """Return the children to run. `listener` is the open socket that the web server serves."""
    worker = f"demo-{listener.getsockname()[1]}@{socket.gethostname()}"
    return [
        Child(
            "web",
            web_command(listener.fileno()),
            as_web(environment, urls),
            logs / "web.log",
            held=(listener.fileno(),),
        ),
        Child("worker", worker_command(worker), as_worker(environment, urls), logs / "worker.log"),
        Child(
            "beat",
            celery("beat", "--loglevel", "WARNING"),
            as_worker(environment, urls),
            logs / "beat.log",
        ),
    ]


def web_command(descriptor):
    """Return the web server's command: two processes of four threads on the given socket."""
    return [
        *(str(BIN / "gunicorn"), "apcommission.wsgi", "--bind", f"fd://{descriptor}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "8", "--log-level", "warning"),
        "--no-control-socket",
    ]


def worker_command(name):
    """Return the worker's command: one job at a time, and a fresh process when it has grown."""
    return celery(
        *("worker", "--hostname", name, "--concurrency", "1"),
        *("--max-tasks-per-child", "200", "--max-memory-per-child", "600000"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    )


def celery(*arguments):
    """Return a Celery command."""
    return [str(BIN / "celery"), "--app", "apcommission", *arguments]


def wait_until_ready(children, port, *, stop, seconds=READY_SECONDS):
    """Wait until the web server and the worker answer, starting again what ends.

    Raises SetUpProblem when one keeps ending or the time is up.
    """
    web, worker, *_ = children
    deadline = time.monotonic() + seconds
    waiting = {"web": lambda: answers(port), "worker": lambda: takes_jobs(worker)}
    while waiting:
        stop.check()
        for child in children:
            child.tend()
            if child.crashes > MOST_CRASHES:
                raise SetUpProblem(f"The {child.name} does not start: {child.last_words()}")
        waiting = {name: ready for name, ready in waiting.items() if not ready()}
        if waiting and time.monotonic() > deadline:
            raise SetUpProblem(f"The {' and the '.join(waiting)} did not get ready: see {web.log}")
        stop.sleep(0.2 if waiting else 0)


def takes_jobs(worker):
    """Tell whether the worker has said, since it was last started, that it waits for jobs."""
    return worker.process is not None and " ready." in worker.said()
