"""Two records of one child made one; two alike that are two children; a UPN that two claim."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.pupil import set_school
from placements.choices import Roll
from placements.models import (
    KeptApart,
    Placement,
    Pupil,
    PupilAddress,
    PupilContact,
    PupilMerge,
    PupilProfile,
    PupilSchool,
    UpnClaim,
    of_pupil,
)
from placements.same_child import folded

# What is chosen together: a roll means nothing without its school.
GROUPS = {
    "school": ("school_id", "roll"),
    "nc_year_offset": ("nc_year_offset", "nc_year_reason"),
    "sen_provision": ("sen_provision", "ehc_la_code", "ehc_review_due_on"),
    "is_looked_after": ("is_looked_after", "care_la_code", "care_since"),
}
SINGLE = (
    *("forename", "middle_names", "surname", "preferred_forename", "preferred_surname"),
    *("date_of_birth", "sex", "upn", "sen_primary", "sen_secondary", "sen_need"),
    "has_free_meals",
)
OF_PUPIL = {**{name: (name,) for name in SINGLE}, **GROUPS}
OF_PROFILE = (
    *("former_forename", "former_surname", "former_upn", "uln"),
    *("ethnicity", "first_language", "home_la_code"),
)
CLASH = (
    "Both records have an agreed timetable in the same half-day. End or change one of the "
    "placements first."
)


def differing(first, second):
    """[(name, the first's value, the second's)] for each choice that a merge needs."""
    found = [
        (name, getattr(first, name), getattr(second, name))
        for name, columns in OF_PUPIL.items()
        if any(getattr(first, column) != getattr(second, column) for column in columns)
    ]
    profiles = [_profile(pupil) for pupil in (first, second)]
    for name in OF_PROFILE:
        values = [getattr(profile, name) for profile in profiles]
        if values[0] != values[1]:
            found.append((name, *values))
    return found


def merge_pupils(*, by, kept, merged, from_merged, reason):
    """Make one record of two. `from_merged`: the names of the facts taken from the merged one.

    Placements go over with all that hangs from them; contacts, addresses and schools too. The
    merged record stays as a tombstone that points to the one that is kept. What only
    safeguarding leads read, and drafts, follow in the database (pupil_merged). Raises NotAllowed.
    """
    with record("pupils_merged", by=by, reason=reason):
        kept, merged = _both(by, kept, merged)
        before = {"kept": _facts(kept), "merged": _facts(merged)}
        moved = list(Placement.objects.of_pupil(merged).values_list("pk", flat=True))
        values = {c: getattr(merged, c) for name in from_merged for c in OF_PUPIL.get(name, ())}
        profile = _chosen_profile(kept, merged, from_merged)
        spare_upn = kept.upn if "upn" in from_merged else merged.upn
        takes_school = "school" in from_merged
        _bury(merged, kept, values)
        for name, value in values.items():
            setattr(kept, name, value)
        kept.save()
        if spare_upn and not profile["former_upn"]:
            profile["former_upn"] = spare_upn
        PupilProfile.objects.update_or_create(
            pupil=kept, defaults={"authority_id": kept.authority_id, **profile}
        )
        _move_rows(kept, merged, takes_school)
        _move_placements(kept, merged)
        return PupilMerge.objects.create(
            **of_pupil(kept),
            merged=merged,
            reason=reason,
            merged_by_id=by.pk,
            before=before,
            placements=moved,
        )


def keep_apart(*, by, pupil, other, reason):
    """Say that two records that are alike are two children; the list asks no more."""
    with record("pupils_kept_apart", by=by, reason=reason):
        if pupil.authority_id != other.authority_id or pupil.pk == other.pk:
            raise NotAllowed("These are not two records of one authority.")
        return KeptApart.objects.create(
            **of_pupil(pupil), other=other, reason=reason, said_by_id=by.pk
        )


def claim_upn(*, by, upn, forename, surname, date_of_birth):
    """Ask the authority to look at a UPN that the school gave and the register holds elsewhere."""
    with record("upn_claimed", by=by):
        school = by.organisation
        if school.authority_id is None:
            return None
        waiting = UpnClaim.objects.of_upn(school, upn).waiting().first()
        return waiting or UpnClaim.objects.create(
            authority_id=school.authority_id,
            school=school,
            upn=upn,
            forename=forename,
            surname=surname,
            date_of_birth=date_of_birth,
            claimed_by_id=by.pk,
        )


def settle_claim(*, by, claim, answer, moves, on):
    """Answer the school; `moves`: the pupil goes on its roll from the day `on`."""
    with record("upn_claim_settled", by=by, reason=answer):
        claim = UpnClaim.objects.visible_to(by).waiting().filter(pk=claim.pk).first()
        if claim is None:
            raise NotAllowed("Somebody has settled this already.")
        if moves:
            pupil = Pupil.objects.visible_to(by).with_upn(claim.authority, claim.upn).first()
            if pupil is None:
                raise NotAllowed("No pupil has this UPN any more.")
            set_school(by=by, pupil=pupil, school=claim.school, roll=Roll.SINGLE, since=on)
        claim.answer, claim.settled_at, claim.settled_by_id = answer, timezone.now(), by.pk
        claim.save(update_fields=["answer", "settled_at", "settled_by"])
        return claim


def _both(by, kept, merged):
    found = Pupil.objects.visible_to(by).with_ids([kept.pk, merged.pk]).select_for_update()
    by_id = {pupil.pk: pupil for pupil in found}
    if len(by_id) != 2:
        raise NotAllowed("One of the two records is merged already, or is not of your authority.")
    return by_id[kept.pk], by_id[merged.pk]


def _profile(pupil):
    held = PupilProfile.objects.of(pupil).first()
    return held or PupilProfile(pupil=pupil, authority_id=pupil.authority_id)


def _facts(pupil):
    """What the record says, as text, for the history of the merge."""
    columns = [column for columns in OF_PUPIL.values() for column in columns]
    profile = _profile(pupil)
    facts = {column: getattr(pupil, column) for column in columns}
    facts |= {name: getattr(profile, name) for name in OF_PROFILE}
    return {name: "" if value is None else str(value) for name, value in facts.items()}


def _chosen_profile(kept, merged, from_merged):
    """Each fact of the profile: as chosen, and where only one of the two knows it, that."""
    mine, theirs = _profile(kept), _profile(merged)
    return {name: getattr(theirs if name in from_merged else mine, name) for name in OF_PROFILE}


def _bury(merged, kept, values):
    """The merged record goes where the one that stays is, so that those who read the one can
    read the other's history, and gives up its UPN."""
    merged.school_id = values.get("school_id", kept.school_id)
    merged.roll = values.get("roll", kept.roll)
    merged.upn, merged.merged_into = "", kept
    if kept.upn and "upn" in values:
        # The database checks each statement: nobody holds the number for a moment.
        Pupil.objects.with_ids([kept.pk]).update(upn="")
    merged.save()


def _move_rows(kept, merged, takes_school):
    today = timezone.localdate()
    known = {folded(contact.name) for contact in PupilContact.objects.of(kept)}
    for contact in PupilContact.objects.of(merged):
        if folded(contact.name) not in known:
            contact.pupil = kept
            contact.save()
    closes, stays = (kept, merged) if takes_school else (merged, kept)
    for model in (PupilSchool, PupilAddress):
        if model.objects.of(stays).still_open().exists():
            for row in model.objects.of(closes).still_open():
                row.valid_to = max(row.valid_from, today)
                row.save()
        model.objects.of(merged).update(pupil=kept)


def _move_placements(kept, merged):
    """The rows under a placement follow it by their composite foreign keys."""
    try:
        with transaction.atomic():
            Placement.objects.of_pupil(merged).update(pupil=kept)
    except IntegrityError as error:
        if "timetable_no_clash" not in str(error):
            raise
        raise NotAllowed(CLASH) from error
