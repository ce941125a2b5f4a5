from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from apcommission.terms.calendars import calendar_for, whole_year
from placements.choices import Basis, CommissionerKind, EndReason, Reason, Status
from placements.models.pupil import Pupil
from providers.models import Provider

LIVE = [Status.ACTIVE, Status.PAUSED]
OPEN = [Status.REQUESTED, Status.AGREED, *LIVE]
BY_NAME = (Lower("pupil__surname"), Lower("pupil__forename"), "pk")
ORDERS = {
    "pupil": (),
    "school": (Lower("school__name"),),
    "provider": (Lower("provider__organisation__name"),),
    "status": (F("status"),),
    "start": (F("starts_on"),),
    "review": (F("review_due_on"),),
}


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, user):
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                # A request that came to nothing leaves the provider no sight of the child.
                nothing = [Status.DECLINED, Status.WITHDRAWN]
                return self.filter(provider_id=organisation.pk).exclude(status__in=nothing)
            case _:
                return self.none()

    def live(self):
        return self.filter(status__in=LIVE)

    def open(self):
        return self.filter(status__in=OPEN)

    def taught(self):
        """Agreed or live: the provider teaches the pupil or is about to."""
        return self.filter(status__in=[Status.AGREED, *LIVE])

    def on(self, date):
        """Started, and not ended before the date."""
        return self.filter(status__in=[*LIVE, Status.ENDED], starts_on__lte=date).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=date)
        )

    def requested(self):
        return self.filter(status=Status.REQUESTED)

    def of_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def with_status(self, statuses):
        return self.filter(status__in=statuses)

    def at(self, provider):
        return self.filter(provider=provider)

    def of_authority(self, authority_id):
        return self.filter(authority_id=authority_id)

    def from_school(self, school):
        return self.filter(school=school)

    def for_pupils_named(self, text):
        return self.filter(pupil__in=Pupil.objects.named_like(text))

    def review_overdue(self, on):
        """Live, and the day by which a review was owed has gone by."""
        return self.live().filter(review_due_on__lt=on)

    def with_names(self):
        return self.select_related(
            "pupil", "school", "provider__organisation", "authority", "requested_by"
        )

    def newest_first(self):
        return self.order_by("-starts_on", "-pk")

    def in_list_order(self, sort):
        """By a key of ORDERS, "-" before it for the other way; by the pupil's name else."""
        keys = ORDERS.get(sort.removeprefix("-"), ())
        way = "desc" if sort.startswith("-") else "asc"
        names = BY_NAME
        if sort == "-pupil":
            names = [key.desc() for key in BY_NAME[:2]] + ["-pk"]
        return self.order_by(*[getattr(key, way)(nulls_last=True) for key in keys], *names)


class Placement(models.Model):
    """The agreement that one pupil is taught by one provider, from its request to its end."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="placements")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="placements")
    commissioner_kind = models.CharField(max_length=10, choices=CommissionerKind)
    basis = models.CharField(max_length=30, choices=Basis)
    reason = models.CharField(max_length=30, choices=Reason)
    status = models.CharField(max_length=20, choices=Status, default=Status.REQUESTED)
    # Code B needs the nature of the activity (law.md 1.2).
    activity = models.CharField("what the pupil will do there", max_length=200)
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    end_note = models.TextField(blank=True)
    # The next review that is owed; kept by the actions, read by the overdue flag.
    review_due_on = models.DateField(null=True, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.TextField(blank=True)
    weekly_price_pence = models.PositiveIntegerField(default=0)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_ended_has_a_date",
                condition=Q(status="ended", ended_on__isnull=False)
                | ~Q(status="ended") & Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="placement_ends_after_start", condition=Q(planned_end_on__gte=F("starts_on"))
            ),
            # What the rows under a placement point at, so that they can never say that they
            # are another authority's, school's or provider's (row_security, OF_PLACEMENT).
            models.UniqueConstraint(
                fields=["id", "authority", "provider", "pupil"], name="placement_identity"
            ),
            models.UniqueConstraint(fields=["id", "school"], name="placement_school_identity"),
        ]
        indexes = [
            models.Index(
                fields=["provider"],
                condition=Q(ended_on__isnull=True),
                name="placement_open_provider",
            ),
            models.Index(
                fields=["authority", "status"],
                condition=Q(ended_on__isnull=True),
                name="placement_open_authority",
            ),
            models.Index(
                fields=["review_due_on"],
                condition=Q(ended_on__isnull=True),
                name="placement_review_due",
            ),
        ]

    def __str__(self):
        return f"Placement {self.pk}"

    def get_absolute_url(self):
        return reverse("placements:placement_detail", args=[self.pk])

    @property
    def is_live(self):
        return self.status in LIVE

    @property
    def weekly_price(self):
        """Pounds a week; 0 when no price is agreed."""
        return Decimal(self.weekly_price_pence) / 100

    @property
    def is_open(self):
        return self.status in OPEN

    def is_run_by(self, organisation):
        """Whether the organisation decides on it: the authority all in its area, a school those
        that it commissions itself."""
        if organisation.kind == OrganisationKind.AUTHORITY:
            return organisation.pk == self.authority_id
        return (
            organisation.pk == self.school_id and self.commissioner_kind == CommissionerKind.SCHOOL
        )

    def review_is_overdue(self, on):
        return self.is_live and self.review_due_on is not None and self.review_due_on < on

    def half_terms_around(self, on):
        """The half terms that apply to it, from the academic year before the day to the next."""
        start, end = whole_year(on)
        calendar = calendar_for(self.authority_id, school_id=self.school_id, start=start, end=end)
        return calendar.half_terms

    def scope_columns(self):
        """The columns that every row under this placement carries for row security."""
        return {
            "placement_id": self.pk,
            "pupil_id": self.pupil_id,
            "authority_id": self.authority_id,
            "school_id": self.school_id,
            "provider_id": self.provider_id,
        }
