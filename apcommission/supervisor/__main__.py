"""`python -m apcommission.supervisor demo [--size SIZE] [--seed SEED] [--today DATE] [--once]`.

PORT and APR_DATA choose the port and the data folder; DATABASE_URL and REDIS_URL take the place of
the embedded servers. With --once it sets up, prints the summary and stops again.
"""

import argparse
import sys
from contextlib import suppress

from apcommission.setup_check import SetUpProblem, explain
from apcommission.supervisor.demo import Demo
from apcommission.supervisor.stopping import Stopped

PASSED_ON = ("size", "seed", "today")


def main(arguments=None):
    """Do what the command line asks and return the exit code."""
    options = parser().parse_args(arguments)
    demo = Demo(load=load_options(options))
    demo.stop.listen()
    try:
        with suppress(Stopped):
            demo.run(once=options.once)
    except SetUpProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{explain(error)}\n")
        return 1
    sys.stdout.write("Stopped; nothing is left running.\n")
    return 0


def parser():
    """Return the reader of the command line."""
    top = argparse.ArgumentParser(prog="python -m apcommission.supervisor")
    verbs = top.add_subparsers(required=True)
    demo = verbs.add_parser("demo")
    for name in PASSED_ON:
        demo.add_argument(f"--{name}", help="passed on to load_demo")
    demo.add_argument("--once", action="store_true", help="stop after the summary")
    return top


def load_options(options):
    """Return the arguments for load_demo."""
    given = {name: getattr(options, name) for name in PASSED_ON}
    return [f"--{name}={value}" for name, value in given.items() if value is not None]


if __name__ == "__main__":
    sys.exit(main())
