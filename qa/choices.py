"""The words of this app."""

from django.db.models import TextChoices

from providers.choices import Grade


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


class ActionStatus(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


__all__ = ["ActionStatus", "Grade", "Outcome", "VisitKind", "VisitStatus"]
