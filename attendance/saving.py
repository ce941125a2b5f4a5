"""How marks reach the database: one lock, one read, one write, one tally (reliability.md 6).

A save is all or nothing. Saves of the same register wait for each other on one advisory lock, so
that each plans on what the one before it has committed; the statement that writes checks the
versions once more. Locks are taken in one order: register, marks, tallies, notes, each by
placement.
"""

import json
from dataclasses import asdict

from django.db import connection

from attendance.models import MarkConflict, Register
from attendance.planning import Conflict, KeyReused, Outcome

KEY_TAKEN = "This page was already used for another save. Open the register again."

# The session is told apart in the second number: two sessions a day.
LOCK = "SELECT pg_advisory_xact_lock(%s, %s), set_config('app.on_behalf', %s, true)"

WRITE = """
WITH submission AS (
  INSERT INTO attendance_submission (key, person_id, content_hash, answer, received_at)
  SELECT %(key)s::uuid, %(by)s, %(hash)s, %(answer)s::jsonb, %(now)s
  WHERE %(key)s::uuid IS NOT NULL
  ON CONFLICT (key) DO NOTHING RETURNING key
), header AS (
  INSERT INTO attendance_register AS r (provider_id, site_id, date, session, expected, marked,
    first_saved_at, completed_at, saved_at, saved_by_id, not_delivered_reason, on_behalf)
  VALUES (%(provider)s, %(site)s, %(date)s, %(session)s, %(expected)s, %(marked)s, %(now)s,
    CASE WHEN %(complete)s THEN %(now)s::timestamptz END, %(now)s, %(by)s, %(not_delivered)s,
    %(on_behalf)s)
  ON CONFLICT (site_id, date, session) DO UPDATE SET
    saved_at = excluded.saved_at, saved_by_id = excluded.saved_by_id,
    on_behalf = excluded.on_behalf{counts}
  RETURNING id
), written AS (
  INSERT INTO attendance_mark AS m (placement_id, date, session, authority_id, school_id,
    provider_id, register_id, observation, code, minutes, version)
  SELECT n.placement_id, %(date)s, %(session)s, n.authority_id, n.school_id, n.provider_id,
    header.id, n.observation, n.code, n.minutes, n.version
  FROM header, unnest(%(placements)s::int[], %(authorities)s::int[], %(schools)s::int[],
    %(providers)s::int[], %(observations)s::text[], %(codes)s::text[], %(minutes)s::int[],
    %(versions)s::int[]) AS n (placement_id, authority_id, school_id, provider_id, observation,
    code, minutes, version)
  ORDER BY n.placement_id
  ON CONFLICT (placement_id, date, session) DO UPDATE SET
    observation = excluded.observation, code = excluded.code, minutes = excluded.minutes,
    version = excluded.version
  WHERE m.version = excluded.version - 1
    AND (m.observation, m.code, m.minutes)
      IS DISTINCT FROM (excluded.observation, excluded.code, excluded.minutes)
  RETURNING m.placement_id
)
SELECT (SELECT count(*) FROM submission), (SELECT id FROM header), (SELECT count(*) FROM written)"""

# Only the provider sees everybody in its register: who enters marks on its behalf leaves the
# counts alone, which nobody's state depends on (expected.ExpectedCount).
COUNTS = """,
    expected = excluded.expected, marked = excluded.marked,
    completed_at = CASE WHEN %(complete)s THEN coalesce(r.completed_at, excluded.saved_at) END,
    not_delivered_reason = CASE
      WHEN excluded.not_delivered_reason <> '' THEN excluded.not_delivered_reason
      WHEN %(all_undelivered)s THEN r.not_delivered_reason ELSE '' END"""
WRITE_OWN = WRITE.format(counts=COUNTS)
WRITE_FOR = WRITE.format(counts="")

TALLY = """
INSERT INTO attendance_tally AS t (placement_id, pupil_id, authority_id, school_id, provider_id,
  academic_year, half_term, possible, attended, late, absent, undelivered)
SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],
  %s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) AS n (placement_id)
ORDER BY n.placement_id
ON CONFLICT (placement_id, academic_year, half_term) DO UPDATE SET
  possible = greatest(0, t.possible + excluded.possible),
  attended = greatest(0, t.attended + excluded.attended),
  late = greatest(0, t.late + excluded.late),
  absent = greatest(0, t.absent + excluded.absent),
  undelivered = greatest(0, t.undelivered + excluded.undelivered)"""

NOTES = """
INSERT INTO attendance_absencenote AS a (placement_id, pupil_id, authority_id, school_id,
  provider_id, date, session, reason, told_by, note, recorded_by_id, recorded_at)
SELECT n.*, %s, %s FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::date[],
  %s::text[], %s::text[], %s::text[], %s::text[]) AS n (placement_id)
ORDER BY n.placement_id
ON CONFLICT (placement_id, date, session) DO UPDATE SET
  reason = excluded.reason, told_by = excluded.told_by, note = excluded.note,
  recorded_by_id = excluded.recorded_by_id, recorded_at = excluded.recorded_at"""


def lock_register(site_id, date, session, on_behalf=""):
    """Wait for other saves of this register, until the transaction ends."""
    number = date.toordinal() * 2 + (session == "pm")
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [site_id, number, on_behalf])


def write_marks(
    *,
    by,
    site,
    date,
    session,
    sheet,
    changes,
    now,
    key=None,
    content_hash="",
    reason="",
    on_behalf="",
    lost=(),
):
    """Write the Changes of one register, its header, the submission and the tallies.

    `reason` is why the whole session was not delivered; `on_behalf` who told the one who enters
    it; `lost` are Results of marks that are kept as conflicts. Returns the Register as it is now.
    Raises KeyReused when the key is taken, Conflict when a mark changed under our feet: the
    caller's transaction then undoes it all.
    """
    writes = [change for change in changes if change.outcome != Outcome.SAME]
    header = _header(by, site, sheet, changes, now, reason) | {
        "date": date,
        "session": str(session),
        "on_behalf": on_behalf,
    }
    if on_behalf:
        header["complete"] = False
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_FOR if on_behalf else WRITE_OWN,
            {
                **header,
                **_columns(writes),
                "key": str(key) if key else None,
                "hash": content_hash,
                "answer": json.dumps(
                    [asdict(change.result) for change in changes] + [asdict(each) for each in lost]
                ),
            },
        )
        stored, register_id, written = cursor.fetchone()
        if stored != bool(key):
            raise KeyReused(KEY_TAKEN)
        if written != len(writes):
            raise Conflict([change.row for change in writes])
        add_to_tallies(cursor, sheet, [(change.row, change.counts) for change in writes])
        _keep_notes(cursor, by, changes, now)
    register = Register(pk=register_id, site=site, provider_id=site.provider_id)
    register.date, register.session = date, session
    register.expected, register.marked = header["expected"], header["marked"]
    register.saved_at = now
    return register


def _header(by, site, sheet, changes, now, reason):
    after = {row.placement_id: row.observation for row in sheet.rows}
    after |= {change.row.placement_id: change.mark.observation for change in changes}
    expected = [row.placement_id for row in sheet.expected]
    marked = sum(1 for placement_id in expected if after[placement_id])
    return {
        "by": by.pk,
        "site": site.pk,
        "provider": site.provider_id,
        "now": now,
        "expected": len(expected),
        "marked": marked,
        "complete": marked == len(expected),
        "not_delivered": reason,
        "all_undelivered": set(after.values()) == {"X"},
    }


def _columns(writes):
    return {
        "placements": [change.row.placement_id for change in writes],
        "authorities": [change.row.authority_id for change in writes],
        "schools": [change.row.school_id for change in writes],
        "providers": [change.row.provider_id for change in writes],
        "observations": [str(change.mark.observation) for change in writes],
        "codes": [change.code for change in writes],
        "minutes": [change.mark.minutes for change in writes],
        "versions": [change.version for change in writes],
    }


def add_to_tallies(cursor, sheet, counts):
    """Add (row, Counts) to the tallies of their half terms, in the order of placements."""
    rows = [
        (*_scope(row), *sheet.half_term_of(row), *_numbers(count))
        for row, count in sorted(counts, key=lambda pair: pair[0].placement_id)
    ]
    if rows:
        cursor.execute(TALLY, [list(column) for column in zip(*rows, strict=True)])


def _scope(row):
    return row.placement_id, row.pupil_id, row.authority_id, row.school_id, row.provider_id


def _numbers(counts):
    return counts.possible, counts.attended, counts.late, counts.absent, counts.undelivered


def _keep_notes(cursor, by, changes, now):
    rows = [
        (*_scope(change.row), change.row.date, change.row.session, *map(str, change.note))
        for change in changes
        if change.note is not None
    ]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(NOTES, [by.pk, now, *columns])


def store_conflicts(*, by, site, date, session, marks, rows, now, noted_at=None):
    """Keep marks beside the stored ones (`rows`) that they were not made on; [MarkConflict]."""
    stored = {row.placement_id: row for row in rows}
    kept = []
    for mark in marks:
        row = stored.get(mark.placement_id)
        if row is None or (row.observation, row.minutes) == (mark.observation, mark.minutes):
            continue
        conflict, _ = MarkConflict.objects.get_or_create(
            placement_id=row.placement_id,
            pupil_id=row.pupil_id,
            authority_id=row.authority_id,
            school_id=row.school_id,
            provider_id=row.provider_id,
            site=site,
            date=date,
            session=session,
            observation=mark.observation,
            minutes=mark.minutes,
            stored_version=row.version,
            sent_by_id=by.pk,
            settled_at=None,
            defaults={
                "absence_reason": mark.reason or "",
                "told_by": mark.told_by,
                "base_version": mark.base_version,
                "sent_at": now,
                "noted_at": noted_at,
            },
        )
        kept.append(conflict)
    return kept
