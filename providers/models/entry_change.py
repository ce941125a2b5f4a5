from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ChangeKind, ChangeState
from providers.models.offer import Offer
from providers.models.provider import Provider
from providers.models.site import Site
from providers.rules import RELIED_ON


class EntryChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A provider sees its own; an authority those of providers it has decided on."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(provider__approvals__authority_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self.filter(provider_id=organisation.pk)
            case _:
                return self.none()

    def waiting(self):
        return self.filter(state=ChangeState.PROPOSED)

    def accepted(self):
        return self.filter(state=ChangeState.ACCEPTED)

    def locked(self, pk):
        """The one of this number, held until the transaction ends; None when not among these."""
        return self.filter(pk=pk).select_for_update().first()

    def returned(self):
        return self.filter(state=ChangeState.RETURNED)

    def of(self, provider):
        return self.filter(provider=provider)

    def about(self, kind, subject_id):
        return self.filter(kind=kind, subject_id=subject_id)

    def numbered(self, pk):
        return self.filter(pk=pk)

    def decidable_by(self, authority_id):
        """Those of providers that this authority approved or suspended: it may decide on them."""
        return self.filter(
            provider__approvals__authority_id=authority_id,
            provider__approvals__status__in=RELIED_ON,
        )

    def with_names(self):
        return self.select_related(
            "provider__organisation", "proposed_by", "authority", "decided_by"
        )

    def oldest_first(self):
        return self.order_by("proposed_at", "pk")

    def newest_first(self):
        return self.order_by("-proposed_at", "-pk")


class EntryChange(models.Model):
    """What a provider wants its entry, a site or an offer to say; not live until an authority
    that uses the provider accepts it."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    # The site or offer; empty for the entry itself and for a site or offer to be added.
    subject_id = models.PositiveIntegerField(null=True, blank=True)
    # {field: value}: what is proposed, and what stood there when it was.
    proposed = models.JSONField(encoder=DjangoJSONEncoder)
    stood = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = EntryChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "subject_id"],
                condition=models.Q(state="proposed", subject_id__isnull=False),
                name="entry_change_waits_once",
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=models.Q(state="proposed", kind="provider"),
                name="entry_change_of_provider_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_state_display().lower()}"

    def get_absolute_url(self):
        return reverse("providers:entry_change_detail", args=[self.pk])

    @property
    def state_words(self):
        """The state in a word or two, for the tag beside a heading."""
        return "Waiting" if self.is_waiting else self.get_state_display()

    @property
    def is_waiting(self):
        return self.state == ChangeState.PROPOSED

    @property
    def subject(self):
        """The live entry, site or offer; None for one to be added, or gone. Asks the database."""
        if self.kind == ChangeKind.PROVIDER:
            return self.provider
        model = {ChangeKind.SITE: Site, ChangeKind.OFFER: Offer}[self.kind]
        return model.objects.of(self.provider_id).filter(pk=self.subject_id).first()

    @property
    def is_addition(self):
        """Whether it adds a site or an offer rather than change one."""
        return self.kind != ChangeKind.PROVIDER and self.subject_id is None
