"""What people do with pupils and placements: one verb, one transaction, one name in the audit."""

from placements.actions.answer import accept_placement, decline_placement, withdraw_placement
from placements.actions.contact import add_contact, edit_contact, remove_contact, set_address
from placements.actions.draft import discard_draft, save_draft, send_draft, start_draft
from placements.actions.merge import (
    claim_upn,
    differing,
    keep_apart,
    merge_pupils,
    settle_claim,
)
from placements.actions.plan import write_plan
from placements.actions.pupil import (
    DuplicatePupil,
    UpnElsewhere,
    add_pupil,
    edit_profile,
    edit_pupil,
    record_medical,
    record_safeguarding,
    set_school,
)
from placements.actions.pupil_import import (
    confirm_pupil_import,
    discard_pupil_import,
    pupils_of,
    start_pupil_import,
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
    "UpnElsewhere",
    "accept_placement",
    "add_contact",
    "add_pupil",
    "change_timetable",
    "claim_upn",
    "confirm_pupil_import",
    "decline_placement",
    "differing",
    "discard_draft",
    "discard_pupil_import",
    "edit_contact",
    "edit_profile",
    "edit_pupil",
    "end_placement",
    "hold_review",
    "keep_apart",
    "merge_pupils",
    "pause_placement",
    "pupils_of",
    "record_medical",
    "record_safeguarding",
    "remove_contact",
    "request_placement",
    "resume_placement",
    "save_draft",
    "send_draft",
    "set_address",
    "set_school",
    "settle_claim",
    "start_draft",
    "start_placement",
    "start_pupil_import",
    "withdraw_placement",
    "write_plan",
]
