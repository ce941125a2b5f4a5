"""Pupils from a CSV or XLSX file, whatever a school's system calls its columns."""

import re

from apcommission.documents.uploads import Unreadable, read_rows
from placements.imports.facts import COLUMNS, NEEDED, read_facts

MAX_ROWS = 5000
# One invented pupil, whose UPN checks.
EXAMPLE = {
    "upn": "L311999914001",
    "uln": "1000000019",
    "surname": "Example",
    "forename": "Robin",
    "preferred_forename": "Rob",
    "date_of_birth": "17/05/2012",
    "sex": "M",
    "nc_year": "9",
    "roll": "C",
    "sen_provision": "K",
    "sen_primary": "SEMH",
    "ethnicity": "WBRI",
    "first_language": "ENG",
    "has_free_meals": "Y",
    "is_looked_after": "N",
    "postcode": "RM1 3BB",
    "contact_name": "Alex Example",
    "contact_phone": "01632 960001",
}


def template():
    """(headings, rows) of a file to fill in."""
    return [names[0] for names in COLUMNS.values()], [[EXAMPLE.get(name, "") for name in COLUMNS]]


def read_sheet(file, *, today):
    """(columns, {row number: cells}, [PupilRow], [Problem]). Raises Unreadable."""
    columns, rows = read_rows(file, max_rows=MAX_ROWS)
    headings = _headings(columns)
    missing = [COLUMNS[name][0] for name in NEEDED if name not in headings]
    if missing:
        wanted = ", ".join(f"“{name}”" for name in missing)
        raise Unreadable(f"The file has no column {wanted}. Use the headings of the template.")
    pupils, problems = [], []
    for number, cells in rows:
        given = {name: cells.get(heading, "") for name, heading in headings.items()}
        pupil, wrong = read_facts(number, given, today=today, headings=headings)
        problems += wrong
        if not wrong:
            pupils.append(pupil)
    return columns, dict(rows), pupils, problems


def _headings(columns):
    """{fact: the file's heading for it}."""
    by_fold = {_fold(column): column for column in columns}
    found = {}
    for name, synonyms in COLUMNS.items():
        heading = next((by_fold[_fold(s)] for s in synonyms if _fold(s) in by_fold), None)
        if heading:
            found[name] = heading
    return found


def _fold(heading):
    return re.sub(r"[^a-z0-9]", "", heading.lower())
