"""Who is placed where and when in the demo: decided from a seed, before anything is written."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from apcommission.demo.calendar import is_school_day, school_day_on_or_before
from apcommission.demo.names import BOYS, FAMILY, GIRLS
from placements.choices import Basis, Reason
from placements.rules import nc_year

DATA = Path(__file__).parent / "data"
# How many pupils a provider of one place has on its books, by the pattern it sells.
PUPILS_PER_PLACE = {"days5": 0.9, "days3": 1.2, "days2": 1.6, "mornings4": 1.0, "mornings2": 1.5}
NON_SCHOOL = "non_school"
PRIMARY, SECONDARY = "Primary", "Secondary"
LAST_PRIMARY_YEAR = 6


@dataclass(frozen=True)
class Size:
    """How large a demo is: live placements of the LA and of its neighbour, schools, past weeks."""

    live: int
    neighbour_live: int
    schools: int
    neighbour_schools: int
    weeks: int
    lived_weeks: int


SIZES = {
    "la": Size(250, 40, 30, 8, 52, 4),
    "small": Size(36, 8, 6, 3, 10, 1),
}


@dataclass
class PlannedProvider:
    """A row of data/providers.csv."""

    row: dict

    def __getattr__(self, name):
        return self.row[name]

    @property
    def is_school(self):
        return bool(self.row["urn"])


@dataclass
class PlannedPlacement:
    """One child and one placement of theirs, before they are written."""

    la: str
    school: int
    provider: str
    forename: str
    surname: str
    sex: str
    date_of_birth: dt.date
    has_plan: bool
    is_looked_after: bool
    is_child_protection: bool
    has_free_meals: bool
    basis: str
    reason: str
    on_roll: bool
    starts_on: dt.date
    planned_end_on: dt.date
    ended_on: dt.date | None
    half_days: list = field(default_factory=list)
    # Of what phase the home school is, by the pupil's age when it was last asked.
    phase: str = SECONDARY
    story: str = ""
    # How likely the pupil is to come on a day, from 0 to 1.
    attends: float = 0.88


def providers():
    """The planned providers in the order of the file."""
    with (DATA / "providers.csv").open(encoding="utf-8") as file:
        return [PlannedProvider(row) for row in csv.DictReader(file)]


def half_days(pattern, random):
    """(weekday, session) pairs of a weekly pattern; which days is chance."""
    days = sorted(random.sample(range(1, 6), {"days5": 5, "days4": 4}.get(pattern, 0) or 3))
    match pattern:
        case "days5" | "days4" | "days3":
            return [(day, session) for day in days for session in ("am", "pm")]
        case "days2":
            return [(day, session) for day in days[:2] for session in ("am", "pm")]
        case "mornings4":
            return [(day, "am") for day in (1, 2, 3, 4)]
        case _:
            return [(day, "am") for day in days[:2]]


def monday(date):
    return date - dt.timedelta(days=date.weekday())


def first_monday(date):
    """The Monday of the date's week, or of the last week before it whose Monday is a school
    day: no placement starts in the holidays."""
    day = monday(date)
    while not is_school_day(day):
        day -= dt.timedelta(weeks=1)
    return day


def phase_of(date_of_birth, on):
    """The phase of school that fits the age."""
    return PRIMARY if nc_year(date_of_birth, on) <= LAST_PRIMARY_YEAR else SECONDARY


def plan(seed, size, today):
    """All planned placements of the demo, ended ones first; the same seed gives the same."""
    random = Random(seed)
    chosen = providers() if size.live > 100 else few(providers())
    planned = []
    for la, live in (("311", size.live), ("305", size.neighbour_live)):
        open_to = [p for p in chosen if p.la == la or (p.shared == "yes" and la == "305")]
        open_to = [p for p in open_to if p.status in ("approved", "conditional")]
        schools = size.schools if la == "311" else size.neighbour_schools
        weights = [int(p.capacity) * PUPILS_PER_PLACE[p.pattern] for p in open_to]
        for number in range(int(live * 1.5)):
            provider = random.choices(open_to, weights)[0]
            past = number >= live
            planned.append(_placement(random, la, schools, provider, today, size, past=past))
    return sorted(planned, key=lambda p: (p.ended_on is None, p.starts_on))


def few(everybody):
    """The providers of a small demo: those the stories need."""
    keys = ("riverside", "bowerfarm", "hornchurch", "olivetree", "thames", "raphael", "spark")
    return [p for p in everybody if p.key in (*keys, "cray")]


def _placement(random, la, schools, provider, today, size, *, past):
    sex = random.choice("FM")
    age = random.randint(max(int(provider.age_from), 7), int(provider.age_to) - 1)
    born = today - dt.timedelta(days=int(age * 365.25) + random.randint(30, 330))
    back = size.weeks * 7
    if past:
        starts = first_monday(today - dt.timedelta(days=random.randint(back * 3 // 4, back)))
        ended = starts + dt.timedelta(weeks=random.randint(5, max(6, size.weeks // 2)), days=4)
        ended = school_day_on_or_before(min(ended, monday(today) - dt.timedelta(days=10)))
        planned_end = ended + dt.timedelta(days=random.choice((0, 0, 14, 28)))
    else:
        starts = first_monday(today - dt.timedelta(days=random.randint(21, back * 3 // 4)))
        ended = None
        planned_end = today + dt.timedelta(weeks=random.randint(2, 26))
    basis, reason, on_roll = _why(random, provider)
    # A provider that is not a registered school stays under the registration thresholds, but
    # for the stories: no pupil with an EHC plan or looked after beyond a part-time week.
    pattern = provider.pattern
    return PlannedPlacement(
        la=la,
        school=random.randrange(schools),
        provider=provider.key,
        forename=random.choice(GIRLS if sex == "F" else BOYS),
        surname=random.choice(FAMILY),
        sex=sex,
        date_of_birth=born,
        has_plan=random.random() < (0.45 if provider.is_school else 0.15),
        is_looked_after=random.random() < 0.07,
        is_child_protection=random.random() < 0.06,
        has_free_meals=random.random() < 0.55,
        basis=basis,
        reason=reason,
        on_roll=on_roll,
        starts_on=starts,
        planned_end_on=planned_end,
        ended_on=ended,
        half_days=half_days(pattern, random),
        phase=phase_of(born, ended or today),
        attends=random.choices((0.97, 0.92, 0.85, 0.7, 0.45), (30, 35, 20, 10, 5))[0],
    )


def _why(random, provider):
    """(basis, reason, whether the pupil is on a school's roll)."""
    if provider.type in ("pupil_referral_unit", "ap_academy") and random.random() < 0.45:
        return Basis.PERMANENT_EXCLUSION, Reason.EXCLUSION, random.random() < 0.2
    if "medical" in provider.needs and random.random() < 0.5:
        return Basis.MEDICAL, Reason.MENTAL_HEALTH, True
    if provider.key == "pathways":
        return Basis.EHC_PLAN, Reason.SEN, True
    reason = random.choice((Reason.BEHAVIOUR, Reason.NON_ATTENDANCE, Reason.MENTAL_HEALTH))
    basis = random.choice((Basis.OFF_SITE_DIRECTION, Basis.SCHOOL_ARRANGED))
    return basis, reason, True
