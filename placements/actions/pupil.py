"""Pupils' records: added, changed section by section."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.choices import Roll
from placements.identifiers import uln_is_valid, upn_problem
from placements.models import (
    KeptApart,
    Pupil,
    PupilMedical,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
    of_pupil,
)
from placements.same_child import is_alike

UPN_ELSEWHERE = (
    "This UPN is already in the register, for a child whom your school does not see. Your local "
    "authority has been asked to look, and will tell you."
)
DSL_ONLY = "Only a designated safeguarding lead can record this."


class DuplicatePupil(NotAllowed):
    """The register may hold this child already; `candidates` are those that the asker may see.

    `is_certain`: the UPN is the same, so that it cannot be another child.
    """

    def __init__(self, message, candidates, *, is_certain):
        super().__init__(message)
        self.candidates = candidates
        self.is_certain = is_certain


class UpnElsewhere(NotAllowed):
    """The UPN is one of a child whom the asker may not see: not a name is given away."""


def add_pupil(
    *, by, authority, school=None, is_another_child=False, apart_reason="", since=None, **facts
):
    """A new pupil of the authority, on the school's roll, or on none when `school` is None.

    Raises NotAllowed for a wrong UPN, DuplicatePupil for a UPN or for a name and date of birth
    that are known, and UpnElsewhere. `is_another_child`: a person has looked at those of the
    same name, and says in `apart_reason` why this is another child. `since`: the first day on
    this roll.
    """
    with record("pupil_added", by=by, reason=apart_reason):
        facts.setdefault("roll", Roll.SINGLE if school else Roll.NONE)
        pupil = Pupil(authority=authority, school=school, **facts)
        _check(pupil)
        alike = _guard(by, pupil, is_another_child and bool(apart_reason))
        _save(pupil)
        PupilSchool.objects.create(
            **of_pupil(pupil),
            school=school,
            roll=pupil.roll,
            valid_from=since or timezone.localdate(),
        )
        for other in alike:
            KeptApart.objects.create(
                **of_pupil(pupil), other=other, reason=apart_reason, said_by_id=by.pk
            )
        return pupil


def edit_pupil(*, by, pupil, **facts):
    """Change facts of a pupil's record. Raises NotAllowed for a UPN that is wrong or taken."""
    with record("pupil_edited", by=by):
        for name, value in facts.items():
            setattr(pupil, name, value)
        _check(pupil)
        return _save(pupil)


def set_school(*, by, pupil, school, roll, since, other_school="", home_la_code=""):
    """Where the pupil is on roll from a day on; what was so before that day stays written.

    Raises NotAllowed for a roll that does not fit the school, or a day before the last change.
    """
    with record("pupil_school_set", by=by):
        pupil.school, pupil.roll = school, roll
        _check(pupil)
        _begin_roll(pupil, since, other_school)
        _save(pupil)
        if home_la_code or PupilProfile.objects.of(pupil).exists():
            _write(PupilProfile, pupil, home_la_code=home_la_code)
        return pupil


def edit_profile(*, by, pupil, **facts):
    """Former names and numbers, ULN, ethnicity, first language. Raises NotAllowed."""
    with record("pupil_profile_edited", by=by):
        if (uln := facts.get("uln")) and not uln_is_valid(uln):
            raise NotAllowed("This ULN is not one: its last digit does not fit the others.")
        if problem := facts.get("former_upn") and upn_problem(facts["former_upn"]):
            raise NotAllowed(problem)
        return _write(PupilProfile, pupil, **facts)


def record_safeguarding(*, by, pupil, **facts):
    """Write what only designated safeguarding leads read."""
    with record("safeguarding_recorded", by=by):
        if not by.is_dsl:
            raise NotAllowed(DSL_ONLY)
        return _write(PupilSafeguarding, pupil, school_id=pupil.school_id, **facts)


def record_medical(*, by, pupil, **facts):
    """Write medical detail, which only designated safeguarding leads read."""
    with record("medical_recorded", by=by):
        if not by.is_dsl:
            raise NotAllowed(DSL_ONLY)
        return _write(PupilMedical, pupil, **facts)


def _write(model, pupil, **facts):
    found, _ = model.objects.update_or_create(
        pupil=pupil, defaults={"authority_id": pupil.authority_id, **facts}
    )
    return found


def _begin_roll(pupil, since, other_school):
    """Close the row of the roll that was, unless this corrects it, and open the next."""
    was = PupilSchool.objects.of(pupil).still_open().first()
    if was and since < was.valid_from:
        raise NotAllowed(f"The last change was on {was.valid_from:%-d %B %Y}: give a later day.")
    if was and since == was.valid_from:
        was.school, was.roll, was.other_school = pupil.school, pupil.roll, other_school
        was.save()
        return
    if was:
        was.valid_to = since - dt.timedelta(days=1)
        was.save(update_fields=["valid_to"])
    PupilSchool.objects.create(
        **of_pupil(pupil),
        school=pupil.school,
        roll=pupil.roll,
        other_school=other_school,
        valid_from=since,
    )


def _check(pupil):
    pupil.upn = pupil.upn.strip().upper()
    if problem := pupil.upn and upn_problem(pupil.upn):
        raise NotAllowed(problem)
    if (pupil.school_id is None) != (pupil.roll == Roll.NONE):
        raise NotAllowed("A pupil on a school's roll has a home school; one on no roll has none.")


def _guard(by, pupil, is_another_child):
    """The records of the same name, when a person has said that this is another child."""
    known = Pupil.objects.visible_to(by)
    if pupil.upn and (same := list(known.with_upn(pupil.authority, pupil.upn))):
        raise DuplicatePupil(f"{same[0]} is in the register with this UPN.", same, is_certain=True)
    born = known.born_on(pupil.authority, pupil.date_of_birth).with_school()
    alike = [other for other in born if is_alike(pupil, other)]
    if alike and not is_another_child:
        raise DuplicatePupil(
            "A pupil of this name and date of birth is in the register.", alike, is_certain=False
        )
    return alike


def _save(pupil):
    try:
        with transaction.atomic():
            pupil.save()
    except IntegrityError as error:
        if "pupil_upn_once" not in str(error):
            raise
        raise UpnElsewhere(UPN_ELSEWHERE) from error
    return pupil
