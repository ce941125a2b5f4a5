from django.db import models
from django.db.models import Q

from apcommission.accounts.models import Organisation, Person
from placements.choices import ImportState


class PupilImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own organisation's."""
        return self.filter(organisation=user.organisation) if user.organisation else self.none()

    def waiting(self):
        return self.filter(state=ImportState.WAITING)

    def newest_first(self):
        return self.order_by("-made_at", "-pk")

    def without_rows(self):
        return self.annotate(has_problems=~Q(problems=[])).defer(
            "columns", "pupils", "problems", "bad_rows"
        )


class PupilImport(models.Model):
    """One uploaded file of pupils, read and checked, until somebody confirms or discards it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.WAITING)
    columns = models.JSONField(default=list)
    # Cleaned rows ready to be written; emptied when the import is done or discarded.
    pupils = models.JSONField(default=list)
    # [{row, column, given, advice}], and those rows as they were: {row number: {column: text}}.
    problems = models.JSONField(default=list)
    bad_rows = models.JSONField(default=dict)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = PupilImportQuerySet.as_manager()

    def __str__(self):
        return f"{self.file_name}, {self.get_state_display().lower()}"
