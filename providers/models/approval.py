from django.db import models
from django.db.models import Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ApprovalStatus
from providers.models.provider import Provider

USABLE = [ApprovalStatus.APPROVED, ApprovalStatus.CONDITIONAL]


class ApprovalQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY | OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def usable(self):
        return self.filter(status__in=USABLE)


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
    qa_grade = models.CharField(max_length=20, blank=True)
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
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self):
        return f"{self.get_to_status_display()} on {self.decided_on}"
