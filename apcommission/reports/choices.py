"""The words of this app."""

from django.db.models import TextChoices


class ReportStatus(TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ForumPurpose(TextChoices):
    DECISION = "decision", "For decision"
    CONSULTATION = "consultation", "For consultation"
    INFORMATION = "information", "For information"
