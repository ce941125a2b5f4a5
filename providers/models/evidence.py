from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.documents.kept import FileState, KeptFile
from providers.choices import CheckOutcome, OnExpiry, ProviderType
from providers.models.provider import Provider

# Of the log of reminders a page shows the newest.
MOST_SHOWN = 30


class EvidenceRequirementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority's own lines, which it may change; the list that came with the register is
        read through `for_authority`."""
        organisation = user.organisation
        if organisation is None or organisation.kind != OrganisationKind.AUTHORITY:
            return self.none()
        return self.filter(authority_id=organisation.pk)

    def for_authority(self, authority_id):
        """The authority's own list; the list that came with the register while it has none."""
        own = self.filter(authority_id=authority_id)
        return own if own.exists() else self.filter(authority__isnull=True)

    def of_authorities(self, authority_ids):
        """Their own lists, and the one that came with the register."""
        return self.filter(Q(authority__isnull=True) | Q(authority_id__in=authority_ids))

    def active(self):
        return self.filter(is_active=True)

    def asked_of(self, provider):
        return self.filter(Q(provider_types=[]) | Q(provider_types__contains=[provider.type]))

    def in_order(self):
        return self.order_by("position", "pk")

    def named(self, key):
        return self.filter(key=key)


class EvidenceRequirement(models.Model):
    """One line of an evidence checklist: what a provider of some types must show."""

    # Empty: the list that comes with the register.
    authority = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    guidance = models.TextField(blank=True)
    # Empty: every type.
    provider_types = ArrayField(
        models.CharField(max_length=30, choices=ProviderType), default=list, blank=True
    )
    is_needed = models.BooleanField(default=True)
    # A file, or a statement in writing by a named person.
    needs_file = models.BooleanField(default=True)
    # How long it holds unless it says otherwise; empty: it does not expire.
    lasts_months = models.PositiveSmallIntegerField(null=True, blank=True)
    on_expiry = models.CharField(max_length=10, choices=OnExpiry, default=OnExpiry.NOTHING)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = EvidenceRequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "key"], name="requirement_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return self.name

    @property
    def asked_of_words(self):
        labels = [ProviderType(each).label for each in self.provider_types]
        return ", ".join(labels) or "All providers"


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees its own; an authority those of providers it has decided on or that
        applied to it; schools see what was checked, never the papers."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(provider__approvals__authority_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def current(self):
        return self.filter(is_current=True)

    def of(self, provider):
        return self.filter(provider=provider)

    def of_kind(self, key):
        return self.filter(key=key)

    def to_scan(self, after=0):
        """Files that no scanner has seen yet, the oldest first."""
        return self.filter(file_state=FileState.PENDING, pk__gt=after).order_by("pk")

    def with_provider(self):
        return self.select_related("provider__organisation", "uploaded_by")

    def newest_first(self):
        return self.select_related("uploaded_by").order_by("-uploaded_at", "-pk")


class Document(KeptFile):
    """Evidence of one kind that a provider gave: a file, or a statement in writing."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="documents")
    # The requirement's key, which is the same in every authority's list.
    key = models.CharField(max_length=40)
    # The statement where no file is needed: who confirms what.
    statement = models.TextField(blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # The newest of its kind; older ones stay as history.
    is_current = models.BooleanField(default=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "key"],
                condition=Q(is_current=True),
                name="document_current_once",
            ),
            models.CheckConstraint(
                name="document_expires_after_issue",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
            ),
        ]

    def __str__(self):
        return f"{self.key} of {self.issued_on}"

    def get_absolute_url(self):
        return reverse("providers:document_detail", args=[self.pk])


class DocumentContent(models.Model):
    """The bytes of a document, apart from it so that no list ever reads them.

    They are in PostgreSQL and not in a folder or a bucket: one backup holds the record and its
    evidence as of the same moment, one transaction writes both or neither, row security guards
    both, and any number of web hosts serve them without a shared disk. Evidence is small (at most
    10 MB) and seldom opened.
    """

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    content = models.BinaryField()

    def __str__(self):
        return f"Content of {self.document_id}"


class DocumentCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority's own; a provider's on itself; for a school its authority's."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY | OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def by_authorities(self, authority_ids):
        return self.filter(authority_id__in=authority_ids)

    def of_documents(self, documents):
        return self.filter(document__in=documents)

    def with_names(self):
        return self.select_related("authority", "checked_by")

    def shown_to_schools(self, provider):
        """What was verified, until when, by whom: columns that schools may read, and no paper.

        The newest look at each kind first.
        """
        return (
            self.filter(provider=provider)
            .order_by("document__key", "-checked_at", "-pk")
            .values(
                "outcome",
                "checked_at",
                key=F("document__key"),
                expires_on=F("document__expires_on"),
                checked_by_name=F("checked_by__name"),
            )
        )


class DocumentCheck(models.Model):
    """An authority's look at a document; the newest counts, none is changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="checks")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=CheckOutcome)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self):
        return f"{self.get_outcome_display()} on {self.checked_at:%d %b %Y}"


class ExpiryReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees what was sent to it; an authority also what was sent to its own."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(Q(authority__isnull=True) | Q(authority_id=organisation.pk))
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk, authority__isnull=True)
            case _:
                return self.none()

    def of(self, provider):
        return self.filter(provider=provider)

    def latest_first(self):
        return self.select_related("document").order_by("-sent_at", "sent_to")[:MOST_SHOWN]

    def about(self, document):
        return self.filter(document=document).order_by("-sent_at", "sent_to")


class ExpiryReminder(models.Model):
    """The log of what was sent about a document that runs out: to whom, how long before."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="reminders")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    # Whose commissioner was told; empty where it went to the provider.
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # 60, 30 or 7 days before; 0: on the day it expired.
    days_before = models.PositiveSmallIntegerField()
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField()

    objects = ExpiryReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "authority", "days_before", "sent_to"],
                name="reminder_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.days_before} days before, to {self.sent_to}"
