"""The records of attendance."""

from attendance.models.conflict import MarkConflict
from attendance.models.decision import AbsenceNote, CodeDecision
from attendance.models.follow_up import FollowUp
from attendance.models.mark import Mark, MarkEvent
from attendance.models.part_time import PartTimeTimetable
from attendance.models.planned import PlannedAbsence
from attendance.models.register import Register, Submission
from attendance.models.reopening import Reopening
from attendance.models.tally import Tally

__all__ = [
    "AbsenceNote",
    "CodeDecision",
    "FollowUp",
    "Mark",
    "MarkConflict",
    "MarkEvent",
    "PartTimeTimetable",
    "PlannedAbsence",
    "Register",
    "Reopening",
    "Submission",
    "Tally",
]
