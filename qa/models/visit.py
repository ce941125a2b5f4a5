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

    def of_provider(self, provider):
        return self.filter(provider=provider)

    def with_status(self, statuses):
        return self.filter(status__in=statuses)

    def graded(self, grades):
        return self.filter(grade__in=grades)

    def drafts(self):
        return self.filter(status=VisitStatus.DRAFT)

    def before(self, visit):
        """Published visits of the same provider on the same standards, up to the same day."""
        return (
            self.published()
            .filter(
                provider=visit.provider, framework=visit.framework, visited_on__lte=visit.visited_on
            )
            .exclude(pk=visit.pk)
        )

    def marking_current(self):
        """Each with `is_current`: it is its authority's newest published visit there."""
        newer = self.model.objects.published().filter(
            authority=models.OuterRef("authority"), provider=models.OuterRef("provider")
        )
        is_newer = Q(visited_on__gt=models.OuterRef("visited_on")) | Q(
            visited_on=models.OuterRef("visited_on"), pk__gt=models.OuterRef("pk")
        )
        return self.annotate(
            is_current=Q(status=VisitStatus.PUBLISHED) & ~models.Exists(newer.filter(is_newer))
        )

    def with_names(self):
        return self.select_related(
            "provider__organisation", "authority", "site", "lead", "signed_off_by", "framework"
        )

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
    # Why the person who was to sign it off sent it back; empty again once resubmitted.
    returned_reason = models.TextField("why it was sent back", blank=True)
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

    def get_next_url(self):
        """Where work on the visit goes on: its check page while a draft, then its report."""
        if self.is_draft:
            return reverse("qa:visit_check", args=[self.pk])
        return self.get_absolute_url()

    @property
    def is_draft(self):
        return self.status == VisitStatus.DRAFT

    @property
    def is_submitted(self):
        return self.status == VisitStatus.SUBMITTED

    @property
    def is_published(self):
        return self.status == VisitStatus.PUBLISHED


class JudgementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def judged(self):
        return self.exclude(outcome="")

    def in_order(self):
        return self.select_related("standard").order_by("standard__position")


class Judgement(models.Model):
    """What a visit found on one standard, with the evidence."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="judgements")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    # Empty only in a draft: evidence noted before the judgement is made.
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    evidence = models.TextField(blank=True)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "standard"], name="judgement_once")]

    def __str__(self):
        return f"{self.standard.number}: {self.get_outcome_display()}"
