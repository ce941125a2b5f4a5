"""Marks of the past, brought in in bulk by a job, under the rules that hold for a save.

Codes, tallies, headers and events come out as they would have from saving each register at its
time; only the way there is shorter. Runs as the jobs' role, the only one that may say that
something happened in the past (attendance/protection.py).
"""

from contextlib import contextmanager

from django.db import connection

from apcommission.accounts.scope import system_scope
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance import tallies
from attendance.choices import AbsenceReason, Observation
from attendance.codes import proposed_code
from attendance.rules import length_in_minutes, minutes_problem, opens_at
from placements.models import Placement

# Marks in one statement: enough to be quick, few enough to hold in memory.
BATCH = 20_000

HEADERS = """
INSERT INTO attendance_register AS r (provider_id, site_id, date, session, expected, marked,
  first_saved_at, completed_at, saved_at, saved_by_id, not_delivered_reason, on_behalf)
SELECT n.provider, n.site, n.date, n.session, n.marked, n.marked, n.at, n.at, n.at, n.by, n.reason,
  ''
FROM unnest(%s::int[], %s::int[], %s::date[], %s::text[], %s::int[], %s::timestamptz[], %s::int[],
  %s::text[]) AS n (provider, site, date, session, marked, at, by, reason)
RETURNING r.id, r.site_id, r.date, r.session"""

MARKS = """
INSERT INTO attendance_mark (placement_id, date, session, authority_id, school_id, provider_id,
  register_id, observation, code, minutes, version)
SELECT n.*, 1 FROM unnest(%s::int[], %s::date[], %s::text[], %s::int[], %s::int[], %s::int[],
  %s::int[], %s::text[], %s::text[], %s::int[]) AS n"""

NOTES = """
INSERT INTO attendance_absencenote (placement_id, pupil_id, authority_id, school_id, provider_id,
  date, session, reason, recorded_by_id, recorded_at, told_by, note)
SELECT n.*, '', '' FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::date[],
  %s::text[], %s::text[], %s::int[], %s::timestamptz[]) AS n"""


@contextmanager
def happening_at(moment):
    """What a job writes to marks inside this transaction happened at `moment`.

    For a demo that tells past days through the actions. Any other role's clock is the database's.
    """
    _set("app.at", moment.isoformat())
    yield
    if not connection.needs_rollback:
        _set("app.at", "")


def write_history(*, by, registers):
    """Write whole registers of the past. Returns the number of marks written.

    `by` is the job's name. `registers` yields (site, date, session, saved_at, saved_by, marks);
    marks are (placement, observation, minutes, reason of absence or None). The pupils given are
    taken as those who were expected. Raises NotAllowed for a mark that a save would refuse.
    """
    written, batch, placements, size = 0, [], set(), 0
    with system_scope(by), record("history_written", by=by, reason="Marks of the past"):
        _set("app.history", "on")
        for register in registers:
            batch.append(register)
            size += len(register[5])
            if size >= BATCH:
                written += _write(batch, placements)
                batch, size = [], 0
        if batch:
            written += _write(batch, placements)
        _set("app.history", "")
        tallies.recount(placements)
    return written


def _write(batch, placements):
    known = {
        placement.pk: placement
        for placement in Placement.objects.select_related("pupil", "provider").filter(
            pk__in={mark[0].pk for register in batch for mark in register[5]}
        )
    }
    placements |= set(known)
    ids = _write_headers(batch)
    rows = [row for register in batch for row in _rows(register, known, ids)]
    marks = [row[:10] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(MARKS, _columns(marks))
        notes = [_note(row, known[row[0]]) for row in rows if row[10]]
        if notes:
            cursor.execute(NOTES, _columns(notes))
    return len(rows)


def _write_headers(batch):
    """{(site id, date, session): id} of the registers' headers, newly written."""
    headers = [
        (
            site.provider_id,
            site.pk,
            date,
            str(session),
            len(marks),
            saved_at,
            saved_by.pk,
            "Not delivered" if {mark[1] for mark in marks} == {Observation.NOT_DELIVERED} else "",
        )
        for site, date, session, saved_at, saved_by, marks in batch
    ]
    with connection.cursor() as cursor:
        cursor.execute(HEADERS, _columns(headers))
        return {tuple(key): pk for pk, *key in cursor.fetchall()}


def _rows(register, known, ids):
    """The columns of MARKS for each mark of one register, then its reason, time and person."""
    site, date, session, saved_at, saved_by, marks = register
    if saved_at < opens_at(date, site.times(session)[0]):
        raise NotAllowed(f"A register of {date} was saved before its session.")
    length = length_in_minutes(*site.times(session))
    for given, observation, minutes, reason in marks:
        placement = known[given.pk]
        if problem := minutes_problem(observation, minutes, length):
            raise NotAllowed(f"Placement {placement.pk} on {date}: {problem}.")
        yield (
            placement.pk,
            date,
            str(session),
            placement.authority_id,
            placement.school_id,
            placement.provider_id,
            ids[site.pk, date, str(session)],
            str(observation),
            _code(placement, observation, reason, date),
            minutes,
            str(AbsenceReason(reason)) if reason else "",
            saved_by.pk,
            saved_at,
        )


def _code(placement, observation, reason, date):
    return proposed_code(
        observation=observation,
        basis=placement.basis,
        roll=placement.pupil.roll,
        commissioner_kind=placement.commissioner_kind,
        provider_type=placement.provider.type,
        date=date,
        absence_reason=reason or "",
    )


def _note(row, placement):
    placement_id, date, session, *_ = row
    return (
        placement_id,
        placement.pupil_id,
        placement.authority_id,
        placement.school_id,
        placement.provider_id,
        date,
        session,
        *row[10:13],
    )


def _columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def _set(name, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
