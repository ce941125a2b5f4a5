"""Tallies held against the marks: counted anew, compared, set right, and moved by one session."""

from collections import namedtuple

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from attendance.codes import table
from attendance.models import Tally

COUNTS = ("possible", "attended", "late", "absent", "undelivered")

# Every mark with the school's decision on that version of it, and the half term it counts in: the
# school's own half terms stand in the place of its authority's, year by year (terms.calendars).
# What a decided code does is read from the code table, handed in as arrays.
RECOUNT = """
WITH codes AS (
  SELECT * FROM unnest(%(codes)s::text[], %(froms)s::date[], %(tos)s::date[],
    %(attending)s::boolean[], %(possible)s::boolean[])
    AS c (code, in_force_from, in_force_to, attending, possible)
), decisions AS (
  SELECT DISTINCT ON (placement_id, date, session, mark_version)
    placement_id, date, session, mark_version, code
  FROM attendance_codedecision ORDER BY placement_id, date, session, mark_version, id DESC
), spans AS (
  SELECT organisation_id, academic_year, number, starts_on, lead(starts_on, 1, 'infinity')
    OVER (PARTITION BY organisation_id, academic_year ORDER BY starts_on) AS ends_before
  FROM terms_halfterm
), own AS (
  SELECT DISTINCT organisation_id, academic_year FROM terms_halfterm
), judged AS (
  SELECT m.placement_id, m.date, m.observation,
    extract(year FROM m.date - interval '8 months')::int AS year,
    CASE WHEN m.observation = 'X' THEN NULL ELSE coalesce(c.possible, true) END AS possible,
    coalesce(c.attending, m.observation IN ('P', 'L', 'E')) AS attended
  FROM attendance_mark m
  LEFT JOIN decisions d ON d.placement_id = m.placement_id AND d.date = m.date
    AND d.session = m.session AND d.mark_version = m.version
  LEFT JOIN codes c ON c.code = d.code AND m.date BETWEEN c.in_force_from AND c.in_force_to
  WHERE %(placements)s::int[] IS NULL OR m.placement_id = ANY(%(placements)s)
), placed AS (
  SELECT j.*, p.pupil_id, p.authority_id, p.school_id, p.provider_id,
    coalesce(h.number, 1) AS half_term
  FROM judged j JOIN placements_placement p ON p.id = j.placement_id
  LEFT JOIN own o ON o.organisation_id = p.school_id AND o.academic_year = j.year
  LEFT JOIN spans h ON h.academic_year = j.year AND h.organisation_id =
      CASE WHEN o.organisation_id IS NULL THEN p.authority_id ELSE p.school_id END
    AND j.date >= h.starts_on AND j.date < h.ends_before
)
SELECT placement_id, pupil_id, authority_id, school_id, provider_id, year, half_term,
  count(*) FILTER (WHERE possible) AS possible,
  count(*) FILTER (WHERE possible AND attended) AS attended,
  count(*) FILTER (WHERE possible AND attended AND observation = 'L') AS late,
  count(*) FILTER (WHERE possible AND NOT attended) AS absent,
  count(*) FILTER (WHERE observation = 'X') AS undelivered
FROM placed
GROUP BY placement_id, pupil_id, authority_id, school_id, provider_id, year, half_term"""

DIFFERENCES = f"""
WITH counted AS ({RECOUNT}),
kept AS (
  SELECT * FROM attendance_tally t
  WHERE %(placements)s::int[] IS NULL OR t.placement_id = ANY(%(placements)s)
)
SELECT coalesce(c.placement_id, t.placement_id) AS placement_id,
  coalesce(c.year, t.academic_year) AS year, coalesce(c.half_term, t.half_term) AS half_term,
  CASE WHEN t.placement_id IS NOT NULL
    THEN ARRAY[t.possible, t.attended, t.late, t.absent, t.undelivered] END AS kept,
  ARRAY[coalesce(c.possible, 0), coalesce(c.attended, 0), coalesce(c.late, 0),
    coalesce(c.absent, 0), coalesce(c.undelivered, 0)] AS counted
FROM counted c FULL JOIN kept t ON t.placement_id = c.placement_id
  AND t.academic_year = c.year AND t.half_term = c.half_term
WHERE (coalesce(t.possible, 0), coalesce(t.attended, 0), coalesce(t.late, 0),
    coalesce(t.absent, 0), coalesce(t.undelivered, 0))
  IS DISTINCT FROM (coalesce(c.possible, 0), coalesce(c.attended, 0), coalesce(c.late, 0),
    coalesce(c.absent, 0), coalesce(c.undelivered, 0))
ORDER BY 1, 2, 3"""

REBUILD = f"""
INSERT INTO attendance_tally AS t (placement_id, pupil_id, authority_id, school_id, provider_id,
  academic_year, half_term, possible, attended, late, absent, undelivered)
{RECOUNT}
ON CONFLICT (placement_id, academic_year, half_term) DO UPDATE SET
  possible = excluded.possible, attended = excluded.attended, late = excluded.late,
  absent = excluded.absent, undelivered = excluded.undelivered"""

Difference = namedtuple("Difference", "placement_id academic_year half_term kept counted")


def _parameters(placements):
    # Code D leaves a session to what was seen (codes.counted), so it is not among them.
    rows = [row for row in table() if row.code != "D"]
    return {
        "placements": None if placements is None else list(placements),
        "codes": [row.code for row in rows],
        "froms": [row.in_force_from for row in rows],
        "tos": [row.in_force_to.isoformat() if row.in_force_to else "infinity" for row in rows],
        "attending": [row.counts_as_attending for row in rows],
        "possible": [row.counts_as_possible for row in rows],
    }


def differences(placements=None):
    """[Difference] between the tallies kept and the marks counted; kept is None where missing."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, _parameters(placements))
        return [Difference(*row) for row in cursor.fetchall()]


def rebuild(placements=None):
    """Set the tallies of these placements (ids; None for all) to what the marks say.

    Returns the differences there were.
    """
    found = differences(placements)
    if not found:
        return []
    recount({difference.placement_id for difference in found})
    return found


def recount(placements):
    """Write the tallies of these placements (ids) anew from their marks, whatever they were."""
    Tally.objects.filter(placement__in=placements).update(**dict.fromkeys(COUNTS, 0))
    with connection.cursor() as cursor:
        cursor.execute(REBUILD, _parameters(placements))


def move_tally(row, half_term, counts):
    """Move one session of a placement between the counts of its half term."""
    year, number = half_term
    Tally.objects.filter(placement=row.placement_id, academic_year=year, half_term=number).update(
        **{name: Greatest(0, F(name) + getattr(counts, name)) for name in COUNTS}
    )
