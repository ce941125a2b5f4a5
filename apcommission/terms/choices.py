"""The words of this app."""

from django.db.models import TextChoices


class Session(TextChoices):
    """Half a school day."""

    AM = "am", "morning"
    PM = "pm", "afternoon"


class ClosureKind(TextChoices):
    BANK_HOLIDAY = "bank_holiday", "Bank holiday"
    INSET = "inset", "INSET day"
    CLOSURE = "closure", "Closed"
