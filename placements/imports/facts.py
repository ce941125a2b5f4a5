"""What one row of a file, or one pupil of a CTF, says: read cell by cell, with advice on each
that is wrong."""

import datetime as dt
import re
from dataclasses import asdict, dataclass, field

from apcommission.accounts.geography import normalise_postcode
from apcommission.accounts.imports.authorities import la_names
from apcommission.documents.rows import Problem
from placements import rules
from placements.choices import Relation, Roll, SenProvision, SenType, Sex
from placements.codesets import ethnicities, languages
from placements.identifiers import NO_ULN, uln_is_valid, upn_problem

# What the systems of schools call the same fact, folded; the first is the template's heading.
COLUMNS = {
    "upn": ("UPN",),
    "uln": ("ULN", "Unique Learner Number"),
    "surname": ("Legal Surname", "Surname", "Last Name", "Family Name"),
    "forename": ("Legal Forename", "Forename", "First Name", "Given Name"),
    "middle_names": ("Middle Names", "Middle Name", "Middle Name(s)"),
    "preferred_surname": ("Preferred Surname", "Preferred Last Name"),
    "preferred_forename": ("Preferred Forename", "Preferred First Name", "Preferred Name"),
    "former_surname": ("Former Surname",),
    "former_forename": ("Former Forename",),
    "former_upn": ("Former UPN",),
    "date_of_birth": ("Date of Birth", "DOB", "Birth Date"),
    "sex": ("Sex", "Gender"),
    "nc_year": ("Year", "NC Year", "Year Group", "National Curriculum Year"),
    "urn": ("School URN", "URN"),
    "roll": ("Enrolment Status", "Enrol Status"),
    "sen_provision": ("SEN Status", "SEN Provision"),
    "sen_primary": ("Primary SEN Type", "SEN Type 1", "SEN Need Type"),
    "sen_secondary": ("Secondary SEN Type", "SEN Type 2"),
    "ethnicity": ("Ethnicity",),
    "first_language": ("First Language", "Language"),
    "has_free_meals": ("FSM", "Free School Meals", "FSM Eligible"),
    "is_looked_after": ("In Care", "Looked After"),
    "care_la_code": ("Care Authority",),
    "postcode": ("Postcode", "Post Code"),
    "contact_name": ("Priority Contact Name", "Contact Name", "Contact 1 Name"),
    "contact_phone": ("Priority Contact Phone", "Contact Phone", "Contact 1 Phone"),
}
NEEDED = ("surname", "forename", "date_of_birth")
OF_PROFILE = {
    *("uln", "former_surname", "former_forename", "former_upn"),
    *("ethnicity", "first_language"),
}
SPECIAL = {"urn", "nc_year", "postcode", "contact_name", "contact_phone"}
ROLLS = {"C": Roll.SINGLE, "M": Roll.DUAL, "S": Roll.SUBSIDIARY}
SEXES = {"M": Sex.MALE, "MALE": Sex.MALE, "F": Sex.FEMALE, "FEMALE": Sex.FEMALE}
YES, NO = {"Y", "YES", "TRUE", "T", "1"}, {"N", "NO", "FALSE", "F", "0"}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")
# Days since this one are what Excel shows when a date was stored as a number.
EXCEL_BEGAN = dt.date(1899, 12, 30)


@dataclass
class PupilRow:
    """The good facts of one pupil; what the file leaves empty is not among them."""

    row: int
    facts: dict = field(default_factory=dict)
    profile: dict = field(default_factory=dict)
    urn: str = ""
    postcode: str = ""
    # [{name, relation, phone, ...}]
    contacts: list = field(default_factory=list)

    @property
    def date_of_birth(self):
        return dt.date.fromisoformat(self.facts["date_of_birth"])


class Refused(Exception):
    """One sentence: why a cell cannot be taken."""


def read_facts(row, given, *, today, headings=None):
    """(PupilRow, [Problem]) of {fact: text}; `headings`: {fact: the file's own heading}."""
    headings = headings or {}
    result, problems = PupilRow(row), []
    for name in NEEDED:
        if not given.get(name, "").strip():
            heading = headings.get(name, COLUMNS[name][0])
            problems.append(Problem(row, heading, "", "Give it: no pupil is known without it."))
    for name, text in given.items():
        text = text.strip().lstrip("'").strip()
        if not text:
            continue
        try:
            _take(result, name, text, today)
        except Refused as refusal:
            heading = headings.get(name, COLUMNS[name][0])
            problems.append(Problem(row, heading, text, str(refusal)))
    _settle_year(result, given, today)
    return result, problems


def as_json(pupil_row):
    """A PupilRow as it is kept between the preview and its confirmation."""
    return asdict(pupil_row)


def from_json(values):
    """The PupilRow that `as_json` kept."""
    return PupilRow(**values)


def _take(result, name, text, today):
    reader = READERS.get(name)
    value = reader(text, today) if reader else text
    if value is None:
        return
    if name in ("urn", "postcode"):
        setattr(result, name, value)
    elif name == "contact_name":
        result.contacts.append({"name": value, "relation": Relation.OTHER, "phone": ""})
    elif name == "contact_phone":
        if result.contacts:
            result.contacts[-1]["phone"] = value
    elif name in OF_PROFILE:
        result.profile[name] = value
    elif name != "nc_year":
        result.facts[name] = value
    if name in ("forename", "surname") and len(value) > 80:
        raise Refused("Names may have 80 letters.")


def _settle_year(result, given, today):
    """A year that is not that of the age is the school's to set; what cannot be a year is left."""
    match = re.search(r"\d{1,2}|^R", given.get("nc_year", "").strip().upper())
    if not match or "date_of_birth" not in result.facts:
        return
    year = 0 if match[0] == "R" else int(match[0])
    offset = year - rules.nc_year(result.date_of_birth, today)
    if year <= 14 and abs(offset) <= 3:
        result.facts["nc_year_offset"] = offset
        result.facts["nc_year_reason"] = "As in the school's file" if offset else ""


def _upn(text, today):
    upn = text.upper().replace(" ", "")
    if problem := upn_problem(upn):
        raise Refused(problem)
    return upn


def _uln(text, today):
    if text == NO_ULN:
        return None
    if not uln_is_valid(text):
        raise Refused("This is no ULN. It has ten digits; check that Excel has kept them all.")
    return text


def _born(text, today):
    born = _day(text)
    if problem := rules.too_young_or_old(born, today):
        raise Refused(problem)
    return born.isoformat()


def _day(text):
    text = text.partition("T")[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else text
    text = text.removesuffix(" 00:00:00")
    if re.fullmatch(r"\d{5}", text):
        return EXCEL_BEGAN + dt.timedelta(days=int(text))
    for shape in DAYS:
        try:
            return dt.datetime.strptime(text, shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise Refused("Write the date as day, month and year: 04/05/2012.")


def _one_of(words, advice):
    def read(text, today):
        try:
            return words[text.upper()]
        except KeyError:
            raise Refused(advice) from None

    return read


def _sen_provision(text, today):
    letter = text.upper()
    names = {"SEN SUPPORT": "K", "EHC PLAN": "E", "EHCP": "E", "NO SEN": "N"}
    letter = names.get(letter, letter)
    if letter == "S":
        raise Refused("Statements ended in 2018: give E for an EHC plan, K for SEN support or N.")
    if letter not in SenProvision.values:
        raise Refused("Give N, K or E.")
    return letter


def _code(codes, advice):
    """A code of a code set, or its name."""

    def read(text, today):
        by_name = {name.lower(): code for code, name in codes().items()}
        code = text.upper() if text.upper() in codes() else by_name.get(text.lower())
        if code is None:
            raise Refused(advice)
        return code

    return read


def _yes_or_no(text, today):
    if text.upper() in YES | NO:
        return text.upper() in YES
    raise Refused("Give Y or N.")


def _postcode(text, today):
    if postcode := normalise_postcode(text):
        return postcode
    raise Refused("This is no postcode of the United Kingdom.")


READERS = {
    "upn": _upn,
    "former_upn": _upn,
    "uln": _uln,
    "date_of_birth": _born,
    "sex": _one_of(SEXES, "Give M or F."),
    "roll": _one_of(ROLLS, "Give C, M or S."),
    "sen_provision": _sen_provision,
    "sen_primary": _code(lambda: dict(SenType.choices), "Give a type of need, such as SEMH."),
    "sen_secondary": _code(lambda: dict(SenType.choices), "Give a type of need, such as SEMH."),
    "ethnicity": _code(ethnicities, "This is no ethnicity code, such as WBRI."),
    "first_language": _code(languages, "This is no language code, such as ENG."),
    "has_free_meals": _yes_or_no,
    "is_looked_after": _yes_or_no,
    "care_la_code": _code(la_names, "Give the three digits of the LA, such as 311."),
    "postcode": _postcode,
}
