from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from qa.choices import VoiceOf
from qa.models.visit import Visit


class VoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who make the visit. What few people said tells who said it, so the provider and
        other readers have the summary."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk, visit__school__isnull=True)
            case OrganisationKind.SCHOOL:
                return self.filter(visit__school_id=organisation.pk)
            case _:
                return self.none()

    def in_order(self):
        return self.select_related("heard_by").order_by("pk")


class Voice(models.Model):
    """What pupils, parents or staff said on a visit: how many they were and their words, never
    who."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="voices")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    of = models.CharField(max_length=10, choices=VoiceOf)
    how_many = models.PositiveSmallIntegerField()
    said = models.TextField()
    heard_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = VoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="voice_of_somebody", condition=models.Q(how_many__gte=1))
        ]

    def __str__(self):
        return f"{self.get_of_display()}: {self.how_many}"
