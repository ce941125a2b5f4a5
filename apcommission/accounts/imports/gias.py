"""Rows of Get Information about Schools, cleaned and checked one by one.

Takes DfE's whole download (edubasealldata, Windows-1252) and any extract with the same column
names, in any order, as CSV or XLSX. Pure functions of the rows; nothing is read or written here.
"""

from dataclasses import dataclass, field

from apcommission.accounts.geography import normalise_postcode
from apcommission.accounts.national_grid import position_of_grid
from apcommission.documents.rows import Problem

URN, NAME, LA, STATUS = "URN", "EstablishmentName", "LA (code)", "EstablishmentStatus (name)"
TYPE, POSTCODE, ROLL = "TypeOfEstablishment (name)", "Postcode", "NumberOfPupils"
NEEDED = (URN, NAME, LA)
# column -> (field of the record, greatest length)
TEXTS = {
    NAME: ("name", 200),
    TYPE: ("establishment_type", 100),
    "PhaseOfEducation (name)": ("phase", 50),
    "Street": ("street", 200),
    "Town": ("town", 100),
    "Trusts (name)": ("trust_name", 200),
}
# Whom no child of compulsory school age is registered with.
NO_SCHOOLS = {
    "higher education institutions",
    "welsh establishment",
    "offshore schools",
    "british schools overseas",
    "service childrens education",
    "service children's education",
    "children's centre",
    "children's centre linked site",
}
NO_PHASE = {"not applicable"}
OPEN = {"open", "open, but proposed to close"}
SHUT = {"closed", "proposed to open", "de-registered as ey setting"}


@dataclass(frozen=True)
class SchoolRow:
    """One establishment: `values` holds only what the file says, never an empty cell."""

    row: int
    urn: int
    la_code: str
    is_open: bool
    values: dict


@dataclass
class Reading:
    """All of a file: schools, problems, and the rows left out with why they were."""

    schools: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)


def missing_columns(columns):
    """The columns without which nothing can be imported."""
    return [name for name in NEEDED if name not in columns]


def read_schools(rows, la_names):
    """A Reading of [(row number, {column: text})]; `la_names` is {LA code: name}."""
    reading, seen = Reading(), {}
    for number, row in rows:
        if row.get(TYPE, "").lower() in NO_SCHOOLS:
            reading.left_out["no school"] = reading.left_out.get("no school", 0) + 1
        else:
            _read_row(number, row, la_names, reading, seen)
    return reading


def _read_row(number, row, la_names, reading, seen):
    problems = [
        Problem(number, column, row.get(column, ""), advice)
        for column, advice in _problems(row, la_names)
    ]
    if problems:
        reading.problems += problems
        return
    urn = int(row[URN])
    if urn in seen:
        advice = f"Row {seen[urn]} has the same URN. Remove one of the two."
        reading.problems.append(Problem(number, URN, row[URN], advice))
        return
    seen[urn] = number
    is_open = row.get(STATUS, "").lower() not in SHUT
    reading.schools.append(SchoolRow(number, urn, row[LA], is_open, _values(row)))


def _problems(row, la_names):
    """Yield (column, what to do) for each cell that cannot be used."""
    yield from _number_problem(row, URN, "Enter the school's six-digit URN.", 100000, 999999)
    if row.get(LA, "") not in la_names:
        yield LA, "Enter the three-digit number of a local authority in England, such as 311."
    if not row.get(NAME):
        yield NAME, "Enter the school's name."
    for column, (_, length) in TEXTS.items():
        if len(row.get(column, "")) > length:
            yield column, f"Shorten it to {length} characters."
    if row.get(STATUS, "").lower() not in {"", *OPEN, *SHUT}:
        yield STATUS, "Enter Open or Closed."
    if row.get(POSTCODE) and not normalise_postcode(row[POSTCODE]):
        yield POSTCODE, "Enter a full UK postcode, such as RM1 3BB, or leave it empty."
    if row.get(ROLL):
        yield from _number_problem(row, ROLL, "Enter a whole number or leave it empty.", 0, 20000)
    for column in ("Latitude", "Longitude", "Easting", "Northing"):
        if row.get(column) and _decimal(row[column]) is None:
            yield column, "Enter a number or leave it empty."


def _number_problem(row, column, advice, least, most):
    text = row.get(column, "")
    if "E+" in text.upper():
        yield column, f"A spreadsheet has shortened this number. {advice}"
    elif not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        yield column, advice


def _values(row):
    values = {name: row[column] for column, (name, _) in TEXTS.items() if row.get(column)}
    if values.get("phase", "").lower() in NO_PHASE:
        del values["phase"]
    if row.get(POSTCODE):
        values["postcode"] = normalise_postcode(row[POSTCODE])
    if row.get(ROLL):
        values["pupils_on_roll"] = int(row[ROLL])
    if position := _position(row):
        values["latitude"], values["longitude"] = position
    return values


def _position(row):
    """Degrees as given, else worked out from the National Grid; None when neither is there."""
    latitude, longitude = _decimal(row.get("Latitude")), _decimal(row.get("Longitude"))
    if latitude is not None and longitude is not None:
        return latitude, longitude
    easting, northing = _decimal(row.get("Easting")), _decimal(row.get("Northing"))
    # DfE writes 0 for "not known".
    return position_of_grid(easting, northing) if easting and northing else None


def _decimal(text):
    try:
        number = float(text or "")
    except ValueError:
        return None
    # "nan" and "inf" are numbers to Python alone.
    return number if abs(number) < 10_000_000 else None
