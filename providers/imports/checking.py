"""A file from its rows to what can be written and what cannot."""

from dataclasses import dataclass

from apcommission.documents.uploads import MB, Unreadable, read_rows
from providers.imports.columns import NAME, columns
from providers.imports.plan import plan_import
from providers.imports.reading import read_providers

MAX_BYTES = 10 * MB
MAX_ROWS = 2_000


@dataclass
class Checked:
    """The good rows with their Plan, every Problem, and why rows were left out."""

    rows: list
    plan: object
    problems: list
    left_out: dict


def read_provider_file(file):
    """(columns, [(row number, {column: text})]) of an upload. Raises Unreadable."""
    found, rows = read_rows(file, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
    if NAME not in found:
        raise Unreadable(
            f"The file has no column “{NAME}”. Use the columns of the file to fill in, below."
        )
    return found, rows


def unknown_columns(found):
    """Columns of a file that say nothing to the register."""
    known = {column.heading for column in columns(None)}
    return [name for name in found if name not in known and name != "Problem"]


def check(rows, today):
    """A Checked of all rows. A row with a problem takes no part, so the rest is looked at again
    without it."""
    problems, left_out = [], {}
    while True:
        reading = read_providers(rows, today)
        plan = plan_import(reading.providers)
        left_out = {**left_out, **reading.left_out}
        found = reading.problems + plan.problems
        if not found:
            break
        problems += found
        bad = {problem.row for problem in found}
        rows = [(number, cells) for number, cells in rows if number not in bad]
    problems.sort(key=lambda problem: problem.row)
    return Checked(rows, plan, problems, {**left_out, **plan.left_out})
