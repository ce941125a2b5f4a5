from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ApprovalStatus, DecisionStep, Grade, Score, Section
from providers.models.provider import Provider
from providers.rules import BLOCKS_NEW_PLACEMENTS, SHOWN_TO_SCHOOLS, USABLE


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

    def with_authority(self):
        return self.select_related("authority")


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
        """Those of the approvals the user sees; a school reads what was decided, not what passed
        between the provider and the authority before it."""
        seen = self.filter(approval__in=Approval.objects.visible_to(user))
        if user.organisation and user.organisation.kind == OrganisationKind.SCHOOL:
            return seen.published()
        return seen

    def published(self):
        return self.exclude(step__in=[DecisionStep.APPLIED, DecisionStep.ASKED])

    def blocking(self):
        """Those after which nobody new may be placed."""
        return self.filter(to_status__in=BLOCKS_NEW_PLACEMENTS)

    def untold(self):
        """Those whose schools a job still has to tell, the first first."""
        return self.blocking().filter(affected_told_at__isnull=True).order_by("pk")

    def with_names(self):
        return self.select_related("approval", "authority", "provider__organisation", "decided_by")

    def in_full(self):
        """With who decided, and the scores for those who may read them."""
        return self.select_related("decided_by").prefetch_related("scores")

    def newest_first(self):
        return self.order_by("-decided_on", "-pk")


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

    @property
    def blocks(self):
        return self.to_status in BLOCKS_NEW_PLACEMENTS

    @property
    def title(self):
        """What happened at this step, in words."""
        if self.step == DecisionStep.ASKED:
            return self.get_step_display()
        if self.from_status == ApprovalStatus.SUSPENDED and self.to_status in USABLE:
            return f"Reinstated: {self.get_to_status_display().lower()}"
        return self.get_to_status_display()


class DecisionScore(models.Model):
    """One section of an application as it was scored for a decision."""

    decision = models.ForeignKey(ApprovalDecision, models.CASCADE, related_name="scores")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    section = models.CharField(max_length=20, choices=Section)
    score = models.PositiveSmallIntegerField(choices=Score)
    note = models.TextField(blank=True)

    class Meta:
        # In the order in which they were written: that of Section.
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "section"], name="section_scored_once")
        ]

    def __str__(self):
        return f"{self.get_section_display()}: {self.score}"
