from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from placements import rules
from placements.choices import Roll, SenProvision, SenType, Sex
from placements.identifiers import is_temporary_upn

BY_NAME = (Lower("surname"), Lower("forename"), "pk")
ORDERS = {
    "name": BY_NAME[:2],
    "born": (F("date_of_birth"),),
    "school": (Lower("school__name"),),
}


class PupilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority its own; a school those on its roll; a provider those placed with it.

        A record that was merged into another is nobody's any more: see `tombstones`.
        """
        return self.filter(merged_into=None)._in_scope_of(user)

    def tombstones(self, user):
        """Records in scope that were merged into another one."""
        return self.filter(merged_into__isnull=False)._in_scope_of(user)

    def _in_scope_of(self, user):
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

    def taught_by(self, user):
        """With a placement at the user's provider that is agreed or live."""
        return self.visible_to(user)._with_any(_placements().visible_to(user).taught())

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
                | Q(preferred_surname__istartswith=word)
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

    def with_upns(self, upns):
        return self.filter(upn__in=upns).exclude(upn="")

    def sharing_a_birthday_and_name(self):
        """Those of whom another in the authority has the same date of birth and a like name."""
        other = Pupil.objects.filter(
            merged_into=None,
            authority=OuterRef("authority"),
            date_of_birth=OuterRef("date_of_birth"),
        ).exclude(pk=OuterRef("pk"))
        names = [
            Q(**{f"{mine}__iexact": OuterRef(theirs)}) & ~Q(**{mine: ""})
            for name in ("forename", "surname")
            for mine in (name, f"preferred_{name}")
            for theirs in (name, f"preferred_{name}")
        ]
        alike = names[0]
        for name in names[1:]:
            alike |= name
        return self.filter(Exists(other.filter(alike)))

    def born_on(self, authority, date):
        """Of the authority and born on the day: among these one looks for the same child."""
        return self.filter(authority=authority, date_of_birth=date)

    def likely(self, births, upns):
        """Those born on one of the days or with one of the UPNs."""
        return self.filter(Q(date_of_birth__in=births) | (Q(upn__in=upns) & ~Q(upn="")))

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
    middle_names = models.CharField(max_length=120, blank=True)
    preferred_forename = models.CharField(max_length=80, blank=True)
    preferred_surname = models.CharField(max_length=80, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    roll = models.CharField(max_length=10, choices=Roll, default=Roll.SINGLE)
    sen_provision = models.CharField(
        "SEN provision", max_length=1, choices=SenProvision, default=SenProvision.NONE
    )
    sen_primary = models.CharField(
        "primary type of need", max_length=4, choices=SenType, blank=True
    )
    sen_secondary = models.CharField(
        "secondary type of need", max_length=4, choices=SenType, blank=True
    )
    sen_need = models.CharField("need in a few words", max_length=60, blank=True)
    # The LA that maintains the EHC plan, and when its next annual review is due.
    ehc_la_code = models.CharField(max_length=3, blank=True)
    ehc_review_due_on = models.DateField(null=True, blank=True)
    is_looked_after = models.BooleanField("looked after by a local authority", default=False)
    care_la_code = models.CharField(max_length=3, blank=True)
    care_since = models.DateField(null=True, blank=True)
    has_free_meals = models.BooleanField("eligible for free school meals", default=False)
    # How many years above (or, negative, below) the year of their age the pupil is taught, and
    # why. A difference, because a year written down would be wrong next September.
    nc_year_offset = models.SmallIntegerField(default=0)
    nc_year_reason = models.CharField(max_length=200, blank=True)
    # Set on a record that was found to be the same child's: the record that stays.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_records"
    )
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
            models.CheckConstraint(
                name="pupil_year_out_of_age_has_a_reason",
                condition=Q(nc_year_offset=0) | ~Q(nc_year_reason=""),
            ),
            # A merged record keeps no UPN, so that the one that stays can have it.
            models.CheckConstraint(
                name="pupil_merged_has_no_upn", condition=Q(merged_into__isnull=True) | Q(upn="")
            ),
            models.CheckConstraint(
                name="pupil_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "surname"], name="pupil_school"),
            models.Index(fields=["authority", "surname"], name="pupil_authority"),
            models.Index(fields=["authority", "date_of_birth"], name="pupil_birth"),
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
        forename = self.preferred_forename or self.forename
        return f"{forename} {self.preferred_surname or self.surname}"

    @property
    def register_name(self):
        """The whole name as on the register."""
        return " ".join(filter(None, (self.forename, self.middle_names, self.surname)))

    def year_on(self, date):
        """ "Year 10": by age, or as the school has set it."""
        return rules.year_name(self.nc_year_on(date))

    def nc_year_on(self, date):
        """The national curriculum year as a number: 0 is Reception."""
        return rules.nc_year(self.date_of_birth, date) + self.nc_year_offset

    @property
    def has_temporary_upn(self):
        return is_temporary_upn(self.upn)

    @property
    def has_ehc_plan(self):
        return self.sen_provision == SenProvision.PLAN
