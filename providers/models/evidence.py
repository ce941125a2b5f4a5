from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.documents.kept import KeptFile
from providers.choices import CheckOutcome, OnExpiry, ProviderType
from providers.models.provider import Provider


class EvidenceRequirementQuerySet(models.QuerySet):
    def for_authority(self, authority_id):
        """The authority's own list; the list that came with the register while it has none."""
        own = self.filter(authority_id=authority_id)
        return own if own.exists() else self.filter(authority__isnull=True)

    def active(self):
        return self.filter(is_active=True)

    def asked_of(self, provider):
        return self.filter(Q(provider_types=[]) | Q(provider_types__contains=[provider.type]))

    def in_order(self):
        return self.order_by("position", "pk")


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

    def expiring_by(self, date):
        return self.current().filter(expires_on__lte=date)


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


class DocumentContent(models.Model):
    """The bytes of a document, apart from it so that no list ever reads them."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    content = models.BinaryField()

    def __str__(self):
        return f"Content of {self.document_id}"


class DocumentCheck(models.Model):
    """An authority's look at a document; the newest counts, none is changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="checks")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=CheckOutcome)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self):
        return f"{self.get_outcome_display()} on {self.checked_at:%d %b %Y}"


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
