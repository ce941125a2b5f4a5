"""The records of placements."""

from placements.models.draft import PlacementDraft
from placements.models.feedback import ProviderFeedback
from placements.models.notice import SuspensionNotice
from placements.models.placement import Placement
from placements.models.plan import Objective, SupportPlan
from placements.models.pupil import Pupil, PupilSafeguarding
from placements.models.review import Review
from placements.models.timetable import TimetableSlot

__all__ = [
    "Objective",
    "Placement",
    "PlacementDraft",
    "Pupil",
    "PupilSafeguarding",
    "ProviderFeedback",
    "Review",
    "SupportPlan",
    "SuspensionNotice",
    "TimetableSlot",
]
