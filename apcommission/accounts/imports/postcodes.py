"""Postcodes from the ONS Postcode Directory, or an extract of it with the same facts."""

import csv
import gzip
import io
from pathlib import Path

from django.db import connection

from apcommission.accounts.geography import normalise_postcode
from apcommission.accounts.imports.authorities import la_codes_by_gss, la_names
from apcommission.documents.uploads import Unreadable

# What the directory's editions and our extract call the same fact.
COLUMNS = {
    "postcode": ("pcds", "postcode"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "longitude"),
    "la": ("dfe_la", "lad25cd", "oslaua", "laua", "lad24cd"),
}
STAGE = "CREATE TEMP TABLE new_postcode (LIKE accounts_postcode)"
COPY = "COPY new_postcode (postcode, latitude, longitude, la_code) FROM STDIN"
# A row that says nothing new is not written, so that a second import costs little.
MERGE = """
INSERT INTO accounts_postcode AS old (postcode, latitude, longitude, la_code)
SELECT DISTINCT ON (postcode) postcode, latitude, longitude, la_code FROM new_postcode
ON CONFLICT (postcode) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude,
  la_code = CASE WHEN excluded.la_code = '' THEN old.la_code ELSE excluded.la_code END
WHERE (old.latitude, old.longitude) IS DISTINCT FROM (excluded.latitude, excluded.longitude)
  OR excluded.la_code NOT IN ('', old.la_code)
"""


def import_postcodes(path, *, la_codes=None):
    """Read a CSV (or .csv.gz) into the table of postcodes, by COPY and one merge.

    `la_codes`: only those of these authorities. Returns (read, written, [problem]) where a
    problem is a sentence with its row's number. Call it in a transaction. Raises Unreadable.
    """
    opener = gzip.open if Path(path).suffix == ".gz" else open
    problems, stage, count = [], io.StringIO(), 0
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(_rows(file), start=2):
            if la_codes is not None and row["la"] not in la_codes:
                continue
            problem = _problem(row)
            if problem:
                problems.append(f"Row {number}: {problem}")
                continue
            count += 1
            stage.write(f"{row['postcode']}\t{row['latitude']}\t{row['longitude']}\t{row['la']}\n")
    stage.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.copy_expert(COPY, stage)
        cursor.execute(MERGE)
        written = cursor.rowcount
        cursor.execute("DROP TABLE new_postcode")
    return count, written, problems


def _rows(file):
    """Yield {postcode, latitude, longitude, la} as text, with DfE's LA number."""
    reader = csv.reader(file)
    heading = [name.strip().lower() for name in next(reader, [])]
    places = {
        fact: next((heading.index(name) for name in names if name in heading), None)
        for fact, names in COLUMNS.items()
    }
    for fact in ("postcode", "latitude", "longitude"):
        if places[fact] is None:
            raise Unreadable(f"The file has no column {' or '.join(COLUMNS[fact])}.")
    gss, names = la_codes_by_gss(), la_names()
    last = max(place for place in places.values() if place is not None)
    for cells in reader:
        if not any(cells):
            continue
        cells += [""] * (last + 1 - len(cells))
        row = {
            fact: "" if place is None else cells[place].strip() for fact, place in places.items()
        }
        row["la"] = row["la"] if row["la"] in names else gss.get(row["la"], "")
        row["postcode"] = normalise_postcode(row["postcode"]) or f"?{row['postcode']}"
        yield row


def _problem(row):
    """What is wrong with a row, in words; "" when nothing is."""
    if row["postcode"].startswith("?"):
        return f"“{row['postcode'][1:]}” is no postcode. Correct it or remove the row."
    for fact in ("latitude", "longitude"):
        try:
            inside = abs(float(row[fact])) <= 90
        except ValueError:
            inside = False
        # The directory writes 99.999999 for a postcode without a position.
        if not inside:
            return f"{row['postcode']} has no {fact}. It was left out."
    return ""
