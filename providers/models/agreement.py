from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from providers.choices import AgreementKind
from providers.models.application import Application
from providers.models.approval import Approval
from providers.models.provider import Provider


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority sees its own and its schools'; a school its own and its authority's; a
        provider those of whoever it may have to answer to."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(authority_id=organisation.area_id).filter(
                    Q(school_id=organisation.pk) | Q(school__isnull=True)
                )
            case OrganisationKind.PROVIDER:
                decided = Approval.objects.filter(provider_id=organisation.pk)
                asked = Application.objects.filter(provider_id=organisation.pk)
                return self.filter(
                    Q(authority_id__in=decided.values("authority_id"))
                    | Q(authority_id__in=asked.values("authority_id"))
                )
            case _:
                return self.none()

    def in_force(self, date):
        return self.filter(in_force_from__lte=date)

    def current(self, date):
        """Of each text its newest version in force on the date."""
        text = ("authority_id", "school_id", "kind")
        newest = self.in_force(date).order_by(*text, "-version").distinct(*text)
        return self.filter(pk__in=newest.values("pk"))

    def to_come(self, date):
        """Published, and in force only after the date."""
        return self.filter(in_force_from__gt=date)

    def of_authority(self, authority):
        """The authority's own texts, not its schools'."""
        return self.filter(authority=authority, school__isnull=True)

    def of_text(self, *, authority, school, kind):
        """All versions of one text."""
        return self.filter(authority=authority, school=school, kind=kind)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def latest_version(self):
        return self.order_by("-version").first()

    def in_list_order(self):
        """The authority's own before its schools', by publisher, kind and version."""
        return self.order_by(
            F("school_id").asc(nulls_first=True), "authority__name", "kind", "version"
        )

    def by_publisher(self, organisation):
        """The texts that an authority or a school published itself."""
        if organisation.kind == OrganisationKind.SCHOOL:
            return self.filter(school=organisation)
        return self.of_authority(organisation)

    def not_accepted_by(self, provider):
        return self.exclude(pk__in=Acceptance.objects.filter(provider=provider).values("agreement"))

    def with_names(self):
        return self.select_related("authority", "school", "published_by")


class Agreement(models.Model):
    """One version of a text that providers accept: an authority's contract and terms, or what an
    authority or a school expects of them."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Empty: the authority's own text.
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=AgreementKind)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    in_force_from = models.DateField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "school", "kind", "version"],
                name="agreement_version_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self):
        return reverse("providers:agreement_detail", args=[self.pk])

    @property
    def publisher(self):
        """The authority or school whose text it is."""
        return self.school or self.authority


class AcceptanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the texts that the user's organisation reads; a provider its own only."""
        organisation = user.organisation
        if organisation and organisation.kind == OrganisationKind.PROVIDER:
            return self.filter(provider_id=organisation.pk)
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def of(self, agreement):
        return self.filter(agreement=agreement)

    def with_names(self):
        return self.select_related("provider__organisation", "accepted_by", "agreement")

    def newest_first(self):
        return self.order_by("-accepted_at", "-pk")


class Acceptance(models.Model):
    """A named person accepted one version for the provider; never changed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="acceptances")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="acceptances")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "provider"], name="agreement_accepted_once"
            )
        ]

    def __str__(self):
        return f"{self.agreement} by {self.provider}"


def outstanding(provider, authority, on):
    """The authority's own texts in force on the day, in their newest version, that the provider
    has not accepted: empty when it may be told that nothing is left to accept."""
    texts = Agreement.objects.of_authority(authority).current(on)
    return texts.not_accepted_by(provider).with_names()
