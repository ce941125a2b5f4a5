"""What happened and who looked. No foreign keys, so that history never blocks a deletion; names
and roles are copied, because people leave."""

from django.db import models


class HistoryQuerySet(models.QuerySet):
    """What both kinds of history have: an authority's own, newest first, page after page."""

    def visible_to(self, user):
        if user.organisation is None or user.organisation.kind != "authority":
            return self.none()
        return self.filter(authority_id=user.organisation.pk)

    def of_pupil(self, pupil_id):
        return self.filter(pupil_id=pupil_id)

    def newest_first(self):
        return self.order_by("-pk")

    def before(self, pk):
        """Those older than the one with this id; all when it is None."""
        return self if pk is None else self.filter(pk__lt=pk)


class EventQuerySet(HistoryQuerySet):
    def about(self, table, pk):
        return self.filter(table_name=table, row_id=str(pk))


class Event(models.Model):
    """One change of one row, written by the database itself (see triggers.py)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    # The verb of the action that made the change, such as "placement_ended".
    action = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    person_id = models.IntegerField(null=True)
    person_name = models.CharField(max_length=150)
    person_role = models.CharField(max_length=60)
    organisation_id = models.IntegerField(null=True)
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=60)
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    authority_id = models.IntegerField(null=True)
    school_id = models.IntegerField(null=True)
    provider_id = models.IntegerField(null=True)
    pupil_id = models.IntegerField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["table_name", "row_id"], name="event_row"),
            models.Index(fields=["pupil_id", "id"], name="event_pupil"),
            models.Index(fields=["authority_id", "id"], name="event_authority"),
        ]

    def __str__(self):
        return f"{self.action} {self.table_name} {self.row_id}"


class PupilView(models.Model):
    """Somebody was shown a child's record (ASVS 16.3.2; reliability.md B5)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=models.functions.Now())
    person_id = models.IntegerField()
    person_name = models.CharField(max_length=150)
    person_role = models.CharField(max_length=60)
    organisation_id = models.IntegerField()
    pupil_id = models.IntegerField()
    authority_id = models.IntegerField()
    route = models.CharField(max_length=100)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pupil_id", "at"], name="pupilview_pupil")]

    def __str__(self):
        return f"{self.person_name} saw pupil {self.pupil_id}"
