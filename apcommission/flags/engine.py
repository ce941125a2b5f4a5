"""The engine: compares what a rule finds now with the open flags, and writes the difference.

One statement a rule, whatever the number of flags. It raises the new, updates what changed,
clears what is gone, and writes nothing when nothing changed.
"""

import json
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.flags.rules import BREACH_COLUMNS, Moment
from apcommission.flags.thresholds import every_authority


@dataclass(frozen=True)
class Outcome:
    """What a run found and wrote. `reopened` of those raised had been cleared before."""

    looked_at: int = 0
    raised: int = 0
    reopened: int = 0
    updated: int = 0
    cleared: int = 0

    def __add__(self, other):
        names = self.__dataclass_fields__
        return Outcome(*(getattr(self, name) + getattr(other, name) for name in names))


_SAME = (
    "f.subject_kind = b.subject_kind AND f.subject_id = b.subject_id AND f.part = b.part"
    " AND f.authority_id = b.authority_id AND f.school_id IS NOT DISTINCT FROM b.school_id"
)
_OPEN = "f.rule = %(rule)s AND f.cleared_at IS NULL"
_TOLD = ("provider_id", "numbers", "due_on", "for_authority", "for_school", "for_provider")


def _columns(table):
    return ", ".join(f"{table}.{column}" for column in _TOLD)


COMPARE = f"""
WITH settings AS (
  SELECT * FROM jsonb_to_recordset(%(settings)s::jsonb) AS s({{settings}})
), found AS (
  {{query}}
), b AS MATERIALIZED (
  SELECT DISTINCT ON (subject_kind, subject_id, part, authority_id, school_id)
    {", ".join(BREACH_COLUMNS)}
  FROM found
), gone AS (
  UPDATE flags_flag f SET cleared_at = %(now)s, updated_at = %(now)s
  WHERE {_OPEN} AND NOT EXISTS (SELECT 1 FROM b WHERE {_SAME})
  RETURNING 1
), changed AS (
  UPDATE flags_flag f SET updated_at = %(now)s, {", ".join(f"{c} = b.{c}" for c in _TOLD)}
  FROM b
  WHERE {_OPEN} AND {_SAME}
    AND ({_columns("f")}) IS DISTINCT FROM ({_columns("b")})
  RETURNING 1
), raised AS (
  INSERT INTO flags_flag (rule, raised_at, updated_at, acknowledged_note, reopened,
    {", ".join(BREACH_COLUMNS)})
  SELECT %(rule)s, %(now)s, %(now)s, '',
    (SELECT count(*) FROM flags_flag f WHERE f.rule = %(rule)s AND {_SAME}),
    {", ".join(f"b.{c}" for c in BREACH_COLUMNS)}
  FROM b
  WHERE NOT EXISTS (SELECT 1 FROM flags_flag f WHERE {_OPEN} AND {_SAME})
  ON CONFLICT DO NOTHING
  RETURNING reopened
)
SELECT (SELECT count(*) FROM b), (SELECT count(*) FROM raised),
  (SELECT count(*) FROM raised WHERE reopened > 0),
  (SELECT count(*) FROM changed), (SELECT count(*) FROM gone)
"""


def moment_of(now):
    """The instant with its date and time of day in London."""
    local = timezone.localtime(now)
    return Moment(now=now, on=local.date(), time=local.time())


def run(rule, *, now, by):
    """Judge one rule for all authorities at an instant, in the jobs' scope; gives an Outcome.

    `by` is the name of the job. Two runs of one rule follow each other (a lock that the
    transaction holds); the unique index stands behind that.
    """
    moment = moment_of(now)
    query = rule.query(moment)
    settings = [
        {"authority_id": pk, **values} for pk, values in every_authority(rule, moment.on).items()
    ]
    columns = ["authority_id integer", *(f"{s.name} {s.sql_type}" for s in rule.settings)]
    with record("flags_checked", by=by), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"flag rule {rule.name}"])
        cursor.execute(
            COMPARE.format(settings=", ".join(columns), query=query.sql),
            {
                **query.params,
                "rule": rule.name,
                "now": now,
                "settings": json.dumps(settings),
            },
        )
        return Outcome(*cursor.fetchone())
