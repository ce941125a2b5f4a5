from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from providers.models import Provider
from qa.choices import Outcome
from qa.models.framework import Standard
from qa.models.visit import Visit


class JudgementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def judged(self):
        return self.exclude(outcome="")

    def in_order(self):
        return self.select_related("standard").order_by("standard__position")


class Judgement(models.Model):
    """What a visit found on one standard, with the evidence."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="judgements")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    # Empty only in a draft: evidence noted before the judgement is made.
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    evidence = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "standard"], name="judgement_once")]

    def __str__(self):
        return f"{self.standard.number}: {self.get_outcome_display()}"


class ConfidentialNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Never a school, unless the visit is its own."""
        notes = self.filter(visit__in=Visit.objects.visible_to(user))
        if user.organisation and user.organisation.kind == OrganisationKind.SCHOOL:
            return notes.filter(visit__school=user.organisation)
        return notes


class ConfidentialNote(models.Model):
    """What a visit found on a standard that schools do not read: LAs and the provider do."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="confidential_notes")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    objects = ConfidentialNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "standard"], name="confidential_note_once")
        ]

    def __str__(self):
        return f"Not for schools: {self.standard.number}"
