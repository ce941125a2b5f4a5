"""The words of this app."""

from django.db.models import TextChoices


class SubjectKind(TextChoices):
    """What a flag is about; its id is that record's."""

    PLACEMENT = "placement", "Placement"
    SITE = "site", "Site"
    PROVIDER = "provider", "Provider"
    PUPIL = "pupil", "Pupil"
    APPROVAL = "approval", "Approval"
    VISIT = "visit", "Visit"
    DECLARATION = "declaration", "Off-list declaration"
