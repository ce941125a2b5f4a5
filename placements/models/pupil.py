from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from placements.choices import Roll, SenProvision, Sex

BY_NAME = (Lower("surname"), Lower("forename"), "pk")
ORDERS = {
    "name": BY_NAME[:2],
    "born": (F("date_of_birth"),),
    "school": (Lower("school__name"),),
}


class PupilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority its own; a school those on its roll; a provider those placed with it."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case OrganisationKind.PROVIDER:
                return self._with_any(_placements().visible_to(user))
            case _:
                return self.none()

    def placed_for(self, user):
        """With a placement that is requested, agreed or live, as far as the user may see."""
        return self._with_any(_placements().visible_to(user).open())

    def _with_any(self, placements):
        return self.filter(Exists(placements.filter(pupil=OuterRef("pk"))))

    def named_like(self, text):
        """Each word begins one of the names, or is the UPN."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(forename__istartswith=word)
                | Q(surname__istartswith=word)
                | Q(preferred_forename__istartswith=word)
                | Q(upn__iexact=word)
            )
        return found

    def with_ids(self, ids):
        return self.filter(pk__in=ids)

    def with_school(self):
        return self.select_related("school", "authority")

    def with_open_placements(self, user):
        """Each with `open_placements`, a list of those that the user may see."""
        placements = _placements().visible_to(user).open().with_names().newest_first()
        return self.select_related("school").prefetch_related(
            Prefetch("placements", placements, to_attr="open_placements")
        )

    def with_upn(self, authority, upn):
        return self.filter(authority=authority, upn=upn)

    def alike(self, pupil):
        """Of the same name and date of birth in the same authority."""
        return self.filter(
            authority_id=pupil.authority_id,
            forename__iexact=pupil.forename.strip(),
            surname__iexact=pupil.surname.strip(),
            date_of_birth=pupil.date_of_birth,
        )

    def by_name(self):
        return self.order_by(*BY_NAME)

    def in_list_order(self, sort):
        """By name, birth or school: a key of ORDERS, "-" before it for the other way."""
        keys = ORDERS.get(sort.removeprefix("-"), BY_NAME[:2])
        if sort.startswith("-"):
            return self.order_by(*[key.desc(nulls_last=True) for key in keys], *BY_NAME)
        return self.order_by(*[key.asc(nulls_last=True) for key in keys], *BY_NAME)


def _placements():
    # The reverse relation: placement.py imports this module.
    return Pupil.placements.rel.related_model.objects


class Pupil(models.Model):
    """A child, as one authority knows them; the same child may be known to two authorities."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The home school; empty for a child on no roll.
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="pupils"
    )
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    preferred_forename = models.CharField(max_length=80, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    roll = models.CharField(max_length=10, choices=Roll, default=Roll.SINGLE)
    sen_provision = models.CharField(
        "SEN provision", max_length=1, choices=SenProvision, default=SenProvision.NONE
    )
    sen_need = models.CharField("main need", max_length=60, blank=True)
    is_looked_after = models.BooleanField("looked after by a local authority", default=False)
    has_free_meals = models.BooleanField("eligible for free school meals", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "upn"], condition=~Q(upn=""), name="pupil_upn_once"
            ),
            models.CheckConstraint(
                name="pupil_on_a_roll_has_a_school",
                condition=Q(roll="none", school__isnull=True)
                | ~Q(roll="none") & Q(school__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "surname"], name="pupil_school"),
            models.Index(fields=["authority", "surname"], name="pupil_authority"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("placements:pupil_detail", args=[self.pk])

    @staticmethod
    def list_url():
        return reverse("placements:pupil_list")

    @property
    def name(self):
        return f"{self.preferred_forename or self.forename} {self.surname}"

    @property
    def has_ehc_plan(self):
        return self.sen_provision == SenProvision.PLAN


class PupilSafeguardingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nothing but for a designated safeguarding lead, of pupils in scope."""
        if not user.is_dsl:
            return self.none()
        return self.filter(pupil__in=Pupil.objects.visible_to(user))

    def of(self, pupil):
        return self.filter(pupil=pupil)


class PupilSafeguarding(models.Model):
    """What only a designated safeguarding lead reads; a table of its own with its own policy."""

    pupil = models.OneToOneField(
        Pupil, models.CASCADE, primary_key=True, related_name="safeguarding"
    )
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_child_protection = models.BooleanField("child protection plan", default=False)
    is_child_in_need = models.BooleanField("child in need plan", default=False)
    social_worker = models.CharField(max_length=150, blank=True)
    detail = models.TextField(blank=True)

    objects = PupilSafeguardingQuerySet.as_manager()

    def __str__(self):
        return f"Safeguarding record of pupil {self.pupil_id}"
