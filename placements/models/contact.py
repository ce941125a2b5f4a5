from django.db import models
from django.db.models import F, Q

from apcommission.accounts.choices import OrganisationKind
from placements.choices import Relation
from placements.models.of_pupil import OfPupil, OfPupilQuerySet
from placements.models.pupil import Pupil


class PupilContactQuerySet(OfPupilQuerySet):
    def visible_to(self, user):
        """A provider too reads whom to ring about a child it teaches or is about to."""
        if user.organisation and user.organisation.kind == OrganisationKind.PROVIDER:
            return self.filter(pupil__in=Pupil.objects.taught_by(user))
        return super().visible_to(user)

    def in_order(self):
        return self.order_by("order", "pk")

    def for_emergencies(self):
        return self.filter(is_emergency=True)


class PupilContact(OfPupil):
    """Whom to ring about a child, in which order; and what separated parents have agreed."""

    order = models.PositiveSmallIntegerField("order in which to ring", default=1)
    name = models.CharField(max_length=150)
    relation = models.CharField(max_length=20, choices=Relation)
    has_responsibility = models.BooleanField("has parental responsibility", default=False)
    lives_with = models.BooleanField("the child lives with them", default=False)
    is_emergency = models.BooleanField("ring in an emergency", default=True)
    gets_letters = models.BooleanField("gets their own copy of letters", default=False)
    phone = models.CharField(max_length=40, blank=True)
    other_phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    # Separated parents: who collects, what a court has ordered, what is not to be told to whom.
    note = models.TextField(blank=True)

    objects = PupilContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_can_be_reached", condition=~Q(phone="") | ~Q(email="")
            )
        ]

    def __str__(self):
        return self.name


class PupilAddressQuerySet(OfPupilQuerySet):
    def newest_first(self):
        return self.order_by("-valid_from", "-pk")

    def on(self, date):
        """In force on the day."""
        return self.filter(valid_from__lte=date).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )

    def still_open(self):
        return self.filter(valid_to__isnull=True)


class PupilAddress(OfPupil):
    """Where a child lives between two dates; `valid_to` empty means until further notice."""

    lines = models.CharField("address", max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = PupilAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="address_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            )
        ]

    def __str__(self):
        return ", ".join(filter(None, (self.lines, self.town, self.postcode)))
