import datetime as dt

from django.db import models
from django.db.models import F, Q

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation, Person
from placements.models.of_pupil import OfPupil, OfPupilQuerySet
from placements.models.pupil import Pupil


class PupilMerge(OfPupil):
    """Two records were found to be one child's: what each said, what was chosen and what moved.

    `pupil` is the record that stayed. Undone by hand from `before` and `placements`.
    """

    merged = models.OneToOneField(Pupil, models.PROTECT, related_name="merge")
    reason = models.TextField()
    merged_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    # {"kept": {field: value}, "merged": {field: value}} as they stood.
    before = models.JSONField(default=dict)
    # Ids of the placements that were the merged record's.
    placements = models.JSONField(default=list)

    objects = OfPupilQuerySet.as_manager()

    def __str__(self):
        return f"Record {self.merged_id} into {self.pupil_id}"


class KeptApartQuerySet(OfPupilQuerySet):
    def pairs(self, authority):
        """{(lower id, higher id)} of the records that somebody has said are two children."""
        rows = self.filter(authority=authority).values_list("pupil_id", "other_id")
        return {tuple(sorted(pair)) for pair in rows}


class KeptApart(OfPupil):
    """Somebody has looked at two records that are alike and says that they are two children."""

    other = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    reason = models.TextField()
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    objects = KeptApartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="apart_from_another", condition=~Q(pupil=F("other")))
        ]

    def __str__(self):
        return f"Records {self.pupil_id} and {self.other_id} are two children"


class UpnClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An authority those of its schools; a school its own."""
        organisation = user.organisation
        match organisation and organisation.kind:
            case OrganisationKind.AUTHORITY:
                return self.filter(authority_id=organisation.pk)
            case OrganisationKind.SCHOOL:
                return self.filter(school_id=organisation.pk)
            case _:
                return self.none()

    def waiting(self):
        return self.filter(settled_at=None)

    def of_upn(self, school, upn):
        return self.filter(school=school, upn=upn)

    def told_to_school(self, user, now):
        """For a school: those that wait, and those answered in the last two weeks."""
        if not user.organisation or user.organisation.kind != OrganisationKind.SCHOOL:
            return self.none()
        recent = Q(settled_at=None) | Q(settled_at__gt=now - dt.timedelta(days=14))
        return self.filter(recent).oldest_first()

    def with_names(self):
        return self.select_related("school", "claimed_by")

    def oldest_first(self):
        return self.order_by("claimed_at", "pk")


class UpnClaim(models.Model):
    """A school gave a UPN that the register holds for a child whom the school may not see.

    It says what the school typed and never whose record it met: the authority looks that up.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    upn = models.CharField(max_length=13)
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    date_of_birth = models.DateField()
    claimed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    objects = UpnClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "upn"],
                condition=Q(settled_at__isnull=True),
                name="upn_claim_open_once",
            )
        ]

    def __str__(self):
        return f"UPN {self.upn}"
