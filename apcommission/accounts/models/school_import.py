from django.db import models

from apcommission.accounts.models.organisation import Organisation
from apcommission.accounts.models.person import Person


class SchoolImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority's own."""
        return self.filter(organisation=user.organisation) if user.organisation else self.none()

    def waiting(self):
        return self.filter(state=SchoolImport.State.WAITING)

    def newest_first(self):
        return self.order_by("-made_at", "-pk")

    def without_rows(self):
        return self.defer("columns", "schools", "problems", "bad_rows")


class SchoolImport(models.Model):
    """One uploaded file of schools, read and checked, until somebody confirms or discards it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for confirmation"
        DONE = "done", "Imported"
        DISCARDED = "discarded", "Discarded"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    columns = models.JSONField(default=list)
    # Cleaned rows ready to be written; emptied when the import is done or discarded.
    schools = models.JSONField(default=list)
    # [{row, column, given, advice}], and those rows as they were: {row number: {column: text}}.
    problems = models.JSONField(default=list)
    bad_rows = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = SchoolImportQuerySet.as_manager()

    def __str__(self):
        return f"{self.file_name}, {self.get_state_display().lower()}"
