"""Pupils' records."""

from django.db import IntegrityError, transaction

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.choices import Roll
from placements.identifiers import upn_problem
from placements.models import Pupil, PupilSafeguarding


class DuplicatePupil(NotAllowed):
    """The register may hold this child already; `candidates` are those that the asker may see.

    `is_certain`: the UPN is the same, so that it cannot be another child.
    """

    def __init__(self, message, candidates, *, is_certain):
        super().__init__(message)
        self.candidates = candidates
        self.is_certain = is_certain


def add_pupil(*, by, authority, school=None, is_another_child=False, **facts):
    """A new pupil of the authority, on the school's roll, or on none when `school` is None.

    Raises NotAllowed for a wrong UPN, and DuplicatePupil for a UPN or for a name and date of
    birth that are known. `is_another_child`: a person has looked at those of the same name.
    """
    with record("pupil_added", by=by):
        facts.setdefault("roll", Roll.SINGLE if school else Roll.NONE)
        pupil = Pupil(authority=authority, school=school, **facts)
        _check(pupil)
        _guard(by, pupil, is_another_child)
        return _save(pupil)


def edit_pupil(*, by, pupil, **facts):
    """Change facts of a pupil's record. Raises NotAllowed for a UPN that is wrong or taken."""
    with record("pupil_edited", by=by):
        for name, value in facts.items():
            setattr(pupil, name, value)
        _check(pupil)
        return _save(pupil)


def record_safeguarding(*, by, pupil, **facts):
    """Write what only designated safeguarding leads read."""
    with record("safeguarding_recorded", by=by):
        if not by.is_dsl:
            raise NotAllowed("Only a designated safeguarding lead can record this.")
        owner = {"authority_id": pupil.authority_id, "school_id": pupil.school_id}
        found, _ = PupilSafeguarding.objects.update_or_create(
            pupil=pupil, defaults={**owner, **facts}
        )
        return found


def _check(pupil):
    pupil.upn = pupil.upn.strip().upper()
    if problem := pupil.upn and upn_problem(pupil.upn):
        raise NotAllowed(problem)
    if (pupil.school_id is None) != (pupil.roll == Roll.NONE):
        raise NotAllowed("A pupil on a school's roll has a home school; one on no roll has none.")


def _guard(by, pupil, is_another_child):
    known = Pupil.objects.visible_to(by)
    if pupil.upn and (same := list(known.with_upn(pupil.authority, pupil.upn))):
        raise DuplicatePupil(f"{same[0]} is in the register with this UPN.", same, is_certain=True)
    if not is_another_child and (alike := list(known.alike(pupil))):
        raise DuplicatePupil(
            "A pupil of this name and date of birth is in the register.", alike, is_certain=False
        )


def _save(pupil):
    try:
        with transaction.atomic():
            pupil.save()
    except IntegrityError as error:
        if "pupil_upn_once" not in str(error):
            raise
        # Another school of the authority has the child: not a name is given away.
        raise NotAllowed(
            "This UPN is already in the register. Ask your local authority to look."
        ) from error
    return pupil
