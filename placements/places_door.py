"""The door through which everybody who may choose a provider learns how full it is.

SQL that the owner runs after every migrate (placements/protection.py). It counts the placements
of all authorities and gives away numbers by site and half-day, nothing of any child and not whose
they are. Who may ask what: an authority about every provider, a school about the providers that
its own authority uses or used, a provider about itself. providers/places.py reads it.
"""

from apcommission.accounts.row_security import FINANCE, LA, PROVIDER, SCHOOL

# `taken` on the day asked; `coming` will be taken later by agreements already made. A paused
# placement keeps its place. On a day to come only what is planned to last until then counts; up
# to today whoever has not been ended is still there.
PLACES = """
CREATE OR REPLACE FUNCTION places_taken(p_providers int[], p_on date, p_today date)
RETURNS TABLE (site_id int, weekday int, session text, taken bigint, coming bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH asker AS (
    SELECT o.id, o.kind, coalesce(o.authority_id, o.id) AS area
    FROM accounts_organisation o
    WHERE o.id = nullif(current_setting('app.org', true), '')::int
  ), asked AS (
    SELECT v.organisation_id AS provider_id
    FROM providers_provider v, asker a
    WHERE v.organisation_id = ANY (p_providers)
      AND CASE a.kind
        WHEN 'authority' THEN true
        WHEN 'school' THEN EXISTS (
          SELECT 1 FROM providers_approval y
          WHERE y.provider_id = v.organisation_id AND y.authority_id = a.area
            AND y.status IN ('approved', 'conditional', 'suspended', 'removed'))
        WHEN 'provider' THEN v.organisation_id = a.id
        ELSE false END
  ), held AS (
    SELECT t.site_id, t.weekday, t.session, t.pupil_id,
      bool_or(t.valid_from <= p_on AND p.starts_on <= p_on) AS is_there
    FROM asked q
    JOIN placements_placement p ON p.provider_id = q.provider_id
      AND p.status IN ('agreed', 'active', 'paused')
      AND (p_on <= p_today OR p.planned_end_on >= p_on)
    JOIN placements_timetableslot t ON t.placement_id = p.id AND t.is_agreed
      AND (t.valid_to IS NULL OR t.valid_to >= p_on)
    GROUP BY t.site_id, t.weekday, t.session, t.pupil_id
  )
  SELECT site_id, weekday::int, session::text, count(*) FILTER (WHERE is_there),
    count(*) FILTER (WHERE NOT is_there)
  FROM held GROUP BY 1, 2, 3
$$
"""

_ASKERS = ", ".join((LA, FINANCE, SCHOOL, PROVIDER))

DOORS = [
    PLACES,
    "REVOKE ALL ON FUNCTION places_taken(int[], date, date) FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION places_taken(int[], date, date) TO {_ASKERS}",
]
