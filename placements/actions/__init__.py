"""What people do with pupils and placements: one verb, one transaction, one name in the audit."""

from placements.actions.answer import accept_placement, decline_placement, withdraw_placement
from placements.actions.draft import discard_draft, save_draft, send_draft, start_draft
from placements.actions.plan import write_plan
from placements.actions.pupil import (
    DuplicatePupil,
    add_pupil,
    edit_pupil,
    record_safeguarding,
)
from placements.actions.request import request_placement
from placements.actions.review import hold_review
from placements.actions.running import (
    end_placement,
    pause_placement,
    resume_placement,
    start_placement,
)
from placements.actions.timetable import SlotInput, change_timetable

__all__ = [
    "DuplicatePupil",
    "SlotInput",
    "accept_placement",
    "add_pupil",
    "change_timetable",
    "decline_placement",
    "discard_draft",
    "edit_pupil",
    "end_placement",
    "hold_review",
    "pause_placement",
    "record_safeguarding",
    "request_placement",
    "resume_placement",
    "save_draft",
    "send_draft",
    "start_draft",
    "start_placement",
    "withdraw_placement",
    "write_plan",
]
