"""The records of attendance."""

from attendance.models.decision import AbsenceNote, CodeDecision
from attendance.models.mark import Mark, MarkEvent
from attendance.models.register import Register, Submission
from attendance.models.tally import Tally

__all__ = [
    "AbsenceNote",
    "CodeDecision",
    "Mark",
    "MarkEvent",
    "Register",
    "Submission",
    "Tally",
]
