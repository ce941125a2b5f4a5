"""Taking a register. A save is all or nothing, and the same save twice is one."""

import json
from dataclasses import dataclass, replace

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.choices import ConflictOutcome, Observation
from attendance.models import MarkConflict, Register
from attendance.planning import (
    CONFLICT,
    Conflict,
    KeyReused,
    MarkInput,
    Result,
    content_hash,
    in_order,
    plan,
)
from attendance.rules import LONDON, length_in_minutes, opens_at
from attendance.saving import KEY_TAKEN, lock_register, store_conflicts, write_marks
from attendance.sheet import read_sheet
from attendance.window import refuse_closed

# What the audit says when a reason for absence comes in after the mark.
TOLD_LATER = "The reason for absence became known."
# And when a device sends what the same person had marked on it before.
FROM_DEVICE = "Changed on the device before it was sent."


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
    on_behalf = entered_for(by, site, on_behalf)
    refuse_too_early(site, date, session, now)
    digest = content_hash(site, date, session, marks, change_reason, on_behalf)
    reason = change_reason.strip() or (TOLD_LATER if _completes_absences(marks) else "")
    with record("register_saved", by=by, reason=reason):
        lock_register(site.pk, date, session, on_behalf)
        sheet = _sheet(site, date, session, key)
        if sheet.stored is not None:
            return _replay(sheet.stored, digest, site, date, session)
        refuse_closed(site, date, session, sheet.rows, now)
        changes = plan(
            sheet.rows,
            marks,
            length=length_in_minutes(*site.times(session)),
            has_reason=bool(change_reason.strip()),
        )
        if change_reason.strip():
            settle_own(by, changes, now)
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
            on_behalf=on_behalf,
        )


def receive_marks(
    *, by, site, date, session, key, marks, change_reason="", noted_at=None, now=None
):
    """Save marks that waited on a device: what was made on an older version than the stored one
    is kept as a conflict, and the rest is saved.

    A mark that the sender's own earlier one overtook is the sender's change of it. Results say
    what became of each. Raises KeyReused or NotAllowed as save_register does.
    """
    now = now or timezone.now()
    marks = in_order(marks)
    if not marks:
        raise NotAllowed("Mark at least one pupil before you save.")
    refuse_too_early(site, date, session, now)
    digest = content_hash(site, date, session, marks, "device", change_reason)
    with record("register_received", by=by, reason=change_reason.strip() or FROM_DEVICE):
        lock_register(site.pk, date, session)
        sheet = _sheet(site, date, session, key)
        if sheet.stored is not None:
            return _replay(sheet.stored, digest, site, date, session)
        refuse_closed(site, date, session, sheet.rows, now)
        length = length_in_minutes(*site.times(session))
        marks, rows = apart(sheet.rows, marks, by, length)
        changes = plan(sheet.rows, marks, length=length, has_reason=True)
        kept = store_conflicts(
            by=by,
            site=site,
            date=date,
            session=session,
            marks=rows,
            rows=[row for row in sheet.rows if row.placement_id in {m.placement_id for m in rows}],
            now=now,
            noted_at=noted_at,
        )
        lost = [Result(each.placement_id, CONFLICT, each.stored_version) for each in kept]
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
            lost=lost,
        )


def apart(rows, marks, by, length):
    """(marks to save, marks in conflict); those that only the sender's own overtook are saved on
    the version that stands now."""
    known = {row.placement_id: row for row in rows}
    mine = [
        replace(mark, base_version=known[mark.placement_id].version)
        if mark.placement_id in known and known[mark.placement_id].saved_by_id == by.pk
        else mark
        for mark in marks
    ]
    try:
        plan(rows, mine, length=length, has_reason=True)
    except Conflict as conflict:
        stale = {row.placement_id for row in conflict.rows}
        return (
            [mark for mark in mine if mark.placement_id not in stale],
            [mark for mark in mine if mark.placement_id in stale],
        )
    return mine, []


def settle_own(by, changes, now):
    """A sender who was told of a conflict and sends the mark again, with a reason, has decided."""
    changed = [change for change in changes if change.row.is_marked]
    for change in changed:
        MarkConflict.objects.open().of_mark(
            change.row.placement_id, change.row.date, change.row.session
        ).filter(sent_by_id=by.pk).update(
            settled_at=now,
            settled_by_id=by.pk,
            outcome=ConflictOutcome.REPLACED,
            settled_reason="Sent again, with a reason.",
        )


def entered_for(by, site, on_behalf):
    """Who told the person that enters it, when that is not the provider itself; "" else.

    Raises NotAllowed when somebody else does not say who told them.
    """
    organisation = getattr(by, "organisation", None)
    if organisation is None or organisation.pk == site.provider_id:
        return ""
    if not on_behalf.strip():
        raise NotAllowed("Say who at the provider told you.")
    return f"Told by {on_behalf.strip()}"[:200]


def mark_not_delivered(*, by, site, date, session, reason, key, on_behalf="", now=None):
    """Record that the provider did not hold a whole session, and why.

    Every expected pupil is marked "not delivered", which is nobody's absence. Raises NotAllowed
    when somebody was marked otherwise: a session that began was held.
    """
    now = now or timezone.now()
    reason = reason.strip()
    if not reason:
        raise NotAllowed("Say why the session was not delivered.")
    refuse_future(date, now)
    on_behalf = entered_for(by, site, on_behalf)
    digest = content_hash(site, date, session, [], "not delivered", reason)
    with record("session_not_delivered", by=by, reason=reason):
        lock_register(site.pk, date, session, on_behalf)
        sheet = _sheet(site, date, session, key)
        if sheet.stored is not None:
            return _replay(sheet.stored, digest, site, date, session)
        refuse_closed(site, date, session, sheet.rows, now)
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
            on_behalf=on_behalf,
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
    on_behalf="",
    now=None,
):
    """Change one stored mark, with a reason; the old one is kept as an event, and the end of the
    placement closes nothing. Raises Conflict when it was changed meanwhile, NotAllowed without a
    reason or when the register is closed."""
    now = now or timezone.now()
    if not reason.strip():
        raise NotAllowed("Say why you are changing the mark.")
    mark = MarkInput(placement.pk, observation, minutes, base_version, absence_reason, told_by)
    on_behalf = entered_for(by, site, on_behalf)
    with record("mark_corrected", by=by, reason=reason.strip()):
        lock_register(site.pk, date, session, on_behalf)
        sheet = _sheet(site, date, session)
        refuse_closed(site, date, session, sheet.rows, now)
        length = length_in_minutes(*site.times(session))
        changes = plan(sheet.rows, [mark], length=length, has_reason=True)
        if not changes[0].row.is_marked:
            raise NotAllowed("There is no mark to change yet. Take the register.")
        return _write(by, site, date, session, sheet, changes, now, on_behalf=on_behalf)


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


def _sheet(site, date, session, key=None):
    return read_sheet(date, [session], of="site", pk=site.pk, provider=site.provider_id, key=key)


def _replay(stored, digest, site, date, session):
    content, answer = stored
    if content != digest:
        raise KeyReused(KEY_TAKEN)
    register = Register.objects.get(site=site, date=date, session=session)
    return Saved(register, [Result(**result) for result in json.loads(answer)], replayed=True)


def _write(by, site, date, session, sheet, changes, now, lost=(), **submission):
    register = write_marks(
        by=by,
        site=site,
        date=date,
        session=session,
        sheet=sheet,
        changes=changes,
        now=now,
        lost=lost,
        **submission,
    )
    return Saved(register, [*(change.result for change in changes), *lost])


def _completes_absences(marks):
    return any(mark.base_version and mark.observation == Observation.ABSENT for mark in marks)
