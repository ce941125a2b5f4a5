"""What a save would do to a register as it stands, decided before anything is written."""

import hashlib
import json
from dataclasses import astuple, dataclass
from enum import StrEnum

from apcommission.audit.refusal import NotAllowed
from attendance.choices import AbsenceReason, Observation
from attendance.codes import counted
from attendance.rules import Counts, minutes_problem


@dataclass(frozen=True)
class MarkInput:
    """One pupil's mark as it was sent. `base_version` is the version it was made on: 0 when the
    pupil was not yet marked. `minutes` are those of the session that were lost."""

    placement_id: int
    observation: str
    minutes: int | None = None
    base_version: int = 0
    reason: str | None = None
    told_by: str = ""
    note: str = ""


class Outcome(StrEnum):
    SAVED = "saved"
    CHANGED = "changed"
    SAME = "same"


# What became of a mark that another one stands against (see MarkConflict).
CONFLICT = "conflict"


@dataclass(frozen=True)
class Result:
    """What became of one mark that was sent, and its version now."""

    placement_id: int
    outcome: str
    version: int


class KeyReused(NotAllowed):
    """The idempotency key was used before, with other content or by somebody else."""


class ReasonNeeded(NotAllowed):
    """Marks that are stored already would change, and no reason was given. `rows` are they."""

    def __init__(self, rows):
        self.rows = rows
        names = ", ".join(row.name for row in rows)
        super().__init__(f"Say why you are changing what was saved for {names}.")


class Conflict(NotAllowed):
    """Somebody else marked these pupils meanwhile; their marks stand and nothing was saved.
    `rows` are the marks as stored."""

    def __init__(self, rows):
        self.rows = rows
        told = "; ".join(f"{row.name}: {row.words}, saved by {row.saved_by}" for row in rows)
        super().__init__(f"Somebody else has marked these pupils since you opened the page. {told}")


@dataclass(frozen=True)
class Change:
    """One mark to be written or left as it is, beside the row it is for."""

    row: object
    mark: MarkInput
    code: str
    outcome: str

    @property
    def version(self):
        return self.row.version + (self.outcome != Outcome.SAME)

    @property
    def counts(self):
        """What it adds to the tally; a changed mark sets the school's decision aside."""
        if self.outcome == Outcome.SAME:
            return Counts()
        return counted(self.mark.observation, self.row.date) - self.row.counts

    @property
    def result(self):
        return Result(self.row.placement_id, str(self.outcome), self.version)

    @property
    def note(self):
        """(reason, told_by, note) to be kept with it; None when there is nothing new to say."""
        mark, row = self.mark, self.row
        if mark.observation not in (Observation.ABSENT, Observation.NOT_DELIVERED):
            return None
        said = (_reason(mark, row), mark.told_by.strip(), mark.note.strip())
        empty = (AbsenceReason.UNKNOWN, "", "")
        known = (row.reason or AbsenceReason.UNKNOWN, row.told_by, row.note)
        return None if said in (empty, known) and not (said == empty != known) else said


def _reason(mark, row):
    """The reason for an absence: the one sent, else the one known already."""
    if mark.reason is None:
        return row.reason or AbsenceReason.UNKNOWN
    return AbsenceReason(mark.reason)


def content_hash(site, date, session, marks, *rest):
    """What tells a repeated save from another one that borrows its key."""
    content = [site.pk, date.isoformat(), str(session), [astuple(mark) for mark in marks], *rest]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def plan(rows, marks, *, length, has_reason):
    """The Changes that these marks make to these rows, in the order of placements.

    Raises NotAllowed for a mark that cannot be, Conflict when a mark was made on another version
    than the stored one, ReasonNeeded when a stored observation would change without a reason.
    """
    by_placement = {row.placement_id: row for row in rows}
    marks = in_order(marks)
    refuse_impossible(by_placement, marks, length)
    changes = [_change(by_placement[mark.placement_id], mark) for mark in marks]
    stale = [
        change.row
        for change in changes
        if change.outcome != Outcome.SAME and change.mark.base_version != change.row.version
    ]
    if stale:
        raise Conflict(stale)
    unexplained = [change.row for change in changes if needs_reason(change)]
    if unexplained and not has_reason:
        raise ReasonNeeded(unexplained)
    return changes


def in_order(marks):
    """Marks in the fixed order in which rows are locked, so that two saves never wait for each
    other in a circle. Raises NotAllowed when a pupil is in the list twice."""
    ordered = sorted(marks, key=lambda mark: mark.placement_id)
    for one, next_one in zip(ordered, ordered[1:], strict=False):
        if one.placement_id == next_one.placement_id:
            raise NotAllowed("A pupil is in this register twice. Nothing was saved.")
    return ordered


def refuse_impossible(by_placement, marks, length):
    for mark in marks:
        row = by_placement.get(mark.placement_id)
        if row is None:
            raise NotAllowed(
                "A pupil you marked is not expected in this session. Open the register again."
            )
        if mark.observation not in Observation.values:
            raise NotAllowed(f"{row.name}: choose what happened.")
        if problem := minutes_problem(mark.observation, mark.minutes, length):
            raise NotAllowed(f"{row.name}: {problem}.")


def _change(row, mark):
    code = row.proposed_code(mark.observation, _reason(mark, row))
    if not row.is_marked:
        return Change(row, mark, code, Outcome.SAVED)
    stored = (row.observation, row.minutes, row.code)
    same = (mark.observation, mark.minutes, code) == stored
    return Change(row, mark, code, Outcome.SAME if same else Outcome.CHANGED)


def needs_reason(change):
    """Whether a stored observation changes. A reason for absence that comes in later changes the
    code alone, and is its own reason."""
    return change.outcome == Outcome.CHANGED and (
        (change.mark.observation, change.mark.minutes)
        != (change.row.observation, change.row.minutes)
    )
