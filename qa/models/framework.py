from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from qa.choices import FrameworkKind, Scale


class FrameworkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """National ones and examples are everybody's; an authority's own are its own, and its
        drafts nobody else's."""
        organisation = user.organisation
        if organisation is None:
            return self.none()
        mine = Q(authority_id=organisation.area_id)
        if organisation.kind != OrganisationKind.AUTHORITY:
            mine &= Q(in_force_from__isnull=False)
        return self.filter(Q(authority__isnull=True) | mine)

    def usable_by(self, authority_id):
        """What the authority may visit on: the national ones and its own, drafts left out."""
        return self.exclude(kind=FrameworkKind.EXAMPLE).filter(
            Q(authority__isnull=True) | Q(authority_id=authority_id), in_force_from__isnull=False
        )

    def asked_by(self, authority_ids):
        """What a provider is visited on by these authorities."""
        return self.exclude(kind=FrameworkKind.EXAMPLE).filter(
            Q(authority__isnull=True) | Q(authority__in=authority_ids), in_force_from__isnull=False
        )

    def on(self, date):
        """In force on the date, newest first."""
        return self.filter(
            Q(retired_on__isnull=True) | Q(retired_on__gt=date), in_force_from__lte=date
        ).order_by("-in_force_from", "pk")

    def in_order(self):
        """Drafts first, then the newest; what is retired stands last."""
        return self.select_related("authority").order_by(
            F("retired_on").desc(nulls_first=True), F("in_force_from").desc(nulls_first=True), "pk"
        )

    def counting(self):
        """Each with `how_many`: the number of its standards."""
        return self.annotate(how_many=models.Count("standards"))

    def of_authority(self, organisation):
        return self.filter(authority=organisation)


class Framework(models.Model):
    """A dated set of standards; an old visit always reads with the standards of its day.

    A draft has no first day in force; from that day its words stay as they are, and a retired one
    is read but no longer visited on.
    """

    # Empty: a national framework, or an example.
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="frameworks"
    )
    kind = models.CharField(max_length=10, choices=FrameworkKind, default=FrameworkKind.OWN)
    name = models.CharField(max_length=150)
    source = models.CharField("official reference", max_length=300)
    scale = models.CharField(max_length=10, choices=Scale, default=Scale.FOUR)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    in_force_from = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "in_force_from"],
                name="framework_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="framework_retires_after_it_began",
                condition=Q(retired_on__isnull=True) | Q(retired_on__gt=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="framework_own_has_an_authority",
                condition=Q(kind="own", authority__isnull=False)
                | ~Q(kind="own") & Q(authority__isnull=True) & Q(in_force_from__isnull=False),
            ),
        ]

    def __str__(self):
        if self.is_draft:
            return f"{self.name} (draft)"
        return f"{self.name} ({self.in_force_from:%B %Y})"

    def get_absolute_url(self):
        return reverse("qa:framework_detail", args=[self.pk])

    @property
    def is_draft(self):
        return self.in_force_from is None

    @property
    def is_example(self):
        return self.kind == FrameworkKind.EXAMPLE

    def state(self, on):
        """ "draft", "example", "planned", "retired" or "in_force" on a date."""
        if self.is_draft:
            return "draft"
        if self.is_example:
            return "example"
        if self.retired_on and self.retired_on <= on:
            return "retired"
        return "in_force" if self.in_force_from <= on else "planned"


class StandardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(framework__in=Framework.objects.visible_to(user))

    def in_drafts_of(self, organisation):
        return self.filter(
            framework__authority=organisation, framework__in_force_from__isnull=True
        ).select_related("framework")


class Standard(models.Model):
    """One standard of a framework, summarised in our own words."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="standards")
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=100)
    summary = models.CharField(max_length=300)
    # The wording is our summary; False where the official text has not been checked line by line.
    is_confirmed = models.BooleanField(default=False)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="standard_once")
        ]

    def __str__(self):
        return f"{self.number} {self.summary}"
