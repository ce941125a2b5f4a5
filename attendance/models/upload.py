from django.db import models

from apcommission.accounts.models import Organisation, Person


class MarkUploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own organisation's."""
        return self.filter(organisation=user.organisation) if user.organisation else self.none()


class MarkUpload(models.Model):
    """One uploaded file of marks, read and checked, until somebody confirms it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=100)
    # Cleaned rows ready to be saved; emptied when they are.
    marks = models.JSONField(default=list)
    # [{row, given, advice}]
    problems = models.JSONField(default=list)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved = models.PositiveIntegerField(default=0)

    objects = MarkUploadQuerySet.as_manager()

    def __str__(self):
        return self.file_name
