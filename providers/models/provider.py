from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import Grade, ProviderType
from providers.rules import RELIED_ON, SHOWN_TO_SCHOOLS, USABLE


class ProviderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees itself; a school those its authority uses or used; an authority
        every provider, because the provider record is shared between authorities."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self
            case OrganisationKind.SCHOOL:
                return self.filter(
                    approvals__authority_id=organisation.area_id,
                    approvals__status__in=SHOWN_TO_SCHOOLS,
                )
            case OrganisationKind.PROVIDER:
                return self.filter(pk=organisation.pk)
            case _:
                return self.none()

    def in_use_for(self, authority_id):
        """Approved, with or without conditions, by this authority."""
        return self.filter(approvals__authority_id=authority_id, approvals__status__in=USABLE)

    def by_name(self):
        return self.order_by(Lower("organisation__name"))

    def with_names(self):
        return self.select_related("organisation")

    def for_page(self):
        """With the names that its own page shows."""
        return self.select_related("organisation", "registration_checked_by")

    def listed_by(self, authority_id):
        """Each with `listing`: this authority's approval of it, or None."""
        return self.annotate(
            listing=FilteredRelation("approvals", condition=Q(approvals__authority=authority_id))
        ).select_related("organisation", "listing")

    # The words of the catalogue's filters; they follow `listed_by`.

    def named_like(self, text):
        """Every word stands in the name, the description, an offer or the town of a site."""
        found = self
        for word in text.split():
            offers = self.model.offers.rel.related_model.objects.active().with_word(word)
            sites = self.model.sites.rel.related_model.objects.active().in_town(word)
            found = found.filter(
                Q(organisation__name__icontains=word)
                | Q(description__icontains=word)
                | Exists(offers.filter(provider=OuterRef("pk")))
                | Exists(sites.filter(provider=OuterRef("pk")))
            )
        return found

    def offering(self, offers):
        """At least one of these offers is theirs."""
        return self.filter(Exists(offers.filter(provider=OuterRef("pk"))))

    def among(self, ids):
        return self.filter(pk__in=ids)

    def of_types(self, types):
        return self.filter(type__in=types)

    def registered(self, yes):
        return self.filter(urn__isnull=not yes)

    def graded(self, grades):
        return self.filter(listing__qa_grade__in=grades)

    def with_status(self, statuses):
        return self.filter(listing__status__in=statuses)

    def in_order_of(self, ids):
        """Those with these ids first and in this order, then the others by name."""
        array = models.Value(list(ids), ArrayField(models.IntegerField()))
        place = models.Func(array, F("pk"), function="array_position")
        return self.order_by(place.asc(nulls_last=True), Lower("organisation__name"))

    def best_grade_first(self):
        order = Case(
            *[When(listing__qa_grade=grade, then=Value(n)) for n, grade in enumerate(Grade)],
            default=Value(len(Grade)),
        )
        return self.order_by(order, Lower("organisation__name"))

    def cheapest_first(self):
        """By the lowest price of a half-day among the active offers."""
        offers = self.model.offers.rel.related_model.objects.active().priced()
        lowest = offers.filter(provider=OuterRef("pk")).order_by("half_day_pence")
        return self.annotate(
            lowest_pence=models.Subquery(lowest.values("half_day_pence")[:1])
        ).order_by(F("lowest_pence").asc(nulls_last=True), Lower("organisation__name"))


class Provider(models.Model):
    """A legal body that gives alternative provision; its record is shared between authorities."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="provider"
    )
    type = models.CharField(max_length=30, choices=ProviderType)
    # A number from Get Information about Schools; empty for non-school AP.
    urn = models.PositiveIntegerField("URN", null=True, blank=True, unique=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    # The legal body behind the name.
    legal_name = models.CharField(max_length=200, blank=True)
    company_number = models.CharField(max_length=8, blank=True)
    charity_number = models.CharField(max_length=8, blank=True)
    # What an authority saw that shows whether it is a registered school, and when.
    registration_evidence = models.CharField(max_length=200, blank=True)
    registration_checked_on = models.DateField(null=True, blank=True)
    registration_checked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who else teaches for it, and what; empty: it declares that nobody does, on that date.
    subcontracting = models.TextField(blank=True)
    subcontracting_declared_on = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    ofsted_outcome = models.CharField(max_length=60, blank=True)
    ofsted_inspected_on = models.DateField(null=True, blank=True)

    objects = ProviderQuerySet.as_manager()

    # Set by `listed_by` where that authority holds an approval.
    listing = None

    def __str__(self):
        return self.organisation.name

    def get_absolute_url(self):
        return reverse("providers:provider_detail", args=[self.pk])

    @property
    def name(self):
        return self.organisation.name

    @property
    def is_registered(self):
        """DfE's published statistics take "no URN" as the definition of unregistered."""
        return self.urn is not None

    @property
    def registration(self):
        """ "Registered school, URN 123456", or "Non-school AP"."""
        if self.is_registered:
            return f"Registered school, URN {self.urn}"
        if self.type == ProviderType.NON_SCHOOL:
            return "Non-school AP"
        return f"{self.get_type_display()}, no URN given"

    @property
    def is_relied_on(self):
        """Whether an authority approved it or suspended it: then its own changes of its entry
        wait until such an authority accepts them. Asks the database."""
        return self.approvals.filter(status__in=RELIED_ON).exists()

    @property
    def declares_no_subcontracting(self):
        return bool(self.subcontracting_declared_on and not self.subcontracting)

    @property
    def is_inspected(self):
        return bool(self.ofsted_outcome and self.ofsted_inspected_on)
