"""The words of this app."""

from django.db.models import TextChoices

from providers.choices import Grade


class VisitKind(TextChoices):
    FULL = "full", "Full review"
    FOCUSED = "focused", "Focused visit"
    SAFEGUARDING = "safeguarding", "Safeguarding audit"
    DESK_TOP = "desk_top", "Desk-top review"
    UNANNOUNCED = "unannounced", "Unannounced visit"
    SCHOOL = "school", "School’s own visit"
    OTHER_AUTHORITY = "other_authority", "Another LA’s visit"


class VisitStatus(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for sign-off"
    PUBLISHED = "published", "Published"


class Outcome(TextChoices):
    """Every word that some scale uses."""

    MET = "met", "Met"
    PARTLY_MET = "partly_met", "Partly met"
    NOT_YET_MET = "not_yet_met", "Not yet met"
    VERIFIED = "verified", "Verified"
    VERIFIED_WITH_ACTION = "verified_with_action", "Verified with an action"
    NOT_VERIFIED = "not_verified", "Not verified"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Scale(TextChoices):
    """The outcomes that a framework judges with; rules.OUTCOMES_OF says which those are."""

    FOUR = "four", "Met, partly met, not yet met, not applicable"
    TWO = "two", "Met, not yet met"
    VERIFIED = "verified", "Verified, verified with an action, not verified, not applicable"


class FrameworkKind(TextChoices):
    NATIONAL = "national", "National"
    # How others do it: to be copied, not visited on.
    EXAMPLE = "example", "Example"
    OWN = "own", "Own"


class VoiceOf(TextChoices):
    PUPILS = "pupils", "Pupils"
    PARENTS = "parents", "Parents and carers"
    STAFF = "staff", "Staff"


class ActionStatus(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


__all__ = [
    "ActionStatus",
    "FrameworkKind",
    "Grade",
    "Outcome",
    "Scale",
    "VisitKind",
    "VisitStatus",
    "VoiceOf",
]
