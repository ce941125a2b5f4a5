from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person


class ProviderImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        if organisation and organisation.kind == OrganisationKind.AUTHORITY:
            return self.filter(authority_id=organisation.pk)
        return self.none()

    def waiting(self):
        return self.filter(state=ProviderImport.State.WAITING)

    def newest_first(self):
        return self.order_by("-made_at", "-pk")

    def without_rows(self):
        return self.defer("columns", "rows", "problems", "bad_rows")


class ProviderImport(models.Model):
    """One uploaded file of providers, sites and offers, read and checked, until somebody
    confirms or discards it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for confirmation"
        DONE = "done", "Imported"
        DISCARDED = "discarded", "Discarded"

    authority = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    columns = models.JSONField(default=list)
    # [[row number, {column: text}]] that can be written; emptied when it is done or discarded.
    rows = models.JSONField(default=list)
    # [{row, column, given, advice}], and those rows as they were: {row number: {column: text}}.
    problems = models.JSONField(default=list)
    bad_rows = models.JSONField(default=dict)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = ProviderImportQuerySet.as_manager()

    def __str__(self):
        return f"{self.file_name}, {self.get_state_display().lower()}"
