from django.db import models
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import OffListOutcome
from providers.models.provider import Provider


class OffListDeclarationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A school sees its own, an authority those of its schools."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case _:
                return self.none()

    def under_review(self):
        return self.filter(outcome=OffListOutcome.OPEN)

    def settled(self):
        return self.exclude(outcome=OffListOutcome.OPEN)

    def with_names(self):
        return self.select_related(
            "school", "authority", "provider__organisation", "declared_by", "settled_by"
        )

    def first_due_first(self):
        return self.order_by("review_due_on", "pk")

    def newest_first(self):
        return self.select_related("school", "provider__organisation").order_by("-declared_at")


class OffListDeclaration(models.Model):
    """A school says that it uses a provider its authority has not approved; the desk-top review
    of that provider begins with it."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Empty until the authority knows which provider of the register it is, or adds it.
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    provider_name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=30, blank=True)
    reason = models.TextField()
    checks_made = models.TextField(blank=True)
    pupils = models.PositiveSmallIntegerField()
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1)
    used_from = models.DateField()
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    review_due_on = models.DateField()
    outcome = models.CharField(
        max_length=10, choices=OffListOutcome, default=OffListOutcome.OPEN, blank=True
    )
    outcome_note = models.TextField(blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)

    objects = OffListDeclarationQuerySet.as_manager()

    def __str__(self):
        return f"{self.provider_name}, used by {self.school}"

    def get_absolute_url(self):
        return reverse("providers:off_list_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.outcome == OffListOutcome.OPEN
