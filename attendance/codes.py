"""Statutory attendance codes: the table, by date, and which one a placement's mark means.

A code is judged on the date of its session, never on today's: SI 2006/1751 up to 18 August 2024,
SI 2024/208 from 19 August 2024 (law.md 1.1). The table is data/attendance_codes.csv; each row
names its source.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apcommission.terms.choices import Session
from attendance.choices import AbsenceReason, Observation
from attendance.rules import ATTENDED, Counts
from placements.choices import Basis, CommissionerKind, Roll
from providers.choices import ProviderType

DATA = Path(__file__).parent / "data" / "attendance_codes.csv"
REGULATIONS_2024 = dt.date(2024, 8, 19)


@dataclass(frozen=True)
class Code:
    """One code while one set of regulations was in force."""

    code: str
    title: str
    category: str
    counts_as_attending: bool
    counts_as_possible: bool
    authorised: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    source: str

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def is_absence(self):
        return self.counts_as_possible and not self.counts_as_attending

    @property
    def is_administrative(self):
        return self.category == "administrative"


@cache
def table():
    """All rows of the data file, in its order."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


def _read(row):
    return Code(
        code=row["code"],
        title=row["title"],
        category=row["category"],
        counts_as_attending=row["counts_as_attending"] == "1",
        counts_as_possible=row["counts_as_possible"] == "1",
        authorised=row["authorised"],
        in_force_from=dt.date.fromisoformat(row["in_force_from"]),
        in_force_to=dt.date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
        source=row["source"],
    )


@cache
def codes_on(date):
    """{code: Code} of the codes in force on the date of a session."""
    return {
        row.code: row
        for row in table()
        if row.in_force_from <= date and (row.in_force_to is None or date <= row.in_force_to)
    }


def code_on(code, date):
    """The Code of that letter in force on the date; None when there is none."""
    return codes_on(date).get(code)


# The LA arranges these under s19 Education Act 1996, s42 or s61 Children and Families Act 2014:
# what code K is for (SI 2024/208 reg 10). Everything else is the school's own arrangement.
ARRANGED_BY_AUTHORITY = frozenset(
    {
        Basis.PERMANENT_EXCLUSION,
        Basis.MEDICAL,
        Basis.NO_SCHOOL_PLACE,
        Basis.EHC_PLAN,
        Basis.EOTAS,
    }
)
# Schools that keep a statutory register of their own, at which a pupil can be dual registered.
KEEPS_OWN_REGISTER = frozenset(
    {
        ProviderType.PUPIL_REFERRAL_UNIT,
        ProviderType.AP_ACADEMY,
        ProviderType.HOSPITAL_SCHOOL,
    }
)
ABSENCE_CODES = {
    AbsenceReason.ILL: "I",
    AbsenceReason.MEDICAL: "M",
    # The school knows its own register; a pupil who sits there is not absent from it.
    AbsenceReason.AT_SCHOOL: "",
    AbsenceReason.REFUSED: "N",
    AbsenceReason.TRANSPORT: "N",
    AbsenceReason.OTHER: "N",
    AbsenceReason.UNKNOWN: "N",
}


def is_arranged_by_authority(basis, commissioner_kind):
    """Whether the provision is the LA's arrangement, which only code K may stand for."""
    return basis in ARRANGED_BY_AUTHORITY and commissioner_kind != CommissionerKind.SCHOOL


@cache
def proposed_code(
    *, observation, basis, roll, commissioner_kind, provider_type, date, absence_reason=""
):
    """The code proposed for the home school's register; "" when there is none to propose.

    law.md section 2. The provider says what it saw and never a code; the school decides. There
    is no code for a pupil on no school's roll, nor for a session that was not delivered or that
    the pupil spent at the school: the school knows what it did instead.
    """
    if roll == Roll.NONE or observation == Observation.NOT_DELIVERED:
        return ""
    if roll in (Roll.DUAL, Roll.SUBSIDIARY) and provider_type in KEEPS_OWN_REGISTER:
        return "D"
    if observation not in ATTENDED:
        return ABSENCE_CODES[AbsenceReason(absence_reason or AbsenceReason.UNKNOWN)]
    # K begins with the 2024 regulations; before them all such provision was B.
    if date >= REGULATIONS_2024 and is_arranged_by_authority(basis, commissioner_kind):
        return "K"
    return "B"


def needs_nature(code):
    """Whether the school's register must also say what the activity is (law.md 1.2)."""
    return code in ("B", "K")


def choices_on(date, session, *, basis, commissioner_kind, is_compulsory_age):
    """The Codes that a school may decide for one pupil's session, in the order of the table.

    Left out: codes not in force on the date, administrative ones, the other half-day's present
    mark, K for what the school itself arranged, and X for a pupil of compulsory school age.
    """
    other_present = "\\" if session == Session.AM else "/"
    refused = {other_present}
    if not is_arranged_by_authority(basis, commissioner_kind):
        refused.add("K")
    if is_compulsory_age:
        refused.add("X")
    return [
        code
        for code in codes_on(date).values()
        if code.code not in refused and not code.is_administrative
    ]


def counted(observation, date, decided=""):
    """How one recorded session counts, as Counts of one, or of none when it counts nowhere.

    A school's decision counts by its code; without one, what the provider saw. Code D is left to
    what was seen: at the school where the pupil is taught the session was possible, and this
    register is about that place (law.md 2, dual registration).
    """
    if observation == Observation.NOT_DELIVERED:
        return Counts(undelivered=1)
    code = code_on(decided, date) if decided and decided != "D" else None
    if code is None:
        attended = observation in ATTENDED
    elif code.counts_as_possible:
        attended = code.counts_as_attending
    else:
        return Counts()
    late = attended and observation == Observation.LATE
    return Counts(attended=int(attended), absent=int(not attended), late=int(late))
