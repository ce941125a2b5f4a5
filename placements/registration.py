"""The registration watch: has a provider become an independent school without being one?

Education Act 1996 s463: full-time education for five or more pupils of compulsory school age, or
for one with an EHC plan or looked after. What full-time means is the Department's guidance: more
than 18 hours a week, breaks in, or all of a child's recorded education (law.md 3).
"""

import datetime as dt
from collections import namedtuple

from django.db import connection
from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule, Setting, Urgency
from placements.doors import CHILDREN, COUNTS, RUNS

SETTINGS = (
    Setting("hours", "Full-time is more than this many hours a week", "18", "hours"),
    Setting("pupils", "Full-time pupils of compulsory school age", "5"),
    Setting("with_plan", "Of them with an EHC plan", "1"),
    Setting("looked_after", "Of them looked after by a local authority", "1"),
    Setting("near_hours", "Amber, with an EHC plan or looked after, above", "15", "hours"),
    Setting("ahead_days", "Days that the forecast looks ahead", "180"),
)
SOURCE = (
    "Education Act 1996 section 463 (definition of independent school); Education and Skills Act "
    "2008 section 96 (offence); Department for Education, “Registration of independent schools”, "
    "on what is full-time. As read on 22 November 2026: section 43 of the Children’s Wellbeing "
    "and Schools Act 2026 is not in force."
)
TEXT = (
    "A provider that is not a registered school must register when it gives full-time education "
    "to {pupils} or more pupils of compulsory school age, or to {with_plan} with an EHC plan, or "
    "to {looked_after} looked after by a local authority. Full-time is more than {hours} planned "
    "hours a week, from each day’s first start to its last finish, breaks included; a pupil whose "
    "only recorded education is at the provider counts whatever the hours."
)
_REACHED = (
    "(w.full_time >= s.pupils OR w.with_plan >= s.with_plan OR w.looked_after >= s.looked_after)"
)
_COUNTED = "(c.hours > l.hours OR c.only_education)"

# The days that matter: today, and to look ahead each day to come on which agreed slots begin.
TODAY = """
WITH moments AS (
  SELECT v.organisation_id AS provider_id, %(on)s::date AS d FROM providers_provider v
  WHERE v.urn IS NULL"""
AHEAD = """
  UNION
  SELECT p.provider_id, greatest(t.valid_from, p.starts_on)
  FROM placements_timetableslot t
  JOIN placements_placement p ON p.id = t.placement_id
  JOIN providers_provider v ON v.organisation_id = p.provider_id AND v.urn IS NULL
  WHERE t.is_agreed AND p.ended_on IS NULL AND p.status IN ('agreed', 'active', 'paused')
    AND greatest(t.valid_from, p.starts_on) > %(on)s
    AND greatest(t.valid_from, p.starts_on)
      <= %(on)s::date + (SELECT max(ahead_days) FROM settings)"""
# On each of them, what each authority concerned would count by its own thresholds, over every
# commissioner's pupils.
JUDGED = f"""
), {CHILDREN.format(today="%(on)s")}
, concerned AS (
  SELECT DISTINCT m.provider_id, p.authority_id
  FROM (SELECT DISTINCT provider_id, %(on)s::date AS d FROM moments) m
  JOIN placements_placement p ON p.provider_id = m.provider_id
    AND ({RUNS.format(today="%(on)s")}
      OR p.ended_on IS NULL AND p.status IN ('agreed', 'active', 'paused'))
), watched AS (
  SELECT m.provider_id, m.d, l.authority_id, {COUNTS},
    coalesce(jsonb_agg(jsonb_build_object('id', own.key::int, 'hours', c.hours,
      'with_plan', c.with_plan, 'looked_after', c.looked_after,
      'only_education', c.only_education AND c.hours <= l.hours, 'counted', {_COUNTED})
      ORDER BY own.key::int) FILTER (WHERE own.key IS NOT NULL), '[]') AS pupils
  FROM moments m
  JOIN concerned o ON o.provider_id = m.provider_id
  JOIN settings l ON l.authority_id = o.authority_id AND m.d <= %(on)s::date + l.ahead_days
  LEFT JOIN children c ON c.provider_id = m.provider_id AND c.d = m.d
  LEFT JOIN LATERAL (
    SELECT key FROM jsonb_each_text(c.pupils) WHERE value::int = l.authority_id LIMIT 1
  ) own ON true
  GROUP BY m.provider_id, m.d, l.authority_id
), spread AS (
  SELECT provider_id, d, judge, jsonb_object_agg(authority_id, children) AS by_authority
  FROM (
    SELECT c.provider_id, c.d, l.authority_id AS judge, a.value AS authority_id,
      count(*) AS children
    FROM children c
    JOIN concerned o ON o.provider_id = c.provider_id
    JOIN settings l ON l.authority_id = o.authority_id,
    LATERAL (SELECT DISTINCT value FROM jsonb_each_text(c.pupils)) a
    WHERE {_COUNTED}
    GROUP BY 1, 2, 3, 4
  ) each_authority
  GROUP BY 1, 2, 3
), judged AS (
  SELECT w.*, s.pupils AS most, {_REACHED} AS reached,
    (w.full_time = s.pupils - 1 AND s.pupils > 1) OR w.nearly > 0 AS near,
    coalesce(b.by_authority, '{{}}') AS by_authority,
    jsonb_build_object('hours', s.hours, 'pupils', s.pupils, 'with_plan', s.with_plan,
      'looked_after', s.looked_after, 'near_hours', s.near_hours) AS limits
  FROM watched w
  JOIN settings s USING (authority_id)
  LEFT JOIN spread b ON b.provider_id = w.provider_id AND b.d = w.d AND b.judge = w.authority_id
), breaches AS (
  SELECT j.*, ahead.d AS forecast_on
  FROM judged j
  LEFT JOIN LATERAL (
    SELECT min(f.d) AS d FROM judged f
    WHERE f.provider_id = j.provider_id AND f.authority_id = j.authority_id AND f.d > j.d
      AND f.reached
  ) ahead ON NOT j.reached
  WHERE j.d = %(on)s
)
SELECT 'provider' AS subject_kind, provider_id AS subject_id, '' AS part, authority_id,
  NULL::int AS school_id, provider_id,
  jsonb_build_object('full_time', full_time, 'only_education', only_education,
    'with_plan', with_plan, 'looked_after', looked_after, 'nearly', nearly, 'limits', limits,
    'by_authority', by_authority, 'pupils', pupils, 'forecast_on', forecast_on) AS numbers,
  forecast_on AS due_on, true AS for_authority, false AS for_school,
  authority_id = min(authority_id) OVER (PARTITION BY provider_id) AS for_provider
FROM breaches WHERE """


def needed(moment):
    """Providers that are full-time schools today without being registered as one."""
    return Query(TODAY + JUDGED + "reached", {"on": moment.on})


def near(moment):
    """Providers one short of it, or that agreed placements will take across it on a day."""
    breach = "NOT reached AND (near OR forecast_on IS NOT NULL)"
    return Query(TODAY + AHEAD + JUDGED + breach, {"on": moment.on})


def _counts(numbers):
    return (
        f"{numbers['full_time']} full-time (limit {numbers['limits']['pupils']}), "
        f"{numbers['with_plan']} with an EHC plan, {numbers['looked_after']} looked after"
    )


def _needed_sentence(flag, subject):
    text = f"{subject} needs to register as a school: {_counts(flag.numbers)}"
    only = flag.numbers["only_education"]
    return f"{text} ({only} because it is their only recorded education)" if only else text


def _near_sentence(flag, subject):
    crossing = flag.numbers["forecast_on"]
    if crossing:
        day = dt.date.fromisoformat(crossing)
        return (
            f"{subject} will need to register as a school on {day.day} {day:%b %Y}, when agreed "
            f"placements begin. Today: {_counts(flag.numbers)}"
        )
    return f"{subject} is close to needing to register as a school: {_counts(flag.numbers)}"


def _working(flag):
    return reverse("reports:registration_detail", args=[flag.subject_id])


REGISTRATION_NEEDED = Rule(
    name="registration_needed",
    title="Needs to register",
    query=needed,
    sentence=_needed_sentence,
    told="The LA and the provider (numbers only), at once",
    source=SOURCE,
    url=_working,
    action="See the working",
    permission=Permission.REGISTRATION_VIEW,
    settings=SETTINGS,
    urgency=Urgency.NOW,
    text=TEXT,
)
REGISTRATION_NEAR = Rule(
    name="registration_near",
    title="Close to registering",
    query=near,
    sentence=_near_sentence,
    told="The LA and the provider (numbers only)",
    source=SOURCE,
    url=_working,
    action="See the working",
    permission=Permission.REGISTRATION_VIEW,
    settings=SETTINGS,
    settings_of="registration_needed",
    text=TEXT
    + " Close means one pupil short, or a pupil with an EHC plan or looked after who has more "
    "than {near_hours} hours, or agreed placements that will cross within {ahead_days} days.",
)

Count = namedtuple(
    "Count", "provider_id authority_id full_time only_education with_plan looked_after nearly"
)
Child = namedtuple("Child", "pupil_id hours with_plan looked_after only_education")


def registration_counts(*, on, today, provider=None):
    """[Count] of a provider or of all, over every commissioner, by the asker's own thresholds.

    One row a provider without authority_id: all commissioners together, no child twice. For an
    authority that asks, one more for each authority whose pupils are there. Counts only: this
    goes through the door (doors.py). Providers with nobody have no row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM registration_watch(%s, %s, %s) ORDER BY 1, 2",
            [on, today, provider.pk if provider else None],
        )
        return [Count(*row) for row in cursor.fetchall()]


def own_children(*, provider, on, today):
    """[Child] of compulsory school age at the provider whom the asker's own scope shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH moments AS (SELECT %(provider)s::int AS provider_id, %(on)s::date AS d), "
            + CHILDREN.format(today="%(today)s")
            + " SELECT min(o.key::int), hours, with_plan, looked_after, only_education"
            " FROM children c, LATERAL jsonb_each_text(c.pupils) o"
            " GROUP BY child, hours, with_plan, looked_after, only_education"
            " ORDER BY hours DESC, 1",
            {"provider": provider.pk, "on": on, "today": today},
        )
        return [Child(*row) for row in cursor.fetchall()]


def limits_of(thresholds):
    """The thresholds as numbers, from their texts."""
    return {name: float(value) for name, value in thresholds.items()}


def has_reached(count, limits):
    """Whether the counts make a school of the provider (Education Act 1996 s463)."""
    return (
        count.full_time >= limits["pupils"]
        or count.with_plan >= limits["with_plan"]
        or count.looked_after >= limits["looked_after"]
    )


def is_near(count, limits):
    """Whether one more pupil, or a few hours more for one, would."""
    return (count.full_time == limits["pupils"] - 1 and limits["pupils"] > 1) or count.nearly > 0
