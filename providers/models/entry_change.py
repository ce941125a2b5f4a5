from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import ChangeKind, ChangeState
from providers.models.provider import Provider


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

    def of(self, provider):
        return self.filter(provider=provider)


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
