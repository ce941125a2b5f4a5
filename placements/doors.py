"""The one door through which counts about children cross from one organisation to another.

SQL that the owner runs after every migrate (placements/protection.py). The function runs with
the owner's rights, so it sees every commissioner's placements; it gives away counts and nothing
else (decisions.md 5). Who may ask what: an authority about every provider, a school about the
providers its own authority has decided on, a provider about itself.
"""

from apcommission.accounts.row_security import LA, PROVIDER, SCHOOL

# Born in this range, a child is of compulsory school age on the day (Education Act 1996 s8);
# the same rule as placements.rules.compulsory_school_age, for many at once.
BIRTHS = """
CREATE OR REPLACE FUNCTION births_of_compulsory_age(d date)
RETURNS TABLE (born_from date, born_to date) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT make_date(y - 16 + (d > june - ((extract(isodow FROM june)::int + 2) % 7))::int, 9, 1),
    (CASE WHEN d >= make_date(n, 12, 31) THEN make_date(n, 12, 31)
          WHEN d >= make_date(n, 8, 31) THEN make_date(n, 8, 31)
          WHEN d >= make_date(n, 3, 31) THEN make_date(n, 3, 31)
          ELSE make_date(n - 1, 12, 31) END - interval '5 years')::date
  FROM (SELECT extract(year FROM d)::int AS n,
          extract(year FROM d)::int - (extract(month FROM d) < 9)::int AS y) years,
    LATERAL (SELECT make_date(y + 1, 6, 30) AS june) term
$$
"""

# A placement p that runs on the day m.d. On a day to come, only if it is planned to last so long.
RUNS = """p.status IN ('agreed', 'active', 'paused', 'ended') AND p.starts_on <= m.d
    AND (p.ended_on IS NULL OR p.ended_on >= m.d)
    AND (m.d <= {today} OR p.planned_end_on >= m.d)"""

# Given `moments` (provider_id, d): `children`, one row for each child of compulsory school age
# at the provider on the day, whoever placed it. A child whom two authorities know (one UPN) is
# one child. Hours run from each day's first start to its last finish, breaks in.
CHILDREN = f"""
slots AS (
  SELECT m.provider_id, m.d, coalesce(nullif(k.upn, ''), 'id ' || k.id) AS child,
    k.id AS pupil_id, k.authority_id, k.sen_provision, k.is_looked_after, k.roll,
    t.weekday, t.starts_at, t.finishes_at
  FROM moments m
  JOIN placements_placement p ON p.provider_id = m.provider_id AND {RUNS}
  JOIN placements_pupil k ON k.id = p.pupil_id
  JOIN LATERAL births_of_compulsory_age(m.d) b
    ON k.date_of_birth BETWEEN b.born_from AND b.born_to
  JOIN placements_timetableslot t ON t.placement_id = p.id AND t.is_agreed
    AND t.valid_from <= m.d AND (t.valid_to IS NULL OR t.valid_to >= m.d)
), days AS (
  SELECT provider_id, d, child, max(finishes_at) - min(starts_at) AS stay
  FROM slots GROUP BY provider_id, d, child, weekday
), hours AS (
  SELECT provider_id, d, child, round(extract(epoch FROM sum(stay)) / 3600, 2) AS hours
  FROM days GROUP BY 1, 2, 3
), weeks AS (
  SELECT provider_id, d, child, hours, bool_or(sen_provision = 'E') AS with_plan,
    bool_or(is_looked_after) AS looked_after, bool_and(roll = 'none') AS on_no_roll,
    jsonb_object_agg(pupil_id, authority_id) AS pupils
  FROM slots JOIN hours USING (provider_id, d, child) GROUP BY 1, 2, 3, 4
), elsewhere AS (
  SELECT DISTINCT w.provider_id, w.d, w.child
  FROM weeks w
  JOIN placements_pupil k ON coalesce(nullif(k.upn, ''), 'id ' || k.id) = w.child
  JOIN placements_placement p ON p.pupil_id = k.id AND p.provider_id <> w.provider_id
  JOIN LATERAL (SELECT w.d AS d) m ON {RUNS}
  WHERE w.on_no_roll
), children AS (
  SELECT w.provider_id, w.d, w.child, w.hours, w.with_plan, w.looked_after, w.pupils,
    w.on_no_roll AND (w.provider_id, w.d, w.child) NOT IN (
      SELECT provider_id, d, child FROM elsewhere) AS only_education
  FROM weeks w
)"""

COUNTS = """
    count(*) FILTER (WHERE c.hours > l.hours OR c.only_education) AS full_time,
    count(*) FILTER (WHERE c.hours <= l.hours AND c.only_education) AS only_education,
    count(*) FILTER (WHERE c.with_plan AND (c.hours > l.hours OR c.only_education)) AS with_plan,
    count(*) FILTER (WHERE c.looked_after AND (c.hours > l.hours OR c.only_education))
      AS looked_after,
    count(*) FILTER (WHERE (c.with_plan OR c.looked_after) AND NOT c.only_education
      AND c.hours > l.near_hours AND c.hours <= l.hours) AS nearly"""

# The asker's own thresholds; a provider, which has several authorities, sees the usual ones.
WATCH = f"""
CREATE OR REPLACE FUNCTION registration_watch(p_on date, p_today date, p_provider int)
RETURNS TABLE (provider_id int, authority_id int, full_time bigint, only_education bigint,
  with_plan bigint, looked_after bigint, nearly bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH asker AS (
    SELECT o.id, o.kind, coalesce(o.authority_id, o.id) AS area
    FROM accounts_organisation o
    WHERE o.id = nullif(current_setting('app.org', true), '')::int
  ), l AS (
    SELECT {{hours}} AS hours, {{near_hours}} AS near_hours FROM asker a
  ), moments AS (
    SELECT v.organisation_id AS provider_id, p_on AS d
    FROM providers_provider v, asker a
    WHERE (p_provider IS NULL OR v.organisation_id = p_provider)
      AND CASE a.kind
        WHEN 'authority' THEN true
        WHEN 'school' THEN EXISTS (
          SELECT 1 FROM providers_approval y
          WHERE y.provider_id = v.organisation_id AND y.authority_id = a.area)
        WHEN 'provider' THEN v.organisation_id = a.id
        ELSE false END
  ), {CHILDREN.format(today="p_today")}
  SELECT c.provider_id, NULL::int, {COUNTS} FROM children c, l GROUP BY c.provider_id
  UNION ALL
  SELECT c.provider_id, o.value::int, {COUNTS}
  FROM children c, l, LATERAL (SELECT DISTINCT value FROM jsonb_each_text(c.pupils)) o
  WHERE (SELECT kind FROM asker) = 'authority'
  GROUP BY c.provider_id, o.value
$$
"""


def _own_threshold(name, default):
    return f"""coalesce((
      SELECT t.value::numeric FROM flags_threshold t
      WHERE t.rule = 'registration_needed' AND t.name = '{name}' AND t.authority_id = a.area
        AND t.in_force_from <= p_today
      ORDER BY t.in_force_from DESC, t.id DESC LIMIT 1), {default})"""


DOORS = [
    BIRTHS,
    # A function whose columns change cannot be replaced, only made anew.
    "DROP FUNCTION IF EXISTS registration_watch(date, date, int)",
    WATCH.format(hours=_own_threshold("hours", 18), near_hours=_own_threshold("near_hours", 15)),
    "REVOKE ALL ON FUNCTION registration_watch(date, date, int) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION registration_watch(date, date, int) TO {LA}, {SCHOOL}, {PROVIDER}",
]
