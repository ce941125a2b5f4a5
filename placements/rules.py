"""The judgements of this app: pure functions of values and of a given day."""

import datetime as dt
from collections import defaultdict

from placements.choices import Basis, CommissionerKind, Status

# From each status, the statuses a placement may go to next.
TRANSITIONS = {
    Status.REQUESTED: frozenset({Status.AGREED, Status.DECLINED, Status.WITHDRAWN}),
    Status.AGREED: frozenset({Status.ACTIVE, Status.WITHDRAWN}),
    Status.ACTIVE: frozenset({Status.PAUSED, Status.ENDED}),
    Status.PAUSED: frozenset({Status.ACTIVE, Status.ENDED}),
    Status.ENDED: frozenset(),
    Status.DECLINED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}

# Who commissions, and so who decides: the school under its own powers, the LA under its duties.
COMMISSIONER_OF = {
    Basis.OFF_SITE_DIRECTION: CommissionerKind.SCHOOL,
    Basis.SCHOOL_ARRANGED: CommissionerKind.SCHOOL,
    Basis.SUSPENSION: CommissionerKind.SCHOOL,
    Basis.PERMANENT_EXCLUSION: CommissionerKind.AUTHORITY,
    Basis.MEDICAL: CommissionerKind.AUTHORITY,
    Basis.NO_SCHOOL_PLACE: CommissionerKind.AUTHORITY,
    Basis.EHC_PLAN: CommissionerKind.AUTHORITY,
    Basis.EOTAS: CommissionerKind.AUTHORITY,
}
DECIDED_BY = {
    Basis.OFF_SITE_DIRECTION: "The school's governing body directs; to improve behaviour only.",
    Basis.SCHOOL_ARRANGED: "The school's senior leaders decide.",
    Basis.SUSPENSION: "The school must arrange education from the 6th school day.",
    Basis.PERMANENT_EXCLUSION: "The LA must arrange education from the 6th school day.",
    Basis.MEDICAL: "The LA arranges, together with the school and health services.",
    Basis.NO_SCHOOL_PLACE: "The LA arranges education for a child who would otherwise have none.",
    Basis.EHC_PLAN: "The LA secures the provision that the plan names.",
    Basis.EOTAS: "The LA arranges provision otherwise than at a school or college.",
}

# Education (Start of Compulsory School Age) Order 1998: (month, day) after the fifth birthday.
PRESCRIBED_DAYS = ((3, 31), (8, 31), (12, 31))
# Without a calendar: a half term is six to eight weeks, so that six is never late.
REVIEW_WITHIN = dt.timedelta(weeks=6)
FRIDAY = 4


def can_move(status, to):
    """Whether a placement in this status may go to that one."""
    return to in TRANSITIONS[status]


def bases_for(kind):
    """The bases on which an organisation of this kind ("school", "authority") may place."""
    return [basis for basis, commissioner in COMMISSIONER_OF.items() if commissioner == kind]


def compulsory_school_age(date_of_birth, on):
    """Whether the child is of compulsory school age on the day (Education Act 1996 s8).

    From the first prescribed day on or after the fifth birthday to the end of the school leaving
    date of the school year in which the child turns 16.
    """
    return starts_school_on(date_of_birth) <= on <= leaves_school_on(date_of_birth)


def starts_school_on(date_of_birth):
    """The first 31 March, 31 August or 31 December on or after the fifth birthday."""
    fifth = birthday(date_of_birth, 5)
    days = [dt.date(fifth.year, month, day) for month, day in PRESCRIBED_DAYS]
    return next(day for day in days if day >= fifth)


def leaves_school_on(date_of_birth):
    """The last Friday in June of the school year in which the child turns 16.

    A school year is taken to begin on 1 September.
    """
    return school_leaving_date(academic_year(birthday(date_of_birth, 16)) + 1)


def school_leaving_date(year):
    """The last Friday in June (SI 1997/1970): 26 June 2026, 25 June 2027, 30 June 2028."""
    end = dt.date(year, 6, 30)
    return end - dt.timedelta(days=(end.weekday() - FRIDAY) % 7)


def birthday(date_of_birth, age):
    """The day on which an age is reached; 1 March for one born on 29 February."""
    try:
        return date_of_birth.replace(year=date_of_birth.year + age)
    except ValueError:
        return dt.date(date_of_birth.year + age, 3, 1)


def academic_year(on):
    """The calendar year in which the day's academic year began: 2026 for 2026/27."""
    return on.year if on.month >= 9 else on.year - 1


def nc_year(date_of_birth, on):
    """The national curriculum year by age: 10 for Year 10, 0 for Reception, less before it."""
    return academic_year(on) - academic_year(date_of_birth) - 5


def nc_year_name(date_of_birth, on):
    """ "Year 10", "Reception", or what stands before and after them."""
    return year_name(nc_year(date_of_birth, on))


def year_name(year):
    """The name of a national curriculum year given as a number: 0 is Reception."""
    if year < 0:
        return "Before Reception"
    return f"Year {year}" if year else "Reception"


def weekly_minutes(slots):
    """Minutes a week that slots plan, from each day's first start to its last finish.

    Breaks and the time between morning and afternoon count, as the Department counts them for
    the registration of independent schools. Slots have `weekday`, `starts_at`, `finishes_at`.
    """
    days = defaultdict(list)
    for slot in slots:
        days[slot.weekday].append(slot)
    return sum(
        minutes(max(slot.finishes_at for slot in day)) - minutes(min(s.starts_at for s in day))
        for day in days.values()
    )


def minutes(time):
    """Minutes since midnight."""
    return time.hour * 60 + time.minute


def default_review_due(starts_on, half_terms):
    """The day by which a review is owed that begins to be owed on `starts_on`.

    At least half-termly ("Arranging Alternative Provision", 5 February 2025): the last day of
    the half term that the day falls in, or of the next one from a holiday. `half_terms` have
    `starts_on` and `ends_on`; with none of them the review is owed within six weeks.
    """
    ends = [half_term.ends_on for half_term in half_terms if half_term.ends_on >= starts_on]
    return min(ends, default=starts_on + REVIEW_WITHIN)


def next_review_due(held_on, half_terms):
    """The day by which the review after one held on `held_on` is owed: the next half term's end."""
    this = default_review_due(held_on, half_terms)
    return default_review_due(this + dt.timedelta(days=1), half_terms)


def consultation_needed(pupil):
    """Whom the law wants asked before this pupil is placed, as words for the page."""
    needed = []
    if pupil.has_ehc_plan:
        needed.append("the LA that maintains the EHC plan")
    if pupil.is_looked_after:
        needed.append("the virtual school head of the LA that looks after the pupil")
    return needed


def too_young_or_old(date_of_birth, on):
    """A sentence when the date cannot be a pupil's; "" when it can (4 to 25 years)."""
    if date_of_birth > on:
        return "The date of birth is in the future."
    if on < birthday(date_of_birth, 4):
        return "This date of birth makes a child under 4. Check the year."
    if on >= birthday(date_of_birth, 26):
        return "This date of birth makes somebody over 25. Check the year."
    return ""
