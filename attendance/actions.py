"""The verbs of this app. A save is all or nothing, and the same save twice is one."""

import json
from dataclasses import dataclass

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance import tallies
from attendance.choices import Observation
from attendance.codes import choices_on
from attendance.models import CodeDecision, Mark, Register
from attendance.planning import (
    KeyReused,
    MarkInput,
    Result,
    content_hash,
    in_order,
    plan,
)
from attendance.rules import LONDON, length_in_minutes, opens_at
from attendance.saving import KEY_TAKEN, lock_register, write_marks
from attendance.sheet import read_sheet
from attendance.tallies import move_tally
from placements.choices import Roll
from placements.rules import compulsory_school_age

# What the audit says when a reason for absence comes in after the mark.
TOLD_LATER = "The reason for absence became known."


@dataclass(frozen=True)
class Saved:
    """An accepted save: the register, what became of each mark, and whether it was a repeat."""

    register: object
    results: list
    replayed: bool = False


def save_register(*, by, site, date, session, key, marks, on_behalf="", change_reason="", now=None):
    """Save marks of one register: all of them, or none.

    `key` is the save's idempotency key (a UUID): the same key with the same content gets the
    first answer again, `replayed`. `marks` are MarkInputs, only those that the sender set or
    changed. `change_reason` says why stored marks change; `on_behalf` for whom it is entered.
    At most 12 statements, BEGIN and COMMIT counted, for any number of pupils.

    Raises KeyReused, Conflict (somebody else marked meanwhile: theirs stand), ReasonNeeded, or
    NotAllowed with a sentence for any other refusal.
    """
    now = now or timezone.now()
    marks = in_order(marks)
    if not marks:
        raise NotAllowed("Mark at least one pupil before you save.")
    refuse_too_early(site, date, session, now)
    digest = content_hash(site, date, session, marks, change_reason, on_behalf)
    reason = change_reason.strip() or (TOLD_LATER if _completes_absences(marks) else "")
    with record("register_saved", by=by, reason=reason):
        lock_register(site.pk, date, session, on_behalf)
        sheet = _sheet(site, date, session, key)
        if sheet.stored is not None:
            return _replay(sheet.stored, digest, site, date, session)
        changes = plan(
            sheet.rows,
            marks,
            length=length_in_minutes(*site.times(session)),
            has_reason=bool(change_reason.strip()),
        )
        return _write(by, site, date, session, sheet, changes, now, key=key, content_hash=digest)


def mark_not_delivered(*, by, site, date, session, reason, key, now=None):
    """Record that the provider did not hold a whole session, and why.

    Every expected pupil is marked "not delivered", which is nobody's absence. Raises NotAllowed
    when somebody was marked otherwise: a session that began was held.
    """
    now = now or timezone.now()
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Say why the session was not delivered.")
    refuse_future(date, now)
    digest = content_hash(site, date, session, [], "not delivered", reason)
    with record("session_not_delivered", by=by, reason=reason):
        lock_register(site.pk, date, session)
        sheet = _sheet(site, date, session, key)
        if sheet.stored is not None:
            return _replay(sheet.stored, digest, site, date, session)
        refuse_if_held(sheet)
        marks = [
            MarkInput(row.placement_id, Observation.NOT_DELIVERED, base_version=row.version)
            for row in sheet.expected
        ]
        changes = plan(sheet.rows, marks, length=0, has_reason=True)
        return _write(
            by,
            site,
            date,
            session,
            sheet,
            changes,
            now,
            key=key,
            content_hash=digest,
            reason=reason,
        )


def correct_mark(
    *,
    by,
    site,
    placement,
    date,
    session,
    observation,
    minutes,
    reason,
    base_version,
    absence_reason=None,
    told_by="",
    now=None,
):
    """Change one stored mark, at any time after it, with a reason; the old one is kept as an
    event. Raises Conflict when it was changed meanwhile, NotAllowed without a reason."""
    now = now or timezone.now()
    if not reason.strip():
        raise NotAllowed("Say why you are changing the mark.")
    mark = MarkInput(placement.pk, observation, minutes, base_version, absence_reason, told_by)
    with record("mark_corrected", by=by, reason=reason.strip()):
        lock_register(site.pk, date, session)
        sheet = _sheet(site, date, session)
        length = length_in_minutes(*site.times(session))
        changes = plan(sheet.rows, [mark], length=length, has_reason=True)
        if not changes[0].row.is_marked:
            raise NotAllowed("There is no mark to change yet. Take the register.")
        return _write(by, site, date, session, sheet, changes, now)


def decide_code(*, by, placement, date, session, code, reason):
    """The home school decides the statutory code of one session; the newest decision stands.

    Raises NotAllowed for a code that is not valid for this pupil on the session's date, and
    without a reason when it differs from the code proposed.
    """
    with record("code_decided", by=by, reason=reason.strip()):
        row, sheet = _locked_row(placement, date, session)
        refuse_code(row, code, reason)
        before = row.counts
        decision = CodeDecision.objects.create(
            **placement.scope_columns(),
            date=date,
            session=session,
            code=code,
            mark_version=row.version,
            reason=reason.strip(),
            decided_by_id=by.pk,
        )
        row.decided = code
        move_tally(row, sheet.half_term_of(row), row.counts - before)
        return decision


def rebuild_tally(*, by, placements=None):
    """Count the tallies of these placements (all of them unless given) anew from their marks.

    Returns the Differences that were found and set right; a difference is an error that the
    nightly check shows.
    """
    with record("tally_rebuilt", by=by):
        return tallies.rebuild(placements)


def refuse_too_early(site, date, session, now):
    """A register is taken from an hour before its session; a mark before that is a guess."""
    opens = opens_at(date, site.times(session)[0])
    if now < opens:
        local = opens.astimezone(LONDON)
        raise NotAllowed(f"This register opens on {local:%-d %B %Y} at {local:%H:%M}.")


def refuse_future(date, now):
    if date > now.astimezone(LONDON).date():
        raise NotAllowed("A session that is still to come cannot be recorded.")


def refuse_if_held(sheet):
    if not sheet.expected:
        raise NotAllowed("Nobody is expected in this session, so there is nothing to record.")
    held = [row for row in sheet.rows if row.observation not in ("", Observation.NOT_DELIVERED)]
    if held:
        raise NotAllowed(
            f"{len(held)} of {len(sheet.rows)} pupils have a mark that says the session was held. "
            "Change those marks first."
        )


def refuse_code(row, code, reason):
    if not row.is_marked:
        raise NotAllowed("The provider has not marked this session yet.")
    if row.roll == Roll.NONE:
        raise NotAllowed("There is no statutory code for a pupil on no school's roll.")
    if code not in [choice.code for choice in code_choices(row)]:
        raise NotAllowed(f"Code {code} is not valid for this pupil on {row.date:%-d %B %Y}.")
    if code != row.code and not reason.strip():
        raise NotAllowed("Say why the code is not the one proposed.")


def code_choices(row):
    """The Codes that the school may decide for this row's session."""
    return choices_on(
        row.date,
        row.session,
        basis=row.basis,
        commissioner_kind=row.commissioner_kind,
        is_compulsory_age=compulsory_school_age(row.date_of_birth, row.date),
    )


def _sheet(site, date, session, key=None):
    return read_sheet(date, [session], of="site", pk=site.pk, provider=site.provider_id, key=key)


def _replay(stored, digest, site, date, session):
    content, answer = stored
    if content != digest:
        raise KeyReused(KEY_TAKEN)
    register = Register.objects.get(site=site, date=date, session=session)
    return Saved(register, [Result(**result) for result in json.loads(answer)], replayed=True)


def _write(by, site, date, session, sheet, changes, now, **submission):
    register = write_marks(
        by=by,
        site=site,
        date=date,
        session=session,
        sheet=sheet,
        changes=changes,
        now=now,
        **submission,
    )
    return Saved(register, [change.result for change in changes])


def _completes_absences(marks):
    return any(mark.base_version and mark.observation == Observation.ABSENT for mark in marks)


def _locked_row(placement, date, session):
    """The placement's row and its sheet, while no save of its register can run."""
    mark = Mark.objects.of([placement]).on(date).filter(session=session).first()
    if mark is None:
        raise NotAllowed("The provider has not marked this session yet.")
    lock_register(Register.objects.get(pk=mark.register_id).site_id, date, session)
    sheet = read_sheet(date, [session], of="placement", pk=placement.pk)
    return sheet.rows[0], sheet
