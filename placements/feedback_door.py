"""The door through which a school learns what the schools of its authority think of a provider.

SQL that the owner runs after every migrate (placements/protection.py). It gives away the number
of answers and their averages and nothing else: no comment, no date, not whose they are. Who may
ask: an authority about its own schools' answers; a school about the same, but only where others
than itself gave LEAST_ANSWERS answers, of LEAST_SCHOOLS schools: it knows its own answers, and
could take them from the averages and read off what is left. A provider may not ask.
providers/feedback.py reads it.
"""

from apcommission.accounts.row_security import LA, SCHOOL

LEAST_ANSWERS = 3
LEAST_SCHOOLS = 2

SUMMARY = f"""
CREATE OR REPLACE FUNCTION feedback_summary(p_providers int[])
RETURNS TABLE (provider_id int, answers bigint, schools bigint, communication numeric,
  progress numeric, safety numeric, use_again numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH asker AS (
    SELECT o.id, o.kind, coalesce(o.authority_id, o.id) AS area
    FROM accounts_organisation o
    WHERE o.id = nullif(current_setting('app.org', true), '')::int
      AND o.kind IN ('authority', 'school')
  ), counted AS (
    SELECT f.provider_id, count(*) AS answers, count(DISTINCT f.school_id) AS schools,
      round(avg(f.communication), 1) AS communication, round(avg(f.progress), 1) AS progress,
      round(avg(f.safety), 1) AS safety,
      round(100.0 * count(*) FILTER (WHERE f.would_use_again) / count(*)) AS use_again,
      count(*) FILTER (WHERE f.school_id IS DISTINCT FROM a.id) AS others_answers,
      count(DISTINCT f.school_id) FILTER (WHERE f.school_id <> a.id) AS others
    FROM placements_providerfeedback f JOIN asker a ON f.authority_id = a.area
    WHERE f.provider_id = ANY (p_providers)
    GROUP BY f.provider_id
  )
  SELECT c.provider_id, c.answers, c.schools, c.communication, c.progress, c.safety, c.use_again
  FROM counted c, asker a
  WHERE a.kind = 'authority'
    OR (c.others_answers >= {LEAST_ANSWERS} AND c.others >= {LEAST_SCHOOLS})
$$
"""

DOORS = [
    SUMMARY,
    "REVOKE ALL ON FUNCTION feedback_summary(int[]) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION feedback_summary(int[]) TO {LA}, {SCHOOL}",
]
