"""Flag rules about absence: not seen, not explained, running, frequent, and C2 past its end."""

import datetime as dt
import json

from django.db import connection
from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.rules import Query, Rule, Setting, Urgency
from apcommission.terms.calendars import calendars_for
from apcommission.terms.choices import Session
from apcommission.terms.rules import academic_year
from attendance.codes import table

GUIDANCE = "“Working together to improve school attendance”, 9 July 2026 edition"
# A pupil not seen is looked for this long; after it the other rules still speak of the absence.
LOOK_BACK = dt.timedelta(days=7)
# The absences that a run of them may be made of.
RUN_WITHIN = dt.timedelta(days=92)
# N must be replaced within five school days (SI 2024/208 reg 10(7)-(9)); what is older than a
# year is no longer somebody's next step.
N_WITHIN = dt.timedelta(days=365)

# The newest decision on each version of a mark, beside a mark m.
_DECIDED = """
  LEFT JOIN LATERAL (
    SELECT d.code FROM attendance_codedecision d
    WHERE d.placement_id = m.placement_id AND d.date = m.date AND d.session = m.session
      AND d.mark_version = m.version
    ORDER BY d.id DESC LIMIT 1) d ON true"""

# Absent by the stored mark, or by another one that nobody has decided against: the more worrying
# drives the alert.
NOT_SEEN = f"""
SELECT 'placement' AS subject_kind, m.placement_id AS subject_id,
  to_char(m.date, 'YYYY-MM-DD ') || m.session AS part, m.authority_id, m.school_id, m.provider_id,
  jsonb_build_object('first', v.is_first) AS numbers, m.date AS due_on,
  true AS for_authority, true AS for_school, false AS for_provider
FROM attendance_mark m
  JOIN placements_placement p ON p.id = m.placement_id
  JOIN placements_pupil k ON k.id = p.pupil_id
  JOIN settings s ON s.authority_id = m.authority_id
  LEFT JOIN placements_pupilsafeguarding g ON g.pupil_id = k.id
  LEFT JOIN attendance_absencenote n ON n.placement_id = m.placement_id AND n.date = m.date
    AND n.session = m.session
  {_DECIDED}
  CROSS JOIN LATERAL (SELECT k.is_looked_after OR k.sen_provision = 'E'
    OR coalesce(g.is_child_protection OR g.is_child_in_need, false) AS is_first) v
WHERE m.date BETWEEN %(since)s AND %(on)s
  AND (m.observation = 'A' OR EXISTS (SELECT 1 FROM attendance_markconflict c
    WHERE c.placement_id = m.placement_id AND c.date = m.date AND c.session = m.session
      AND c.settled_at IS NULL AND c.observation = 'A'))
  AND coalesce(n.reason, 'unknown') IN ('unknown', 'refused', 'other')
  AND coalesce(d.code, 'N') = 'N'
  AND (v.is_first OR %(local)s >= m.date + CASE m.session WHEN 'am' THEN s.am_others
    ELSE s.pm_others END)
  AND NOT EXISTS (SELECT 1 FROM attendance_followup f
    WHERE f.placement_id = m.placement_id AND f.date = m.date AND f.session = m.session
      AND f.seen_safe = 'yes')"""

UNEXPLAINED = f"""
WITH overdue AS (
  SELECT * FROM jsonb_to_recordset(%(overdue)s::jsonb)
    AS o(authority_id int, school_id int, days int, until date)
)
SELECT 'placement' AS subject_kind, m.placement_id AS subject_id,
  to_char(m.date, 'YYYY-MM-DD ') || m.session AS part, m.authority_id, m.school_id, m.provider_id,
  jsonb_build_object('days', s.school_days) AS numbers, m.date AS due_on,
  true AS for_authority, true AS for_school, false AS for_provider
FROM attendance_mark m
  JOIN settings s ON s.authority_id = m.authority_id
  JOIN overdue o ON o.authority_id = m.authority_id AND o.school_id = m.school_id
    AND o.days = s.school_days AND m.date <= o.until
  {_DECIDED}
WHERE m.date BETWEEN %(since)s AND %(on)s AND coalesce(d.code, m.code) = 'N'"""

# A run ends at a session attended. Sessions that were not delivered, are not marked, or are not
# possible in law neither count nor break it; nor do absences entered ahead or days at the school.
CONSECUTIVE = f"""
WITH codes AS (
  SELECT * FROM unnest(%(codes)s::text[], %(attending)s::boolean[], %(possible)s::boolean[],
    %(froms)s::date[], %(tos)s::date[]) AS c(code, attending, possible, from_on, to_on)
), judged AS (
  SELECT p.pupil_id, p.authority_id, p.school_id, m.date, m.session,
    coalesce(c.attending, m.observation IN ('P', 'L', 'E')) AS attended,
    EXISTS (SELECT 1 FROM attendance_plannedabsence x
      WHERE x.placement_id = m.placement_id AND x.withdrawn_at IS NULL
        AND m.date BETWEEN x.starts_on AND x.ends_on AND x.session IN ('', m.session))
      OR coalesce(n.reason, '') = 'at_school' AS is_planned
  FROM attendance_mark m
    JOIN placements_placement p ON p.id = m.placement_id
      AND p.status IN ('agreed', 'active', 'paused')
    LEFT JOIN attendance_absencenote n ON n.placement_id = m.placement_id AND n.date = m.date
      AND n.session = m.session
    {_DECIDED}
    LEFT JOIN codes c ON c.code = d.code AND m.date BETWEEN c.from_on AND c.to_on
  WHERE m.date BETWEEN %(since)s AND %(on)s AND m.observation <> 'X'
    AND coalesce(c.possible, true)
), last AS (
  SELECT pupil_id, max(date::text || session) FILTER (WHERE attended) AS attended
  FROM judged GROUP BY pupil_id
), runs AS (
  SELECT j.pupil_id, j.authority_id, j.school_id, count(*) AS sessions, min(j.date) AS since
  FROM judged j JOIN last l USING (pupil_id)
  WHERE NOT j.attended AND NOT j.is_planned
    AND (l.attended IS NULL OR j.date::text || j.session > l.attended)
  GROUP BY 1, 2, 3
)
SELECT 'pupil' AS subject_kind, r.pupil_id AS subject_id, '' AS part, r.authority_id, r.school_id,
  NULL::int AS provider_id,
  jsonb_build_object('sessions', r.sessions, 'limit', s.sessions) AS numbers, r.since AS due_on,
  true AS for_authority, r.school_id IS NOT NULL AS for_school, false AS for_provider
FROM runs r JOIN settings s ON s.authority_id = r.authority_id WHERE r.sessions >= s.sessions"""

# By integers, of the tallies of this academic year (law.md 1.6).
FREQUENT = """
WITH counts AS (
  SELECT t.pupil_id, t.authority_id, t.school_id, sum(t.absent) AS absent,
    sum(t.possible) AS possible
  FROM attendance_tally t
  WHERE t.academic_year = %(year)s AND EXISTS (SELECT 1 FROM placements_placement p
    WHERE p.pupil_id = t.pupil_id AND p.status IN ('agreed', 'active', 'paused'))
  GROUP BY 1, 2, 3
)
SELECT 'pupil' AS subject_kind, c.pupil_id AS subject_id, '' AS part, c.authority_id, c.school_id,
  NULL::int AS provider_id,
  jsonb_build_object('absent', c.absent, 'possible', c.possible) AS numbers,
  NULL::date AS due_on, true AS for_authority, c.school_id IS NOT NULL AS for_school,
  false AS for_provider
FROM counts c JOIN settings s ON s.authority_id = c.authority_id
WHERE c.possible >= s.at_least AND 10 * c.absent >= c.possible
  AND (2 * c.absent >= c.possible) = %(severe)s"""

RUN_OUT = """
SELECT 'pupil' AS subject_kind, t.pupil_id AS subject_id, t.id::text AS part, t.authority_id,
  t.school_id, NULL::int AS provider_id,
  jsonb_build_object('ends_on', to_char(t.ends_on, 'FMDD Mon YYYY')) AS numbers,
  t.ends_on AS due_on, false AS for_authority, true AS for_school, false AS for_provider
FROM attendance_parttimetimetable t
WHERE t.stopped_on IS NULL AND t.ends_on < %(on)s"""


def not_seen(moment):
    """Sessions of the last week with a pupil absent, no reason known, and nobody seen safe."""
    local = dt.datetime.combine(moment.on, moment.time)
    return Query(NOT_SEEN, {"on": moment.on, "since": moment.on - LOOK_BACK, "local": local})


def unexplained(moment):
    """Absences that still have code N more school days after than the authority allows."""
    since = moment.on - N_WITHIN
    return Query(
        UNEXPLAINED,
        {"on": moment.on, "since": since, "overdue": json.dumps(_overdue(moment.on, since))},
    )


def _overdue(on, since):
    """The last date of each school that lies more than so many of its own school days back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT authority_id, school_id FROM attendance_mark"
            " WHERE date BETWEEN %s AND %s AND code = 'N' AND school_id IS NOT NULL",
            [since, on],
        )
        keys = [(*row, None) for row in cursor.fetchall()]
    start = on - dt.timedelta(days=120)
    calendars = calendars_for(keys, start=start, end=on)
    found = []
    for authority_id, school_id, _ in keys:
        days = calendars[authority_id, school_id, None].school_days(start, on - dt.timedelta(1))
        for number in range(1, min(len(days), 30) + 1):
            until = days[-number] - dt.timedelta(days=1)
            found.append(
                {
                    "authority_id": authority_id,
                    "school_id": school_id,
                    "days": number,
                    "until": until.isoformat(),
                }
            )
    return found


def consecutive(moment):
    """Pupils absent for so many sessions running, over all their placements."""
    rows = [row for row in table() if row.code != "D"]
    return Query(
        CONSECUTIVE,
        {
            "on": moment.on,
            "since": moment.on - RUN_WITHIN,
            "codes": [row.code for row in rows],
            "attending": [row.counts_as_attending for row in rows],
            "possible": [row.counts_as_possible for row in rows],
            "froms": [row.in_force_from for row in rows],
            "tos": [row.in_force_to.isoformat() if row.in_force_to else "infinity" for row in rows],
        },
    )


def persistent(moment):
    return Query(FREQUENT, {"year": academic_year(moment.on), "severe": False})


def severe(moment):
    return Query(FREQUENT, {"year": academic_year(moment.on), "severe": True})


def run_out(moment):
    return Query(RUN_OUT, {"on": moment.on})


def when(flag):
    """ "Monday 23 Nov 2026, morning" of a flag about one session."""
    day, session = flag.part.split()
    date = dt.date.fromisoformat(day)
    return f"{date:%A} {date.day} {date:%b %Y}, {Session(session).label}"


def _follow_up(flag):
    day, session = flag.part.split()
    date = dt.date.fromisoformat(day)
    return reverse("attendance:follow_up_add", args=[flag.subject_id, date, session])


def _decide(flag):
    day, session = flag.part.split()
    date = dt.date.fromisoformat(day)
    return reverse("attendance:code_decide", args=[flag.subject_id, date, session])


def _pupil(flag):
    return reverse("attendance:attendance_pupil", args=[flag.subject_id])


def _rate(flag, subject):
    absent, possible = flag.numbers["absent"], flag.numbers["possible"]
    return f"{subject}: absent for {absent} of {possible} possible sessions this academic year"


NOT_SEEN_RULE = Rule(
    name="pupil_not_seen",
    title="Pupil not seen",
    query=not_seen,
    sentence=lambda flag, subject: (
        f"{subject}: not here on {when(flag)}, no reason is known, and nobody has said that the "
        "child is safe"
    ),
    told="The home school and the LA: at once for a child who is looked after, has an EHC plan or "
    "a social worker; for others in the same half-day",
    source=f"{GUIDANCE}: first-day contact; Keeping children safe in education, part one",
    url=_follow_up,
    action="Follow up",
    permission=Permission.ABSENCE_FOLLOW_UP,
    settings=(
        Setting("am_others", "Others, in the morning", "11:00", "time"),
        Setting("pm_others", "Others, in the afternoon", "15:00", "time"),
    ),
    urgency=Urgency.NOW,
    text=(
        "An expected pupil is absent and no reason is known. For a child who is looked after, has "
        "an EHC plan, a child protection plan or is in need: at once. For others: from "
        "{am_others} in the morning and {pm_others} in the afternoon. It clears when a reason is "
        "known, or somebody has seen or spoken to the child."
    ),
)
UNEXPLAINED_RULE = Rule(
    name="absence_unexplained",
    title="Absence unexplained",
    query=unexplained,
    sentence=lambda flag, subject: (
        f"{subject}: absent on {when(flag)} and still code N after {flag.numbers['days']} school "
        "days"
    ),
    told="The home school and the LA",
    source="SI 2024/208 reg 10(7) to (9): amended within five school days, else code O",
    url=_decide,
    action="Decide the code",
    permission=Permission.CODE_DECIDE,
    settings=(Setting("school_days", "School days in which a reason must be found", "5"),),
    text="Code N stands for an absence more than {school_days} of the school's own days old.",
)
CONSECUTIVE_RULE = Rule(
    name="consecutive_absence",
    title="Consecutive absence",
    query=consecutive,
    sentence=lambda flag, subject: (
        f"{subject}: absent for {flag.numbers['sessions']} sessions running"
    ),
    told="The home school and the LA",
    source=GUIDANCE,
    url=_pupil,
    action="See the pupil's attendance",
    permission=Permission.ATTENDANCE_VIEW,
    settings=(Setting("sessions", "Sessions running", "4"),),
    text=(
        "Absent for {sessions} sessions running. Sessions not delivered, not yet marked, not "
        "possible in law or entered ahead neither count nor break the run."
    ),
)
_FREQUENT = {
    "sentence": _rate,
    "told": "The home school and the LA",
    "source": f"{GUIDANCE}; the Department's published measures of absence",
    "url": _pupil,
    "action": "See the pupil's attendance",
    "permission": Permission.ATTENDANCE_VIEW,
}
PERSISTENT_RULE = Rule(
    name="persistent_absence",
    title="Persistent absence",
    query=persistent,
    settings=(Setting("at_least", "Possible sessions before it is judged", "20"),),
    text=(
        "Absent for 10% or more, and less than half, of at least {at_least} possible sessions of "
        "this academic year."
    ),
    **_FREQUENT,
)
SEVERE_RULE = Rule(
    name="severe_absence",
    title="Severe absence",
    query=severe,
    settings=(Setting("at_least", "Possible sessions before it is judged", "20"),),
    settings_of="persistent_absence",
    text="Absent for half or more of at least {at_least} possible sessions of this academic year.",
    **_FREQUENT,
)
RUN_OUT_RULE = Rule(
    name="part_time_run_out",
    title="Part-time timetable run out",
    query=run_out,
    sentence=lambda flag, subject: (
        f"{subject}: the part-time timetable ended on {flag.numbers['ends_on']}, and code C2 with "
        "it"
    ),
    told="The home school",
    source="SI 2024/208 reg 11(6)",
    url=_pupil,
    action="End it or agree another",
    permission=Permission.PART_TIME_AGREE,
    text="A part-time timetable is past its end and nobody has said what follows.",
)
ABSENCE_RULES = [
    NOT_SEEN_RULE,
    UNEXPLAINED_RULE,
    CONSECUTIVE_RULE,
    PERSISTENT_RULE,
    SEVERE_RULE,
    RUN_OUT_RULE,
]
