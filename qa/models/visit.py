from django.db import models
from django.db.models import Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.models import Provider, Site
from qa.choices import Grade, Outcome, VisitKind, VisitStatus
from qa.models.framework import Framework, Standard


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own visits and others' published ones; schools and the provider
        see what is published (the shared record of product.md)."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(
                    Q(authority_id=organisation.pk) | Q(status=VisitStatus.PUBLISHED)
                )
            case OrganisationKind.SCHOOL:
                return self.published()
            case OrganisationKind.PROVIDER:
                return self.published().filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def published(self):
        return self.filter(status=VisitStatus.PUBLISHED)

    def of_authority(self, organisation):
        return self.filter(authority=organisation)

    def newest_first(self):
        return self.order_by("-visited_on", "-pk")


class Visit(models.Model):
    """One authority's look at one provider, on the standards of its day."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="visits")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="visits")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=20, choices=VisitKind)
    visited_on = models.DateField()
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+")
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=VisitStatus, default=VisitStatus.DRAFT)
    grade = models.CharField(max_length=20, choices=Grade, blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_published_is_signed_off",
                condition=~Q(status="published")
                | Q(signed_off_by__isnull=False, signed_off_at__isnull=False) & ~Q(grade=""),
            )
        ]
        indexes = [models.Index(fields=["provider", "-visited_on"], name="visit_provider")]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.visited_on}"

    def get_absolute_url(self):
        return reverse("qa:visit_detail", args=[self.pk])


class Judgement(models.Model):
    """What a visit found on one standard, with the evidence."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="judgements")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome)
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "standard"], name="judgement_once")]

    def __str__(self):
        return f"{self.standard.number}: {self.get_outcome_display()}"
