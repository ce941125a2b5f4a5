from django.db import models
from django.db.models import Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.models import Provider, Site
from qa.choices import Grade, VisitKind, VisitStatus
from qa.models.framework import Framework

# A visit that its provider reads before it is signed off.
OPEN_TO_REPLY = Q(status="submitted", reply_by__isnull=False)


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own visits and others' published ones; a school its own and what
        is published (the shared record of product.md); the provider also what it may reply to."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(
                    Q(authority_id=organisation.pk, school__isnull=True)
                    | Q(status=VisitStatus.PUBLISHED)
                )
            case OrganisationKind.SCHOOL:
                return self.filter(Q(school_id=organisation.pk) | Q(status=VisitStatus.PUBLISHED))
            case OrganisationKind.PROVIDER:
                return self.filter(
                    Q(status=VisitStatus.PUBLISHED) | Q(OPEN_TO_REPLY), provider_id=organisation.pk
                )
            case _:
                return self.none()

    def published(self):
        return self.filter(status=VisitStatus.PUBLISHED)

    def of_authority(self, organisation):
        return self.filter(authority=organisation)

    def owned_by(self, user):
        """Those that the user's own organisation makes."""
        organisation = user.organisation
        if organisation.kind == OrganisationKind.SCHOOL:
            return self.filter(school=organisation)
        return self.filter(authority=organisation, school__isnull=True)

    def with_a_report(self):
        """Those that are written: what is a draft has no report yet."""
        return self.exclude(status=VisitStatus.DRAFT)

    def open_to_reply(self):
        return self.filter(OPEN_TO_REPLY)

    def waiting_for_sign_off(self, organisation):
        """The authority's own that somebody must sign off, the longest waiting first."""
        return self.filter(
            authority=organisation, school__isnull=True, status=VisitStatus.SUBMITTED
        ).order_by("submitted_at", "pk")

    def not_made_by(self, person):
        return self.exclude(lead=person.pk).exclude(co_visitor=person.pk)

    def between(self, authority, first, last):
        """The authority's own published visits of these days, ends included."""
        return self.published().filter(
            authority=authority, school__isnull=True, visited_on__range=(first, last)
        )

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
            authority=models.OuterRef("authority"),
            provider=models.OuterRef("provider"),
            school__isnull=True,
        )
        is_newer = Q(visited_on__gt=models.OuterRef("visited_on")) | Q(
            visited_on=models.OuterRef("visited_on"), pk__gt=models.OuterRef("pk")
        )
        return self.annotate(
            is_current=Q(status=VisitStatus.PUBLISHED, school__isnull=True)
            & ~models.Exists(newer.filter(is_newer))
        )

    def with_names(self):
        return self.select_related(
            "provider__organisation",
            "authority",
            "school",
            "site",
            "lead",
            "co_visitor",
            "signed_off_by",
            "replied_by",
            "framework",
        )

    def newest_first(self):
        return self.order_by("-visited_on", "-pk")


class Visit(models.Model):
    """One authority's or school's look at one provider, on the standards of its day."""

    # Whose visit it is; for a school's own visit, the school's authority.
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="visits")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="own_visits"
    )
    # Who made it, where the authority records the visit of one that does not use the register.
    made_by = models.CharField(max_length=120, blank=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="visits")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=20, choices=VisitKind)
    visited_on = models.DateField()
    # London time; empty: some time that day.
    starts_at = models.TimeField(null=True, blank=True)
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+")
    co_visitor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=VisitStatus, default=VisitStatus.DRAFT)
    # Why the person who was to sign it off sent it back; empty again once resubmitted.
    returned_reason = models.TextField("why it was sent back", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # The provider may reply until the end of that day; empty: nobody asked it yet.
    reply_by = models.DateField(null=True, blank=True)
    reply = models.TextField("the provider's reply", blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
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
                | Q(signed_off_by__isnull=False, signed_off_at__isnull=False)
                & (~Q(grade="") | Q(school__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_reply_has_a_date",
                condition=Q(reply="") | Q(replied_at__isnull=False, replied_by__isnull=False),
            ),
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
    def made_by_whom(self):
        """The body that made it: a school, an LA outside the register, or the authority."""
        if self.school_id:
            return self.school.name
        return self.made_by or self.authority.name

    def is_led_by(self, person):
        """Whether this person made the visit, first or second of the two."""
        return person.pk in (self.lead_id, self.co_visitor_id)

    def may_be_replied_to(self, on):
        return self.is_submitted and self.reply_by is not None and on <= self.reply_by

    @property
    def is_draft(self):
        return self.status == VisitStatus.DRAFT

    @property
    def is_submitted(self):
        return self.status == VisitStatus.SUBMITTED

    @property
    def is_published(self):
        return self.status == VisitStatus.PUBLISHED
