from django.db import models
from django.db.models import Q

from apcommission.accounts.models import Organisation
from providers.models import Provider
from qa.choices import ActionStatus
from qa.models.visit import Visit


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def of_authority(self, organisation):
        return self.filter(authority=organisation)

    def with_visit(self):
        return self.select_related("visit__provider__organisation")

    def open(self):
        return self.exclude(status=ActionStatus.CLOSED)

    def soonest_first(self):
        return self.order_by("due_on", "pk")


class Action(models.Model):
    """Something a visit found that must be put right."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="actions")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    owner = models.CharField("who will do it", max_length=100, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=20, choices=ActionStatus, default=ActionStatus.OPEN)
    closed_on = models.DateField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="action_closed_has_a_date",
                condition=Q(status="closed", closed_on__isnull=False)
                | ~Q(status="closed") & Q(closed_on__isnull=True),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_closed(self):
        return self.status == ActionStatus.CLOSED
