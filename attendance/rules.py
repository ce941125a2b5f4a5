"""The judgements of this app: pure functions of values and of a given moment, London's time."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from apcommission.terms.choices import Session
from attendance.choices import Observation, RegisterState

LONDON = ZoneInfo("Europe/London")
NOON = dt.time(12, 0)

# By when a register must be in, unless the authority sets another time (product.md, "register
# missing").
CUT_OFFS = {Session.AM: dt.time(10, 0), Session.PM: dt.time(14, 30)}
# A register stays open at most 30 minutes (law.md 1.4), so a site that starts late is not late
# at the general cut-off.
OPEN_MINUTES = 30
# A register can be taken from an hour before its session: a mark before that would be a guess.
OPENS_BEFORE = dt.timedelta(hours=1)
# Marks of these count as attended (law.md 1.6): the pupil was there.
ATTENDED = frozenset({Observation.PRESENT, Observation.LATE, Observation.LEFT_EARLY})
TIMED = frozenset({Observation.LATE, Observation.LEFT_EARLY})


def at(date, time):
    """The moment of a wall-clock time in London; both clock-change days have just one of each
    school hour."""
    return dt.datetime.combine(date, time, tzinfo=LONDON)


def session_at(now):
    """The session a person means who opens the register at this moment."""
    return Session.AM if now.astimezone(LONDON).time() < NOON else Session.PM


def opens_at(date, starts_at):
    """From when the register of a session that starts at `starts_at` can be saved."""
    return at(date, starts_at) - OPENS_BEFORE


def cut_off(date, session, *, setting=None, starts_at=None):
    """The moment from which a register that is not complete is missing.

    `setting` is the authority's own time of day; `starts_at` is when the session starts at the
    site: the cut-off is never earlier than half an hour after it.
    """
    moment = at(date, setting or CUT_OFFS[Session(session)])
    if starts_at is None:
        return moment
    return max(moment, at(date, starts_at) + dt.timedelta(minutes=OPEN_MINUTES))


@dataclass(frozen=True)
class Header:
    """What a register's state is worked out from: marks in it, when, and why it was not held."""

    marked: int
    saved_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    not_delivered_reason: str = ""


def register_state(header, expected, *, now, opens, cut_off):
    """The state of one register. `header` is None (nothing saved) or has Header's fields.

    Partly marked after the cut-off is missing: a pupil without a mark is not seen.
    """
    if header is not None and header.not_delivered_reason:
        return RegisterState.NOT_DELIVERED
    if header is not None and header.marked and header.marked >= expected:
        done = header.completed_at or header.saved_at
        return RegisterState.IN if done <= cut_off else RegisterState.LATE
    if now >= cut_off:
        return RegisterState.MISSING
    if header is not None and header.marked:
        return RegisterState.PART
    return RegisterState.DUE if now >= opens else RegisterState.NOT_DUE


def length_in_minutes(starts_at, finishes_at):
    """The minutes of a session between two times of day."""
    return (finishes_at.hour - starts_at.hour) * 60 + finishes_at.minute - starts_at.minute


def minutes_problem(observation, minutes, length):
    """What is wrong with the minutes of a mark, to follow the pupil's name; "" when nothing is.

    `length` is the session's, in minutes: a pupil who lost all of it was not there.
    """
    if observation not in TIMED:
        return "" if minutes is None else "minutes are only for late and left early"
    if minutes is None:
        return "how many minutes were lost is needed"
    if not 1 <= minutes < length:
        return f"the minutes lost must be between 1 and {length - 1}"
    return ""


@dataclass(frozen=True)
class Counts:
    """Sessions of one pupil, or of many, that were planned, have passed and were recorded.

    A session with no mark and one that the provider did not deliver are in none of the three.
    """

    attended: int = 0
    absent: int = 0
    late: int = 0
    undelivered: int = 0

    @property
    def possible(self):
        return self.attended + self.absent

    def __add__(self, other):
        return Counts(
            self.attended + other.attended,
            self.absent + other.absent,
            self.late + other.late,
            self.undelivered + other.undelivered,
        )

    def __sub__(self, other):
        return Counts(
            self.attended - other.attended,
            self.absent - other.absent,
            self.late - other.late,
            self.undelivered - other.undelivered,
        )


RATE_RULE = (
    "Sessions attended out of sessions possible. A session is possible when it was planned, has "
    "passed and was recorded as attended or absent. Sessions not planned, not delivered by the "
    "provider, not yet marked, or that the law does not count as possible are left out of both."
)


def attendance_rate(counts):
    """Attendance in per cent, to one place, halves up; None when no session was possible.

    The one published rule (F022, law.md 1.6); `counts` has `attended` and `possible`. Compare
    with is_persistent and is_severe, never with this rounded figure.
    """
    if not counts.possible:
        return None
    exact = Decimal(100 * counts.attended) / Decimal(counts.possible)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_persistent(counts):
    """Absent for 10% or more of possible sessions, by integers (law.md 1.6)."""
    return counts.possible > 0 and 10 * counts.absent >= counts.possible


def is_severe(counts):
    """Absent for half or more of possible sessions, by integers (law.md 1.6)."""
    return counts.possible > 0 and 2 * counts.absent >= counts.possible
