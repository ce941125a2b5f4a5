from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.terms.choices import Session
from attendance.choices import Observation
from attendance.models.register import Register
from placements.models import Placement
from providers.models import Provider


class MarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def on(self, date):
        return self.filter(date=date)

    def between(self, start, end):
        return self.filter(date__gte=start, date__lte=end)

    def of(self, placements):
        return self.filter(placement__in=placements)


class MarkEventQuerySet(MarkQuerySet):
    def of_mark(self, placement_id, date, session):
        return self.filter(placement_id=placement_id, date=date, session=session)

    def of_ids(self, placement_ids):
        return self.filter(placement_id__in=placement_ids)

    def changes(self):
        """Without the first entries."""
        return self.exclude(old_observation="")

    def newest_first(self):
        return self.order_by("-pk")


class Mark(models.Model):
    """The current observation of one pupil in one session.

    A narrow row in a table partitioned by academic year (performance.md 2c): its key is
    (placement, date, session), so that a pupil has one mark a session whatever is sent. What it
    replaced is in MarkEvent. `code` is the statutory code proposed for the home school's
    register, worked out from the placement; the school's own decision is a CodeDecision.
    """

    pk = models.CompositePrimaryKey("placement_id", "date", "session")
    placement = models.ForeignKey(
        Placement, models.PROTECT, related_name="marks", db_index=False, db_constraint=False
    )
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    school = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    register = models.ForeignKey(
        Register, models.PROTECT, related_name="marks", db_index=False, db_constraint=False
    )
    date = models.DateField()
    # Minutes of the session that were lost: late by, or left before the end.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    session = models.CharField(max_length=2, choices=Session)
    observation = models.CharField(max_length=1, choices=Observation)
    # Empty for a pupil on no school's roll, for whom there is no statutory register.
    code = models.CharField(max_length=2, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        # Migration 0002 lays the table anew as partitions, which Django cannot declare.
        constraints = [
            models.CheckConstraint(
                name="mark_minutes_only_when_late_or_early",
                condition=models.Q(minutes__isnull=True)
                | models.Q(observation__in=[Observation.LATE, Observation.LEFT_EARLY]),
            )
        ]

    def __str__(self):
        return f"{self.get_observation_display()} {self.date} {self.session}"


class MarkEvent(models.Model):
    """One change of one mark, append-only, written by the trigger in protection.py.

    Original and new value, reason, when, and the name and role of the person: what the
    Department's guidance asks of an amended register entry (law.md 1.4).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    placement_id = models.IntegerField()
    date = models.DateField()
    session = models.CharField(max_length=2)
    old_observation = models.CharField(max_length=1, blank=True)
    old_code = models.CharField(max_length=2, blank=True)
    old_minutes = models.PositiveSmallIntegerField(null=True)
    observation = models.CharField(max_length=1)
    code = models.CharField(max_length=2, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    # For whom it was entered, when not by the provider itself.
    on_behalf = models.CharField(max_length=200, blank=True)
    person_id = models.IntegerField(null=True)
    person_name = models.CharField(max_length=150)
    person_role = models.CharField(max_length=60)
    authority_id = models.IntegerField()
    school_id = models.IntegerField(null=True)
    provider_id = models.IntegerField()

    objects = MarkEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["placement_id", "date", "session"], name="markevent_mark")]

    def __str__(self):
        return f"{self.was} to {self.became}"

    @property
    def was(self):
        """The original entry in words."""
        return in_words(self.old_observation, self.old_minutes)

    @property
    def became(self):
        """The amended entry in words."""
        return in_words(self.observation, self.minutes)


def in_words(observation, minutes=None):
    """ "Late, 20 minutes"; "Not yet marked" for no observation."""
    if not observation:
        return "Not yet marked"
    words = Observation(observation).label
    return f"{words}, {minutes} minute{'' if minutes == 1 else 's'}" if minutes else words
