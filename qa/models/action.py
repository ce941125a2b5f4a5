from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.documents.kept import KeptFile
from providers.models import Provider
from qa.choices import ActionStatus, VisitStatus
from qa.models.visit import Visit


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def of_authority(self, organisation):
        return self.filter(authority=organisation)

    def with_visit(self):
        return self.select_related("visit__provider__organisation", "visit__authority")

    def of_published_visits(self):
        return self.filter(visit__status=VisitStatus.PUBLISHED)

    def open(self):
        return self.exclude(status=ActionStatus.CLOSED)

    def soonest_first(self):
        return self.order_by("due_on", "pk")

    def with_files(self):
        """Each with its files, their bytes left where they are."""
        return self.prefetch_related(
            models.Prefetch("files", ActionFile.objects.defer("content").order_by("pk"))
        ).select_related("answered_by")


class Action(models.Model):
    """Something a visit found that must be put right."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="actions")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    owner = models.CharField("who will do it", max_length=100, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=20, choices=ActionStatus, default=ActionStatus.OPEN)
    # What the provider says it did.
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # Why the answer was not enough; empty again once answered anew.
    returned_reason = models.TextField("why it is open again", blank=True)
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

    @property
    def is_answered(self):
        return self.status == ActionStatus.ANSWERED

    def is_overdue(self, on):
        return not self.is_closed and self.due_on < on


class ActionFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The provider that gave it, and the authority whose action it answers."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()


class ActionFile(KeptFile):
    """Evidence that a provider gave with its answer to an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="files")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    content = models.BinaryField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = ActionFileQuerySet.as_manager()

    def __str__(self):
        return self.file_name
