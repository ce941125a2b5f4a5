"""The words of this app."""

from django.db.models import TextChoices


class Observation(TextChoices):
    """What the provider saw. "Not yet marked" is not among them: it is the absence of a mark."""

    PRESENT = "P", "Present"
    LATE = "L", "Late"
    LEFT_EARLY = "E", "Left early"
    ABSENT = "A", "Not here"
    NOT_DELIVERED = "X", "Not delivered"


class AbsenceReason(TextChoices):
    """Why a pupil is not here, as far as the provider knows."""

    UNKNOWN = "unknown", "We do not know"
    ILL = "ill", "Ill"
    MEDICAL = "medical", "Medical or dental appointment"
    AT_SCHOOL = "at_school", "At school today"
    REFUSED = "refused", "Refused to come"
    TRANSPORT = "transport", "Transport did not come"
    OTHER = "other", "Another reason"


class PlannedKind(TextChoices):
    """Why a pupil will not come, as it is entered ahead."""

    AT_SCHOOL = "at_school", "At school that day"
    MEDICAL = "medical", "Medical or dental appointment"
    ILL = "ill", "Ill"
    INTERVIEW = "interview", "Interview"
    EXAM = "exam", "Public examination"
    LEAVE = "leave", "Leave of absence, agreed by the school"
    OTHER = "other", "Another reason"


class ConflictOutcome(TextChoices):
    """What a person decided about a mark that was sent too late to be stored."""

    KEPT = "kept", "The stored mark stands"
    REPLACED = "replaced", "The other mark was right"


class FollowUpOutcome(TextChoices):
    """What came of asking after an absent pupil."""

    REACHED = "reached", "Reached, and gave a reason"
    NO_REASON = "no_reason", "Reached, but knew no reason"
    MESSAGE = "message", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    VISITED = "visited", "Visited at home"


class SeenSafe(TextChoices):
    """Whether somebody has seen or spoken to the child."""

    YES = "yes", "Yes, seen or spoken to"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known yet"


class Escalation(TextChoices):
    """Who was told beyond home."""

    DSL = "dsl", "Designated safeguarding lead"
    SOCIAL_WORKER = "social_worker", "Social worker"
    POLICE = "police", "Police welfare check"
    AUTHORITY = "authority", "Local authority"


class RegisterState(TextChoices):
    """Worked out from the register and the clock; never stored."""

    NOT_DUE = "not_due", "Not open yet"
    DUE = "due", "Due now"
    PART = "part", "Partly marked"
    MISSING = "missing", "Missing"
    IN = "in", "In"
    LATE = "late", "In late"
    NOT_DELIVERED = "not_delivered", "Not delivered"

    @property
    def colour(self):
        """The tag's colour; it only repeats what the word says."""
        return STATE_COLOURS.get(self, "grey")


STATE_COLOURS = {
    RegisterState.DUE: "yellow",
    RegisterState.PART: "yellow",
    RegisterState.MISSING: "red",
    RegisterState.IN: "green",
    RegisterState.LATE: "blue",
}
