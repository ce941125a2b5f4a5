from django.db import models

from apcommission.accounts.models import Organisation, Person
from qa.models.visit import Visit


class AcceptanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def in_order(self):
        return self.select_related("authority", "accepted_by").order_by("accepted_on", "pk")


class VisitAcceptance(models.Model):
    """An authority relies on another's published visit instead of making its own."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="acceptances")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "authority"], name="visit_acceptance_once")
        ]

    def __str__(self):
        return f"Accepted by {self.authority} on {self.accepted_on}"
