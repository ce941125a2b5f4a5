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
