from django.db import models
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Person
from providers.models import Provider
from qa.choices import Outcome
from qa.models.framework import Framework, Standard


class SelfAssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The provider's own; an authority reads what was sent. Schools read the visits."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.sent()
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def beside(self, visit):
        """Those of the visit's provider on the visit's standards, sent, the newest first."""
        return (
            self.sent()
            .filter(provider=visit.provider, framework=visit.framework)
            .order_by("-sent_at", "-pk")
        )

    def newest_first(self):
        return self.select_related("framework", "started_by", "provider__organisation").order_by(
            "-started_on", "-pk"
        )


class SelfAssessment(models.Model):
    """A provider's own judgement on a set of standards, made before a visit."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="self_assessments")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_on = models.DateField()
    summary = models.TextField(blank=True)
    # Once sent it stays as it is; a new one corrects it.
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "framework"],
                condition=models.Q(sent_at__isnull=True),
                name="self_assessment_one_open",
            )
        ]

    def __str__(self):
        return f"Self-assessment of {self.started_on}"

    def get_absolute_url(self):
        return reverse("qa:self_assessment_detail", args=[self.pk])

    @property
    def is_sent(self):
        return self.sent_at is not None


class SelfJudgement(models.Model):
    """What the provider says of one standard."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="judgements")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "standard"], name="self_judgement_once")
        ]

    def __str__(self):
        return f"{self.standard.number}: {self.get_outcome_display()}"
