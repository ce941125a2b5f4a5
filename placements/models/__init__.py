"""The records of placements."""

from placements.models.contact import PupilAddress, PupilContact
from placements.models.draft import PlacementDraft
from placements.models.feedback import ProviderFeedback
from placements.models.merge import KeptApart, PupilMerge, UpnClaim
from placements.models.notice import SuspensionNotice
from placements.models.of_pupil import of_pupil
from placements.models.pause import Pause
from placements.models.placement import Placement
from placements.models.plan import Objective, SupportPlan
from placements.models.profile import PupilProfile
from placements.models.pupil import Pupil
from placements.models.pupil_import import PupilImport
from placements.models.review import Review
from placements.models.roll import PupilSchool
from placements.models.safeguarding import PupilMedical, PupilSafeguarding
from placements.models.timetable import TimetableSlot

__all__ = [
    "KeptApart",
    "Objective",
    "Pause",
    "Placement",
    "PlacementDraft",
    "ProviderFeedback",
    "Pupil",
    "PupilAddress",
    "PupilContact",
    "PupilImport",
    "PupilMedical",
    "PupilMerge",
    "PupilProfile",
    "PupilSafeguarding",
    "PupilSchool",
    "Review",
    "SupportPlan",
    "SuspensionNotice",
    "TimetableSlot",
    "UpnClaim",
    "of_pupil",
]
