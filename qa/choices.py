"""The words of this app."""

from django.db.models import TextChoices


class VisitKind(TextChoices):
    FULL = "full", "Full review"
    FOCUSED = "focused", "Focused visit"
    SAFEGUARDING = "safeguarding", "Safeguarding audit"
    DESK_TOP = "desk_top", "Desk-top review"
    UNANNOUNCED = "unannounced", "Unannounced visit"


class VisitStatus(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for sign-off"
    PUBLISHED = "published", "Published"


class Outcome(TextChoices):
    MET = "met", "Met"
    PARTLY_MET = "partly_met", "Partly met"
    NOT_YET_MET = "not_yet_met", "Not yet met"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Grade(TextChoices):
    STRONG = "strong", "Strong"
    SOUND = "sound", "Sound"
    DEVELOPING = "developing", "Developing"
    CONCERN = "concern", "Cause for concern"


class ActionStatus(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
