from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ApprovalStatus, DecisionStep, Grade, Score, Section
from providers.models.provider import Provider
from providers.rules import SHOWN_TO_SCHOOLS, USABLE


class ApprovalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own; a school its authority's that are, or were, of use to it;
        a provider those on itself, by every authority."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id, status__in=SHOWN_TO_SCHOOLS)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def of(self, provider):
        return self.filter(provider=provider)

    def by_authority(self, authority):
        return self.filter(authority=authority)

    def usable(self):
        return self.filter(status__in=USABLE)

    def visit_due_by(self, date):
        """In use, and never visited or with the next visit due on or before the date; the
        longest overdue first, after those never visited."""
        return (
            self.usable()
            .filter(Q(qa_next_due_on__isnull=True) | Q(qa_next_due_on__lte=date))
            .order_by(
                models.F("qa_next_due_on").asc(nulls_first=True), "provider__organisation__name"
            )
        )

    def with_provider(self):
        return self.select_related("provider__organisation")

    def with_history(self):
        return self.select_related("authority").prefetch_related(
            models.Prefetch("decisions", ApprovalDecision.objects.select_related("decided_by"))
        )


class Approval(models.Model):
    """One authority's standing decision on one provider."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="approvals")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="approvals")
    status = models.CharField(max_length=20, choices=ApprovalStatus)
    decided_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    reason = models.TextField("published reason", blank=True)
    # The grade of the last visit that was signed off, kept here so that the catalogue follows
    # the moment a visit is published (qa writes it through providers.actions).
    qa_grade = models.CharField(max_length=20, choices=Grade, blank=True)
    qa_visited_on = models.DateField(null=True, blank=True)
    qa_next_due_on = models.DateField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "provider"], name="approval_once"),
            models.CheckConstraint(
                name="approval_decided_has_a_date",
                condition=Q(status="applied") | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.provider} for {self.authority}: {self.get_status_display()}"

    @property
    def is_usable(self):
        return self.status in USABLE


class ApprovalDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(approval__in=Approval.objects.visible_to(user))


class ApprovalDecision(models.Model):
    """One step in the history of an approval; never changed."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="decisions")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    from_status = models.CharField(max_length=20, choices=ApprovalStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=ApprovalStatus)
    decided_on = models.DateField()
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    step = models.CharField(max_length=10, choices=DecisionStep, default=DecisionStep.DECIDED)
    # Empty where a job did it: evidence that expired.
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # When the schools of the pupils affected were told; empty while a job still has to.
    affected_told_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ApprovalDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self):
        return f"{self.get_to_status_display()} on {self.decided_on}"


class DecisionScore(models.Model):
    """One section of an application as it was scored for a decision."""

    decision = models.ForeignKey(ApprovalDecision, models.CASCADE, related_name="scores")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    section = models.CharField(max_length=20, choices=Section)
    score = models.PositiveSmallIntegerField(choices=Score)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "section"], name="section_scored_once")
        ]

    def __str__(self):
        return f"{self.get_section_display()}: {self.score}"
