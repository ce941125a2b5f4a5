from django.db import models
from django.db.models import Case, F, When
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ApplicationState
from providers.models.provider import Provider

# While the provider may write in it.
TO_WRITE = [ApplicationState.STARTED, ApplicationState.ASKED]


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees its own; an authority those that were sent to it."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk, sent_at__isnull=False)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def open(self):
        return self.exclude(state__in=[ApplicationState.DECIDED, ApplicationState.WITHDRAWN])

    def of(self, provider):
        return self.filter(provider=provider)

    def to(self, authority):
        return self.filter(authority=authority)

    def unfinished(self):
        """Those on which the provider has to act."""
        return self.filter(state__in=TO_WRITE)

    def waiting(self):
        """Sent, and not yet decided on."""
        return self.filter(state=ApplicationState.SENT)

    def with_names(self):
        return self.select_related("authority", "provider__organisation")

    def waiting_first(self):
        """What waits for the authority, the longest wait first; then what waits for the provider,
        then what is settled, the newest first."""
        turn = Case(
            When(state=ApplicationState.SENT, then=0), When(state__in=TO_WRITE, then=1), default=2
        )
        waits = Case(When(state=ApplicationState.SENT, then=F("sent_at")))
        return self.order_by(turn, waits.asc(nulls_last=True), "-pk")


class Application(models.Model):
    """A provider's application to one authority, from the first answer to the decision."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="applications")
    state = models.CharField(
        max_length=10, choices=ApplicationState, default=ApplicationState.STARTED
    )
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    # What the authority still wants to know, and by when.
    asked = models.TextField(blank=True)
    answer_by = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "provider"],
                condition=models.Q(state__in=["started", "sent", "asked"]),
                name="application_open_once",
            )
        ]

    def __str__(self):
        return f"{self.provider} to {self.authority}"

    def get_absolute_url(self):
        return reverse("providers:application_detail", args=[self.pk])

    @property
    def may_be_written(self):
        return self.state in TO_WRITE

    @property
    def is_open(self):
        return self.state not in (ApplicationState.DECIDED, ApplicationState.WITHDRAWN)

    def days_waiting(self, on):
        """Days since it was sent, while it waits for the authority; None else."""
        if self.state != ApplicationState.SENT:
            return None
        return (on - timezone.localtime(self.sent_at).date()).days


class ApplicationAnswer(models.Model):
    """The provider's words on one question (providers/data/application_questions.csv)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"], name="application_answer_once"
            )
        ]

    def __str__(self):
        return self.question
