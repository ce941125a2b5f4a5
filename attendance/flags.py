"""Flag rules about attendance: a register that is missing."""

import datetime as dt
import json

from django.urls import reverse

from apcommission.accounts.roles import Permission
from apcommission.flags.models import Flag
from apcommission.flags.rules import Query, Rule, Setting, Urgency
from apcommission.terms.choices import Session
from attendance.expected import expected_counts
from attendance.rules import CUT_OFFS, OPEN_MINUTES

# Runs before this hour look back over a week, so that a day on which the jobs stood still is
# judged once they run again; later runs look at today and at what is flagged.
LOOK_BACK_BEFORE = dt.time(9, 0)
LOOK_BACK_DAYS = 7

# One flag an authority for the provider and itself; one a school for the school alone, which
# sees its own pupils' number only. The provider is told once, not once an authority.
MISSING = """
WITH expected AS (
  SELECT * FROM jsonb_to_recordset(%(expected)s::jsonb) AS e(day date, session text, site_id int,
    provider_id int, authority_id int, school_id int, expected int, marked int)
), due AS (
  SELECT e.*, s.minutes_more, greatest(
      e.day + CASE e.session WHEN 'am' THEN s.am_cut_off ELSE s.pm_cut_off END,
      e.day + CASE e.session WHEN 'am' THEN v.am_starts_at ELSE v.pm_starts_at END
        + make_interval(mins => %(open_minutes)s)) AS cut_off
  FROM expected e
  JOIN settings s ON s.authority_id = e.authority_id
  JOIN providers_site v ON v.id = e.site_id
), missing AS (
  SELECT d.*, %(local)s >= d.cut_off + make_interval(mins => d.minutes_more) AS tell_all
  FROM due d
  LEFT JOIN attendance_register r
    ON r.site_id = d.site_id AND r.date = d.day AND r.session = d.session
  WHERE d.cut_off <= %(local)s AND d.marked < d.expected
    AND coalesce(r.not_delivered_reason, '') = ''
), told AS (
  SELECT site_id, day, session, provider_id, authority_id, NULL::int AS school_id, cut_off,
    sum(expected) AS expected, tell_all AS for_authority, false AS for_school,
    authority_id = min(authority_id) OVER (PARTITION BY site_id, day, session) AS for_provider
  FROM missing
  GROUP BY site_id, day, session, provider_id, authority_id, cut_off, tell_all
  UNION ALL
  SELECT site_id, day, session, provider_id, authority_id, school_id, cut_off,
    sum(expected), false, true, false
  FROM missing WHERE school_id IS NOT NULL AND tell_all
  GROUP BY site_id, day, session, provider_id, authority_id, school_id, cut_off
)
SELECT 'site' AS subject_kind, site_id AS subject_id,
  to_char(day, 'YYYY-MM-DD ') || session AS part, authority_id, school_id, provider_id,
  jsonb_build_object('expected', expected, 'cut_off', to_char(cut_off, 'HH24:MI')) AS numbers,
  day AS due_on, for_authority, for_school, for_provider
FROM told
"""


def missing_registers(moment):
    """Sessions past their cut-off, with somebody expected, whose register is not complete."""
    expected = [
        {"day": day.isoformat(), **row._asdict()}
        for day in _days(moment)
        for row in expected_counts(day, *Session.values)
    ]
    return Query(
        MISSING,
        {
            "expected": json.dumps(expected),
            "local": dt.datetime.combine(moment.on, moment.time),
            "open_minutes": OPEN_MINUTES,
        },
    )


def _days(moment):
    """Today, every day that has an open flag, and after a night the week before."""
    flagged = Flag.objects.open().of_rule("register_missing").values_list("due_on", flat=True)
    days = {moment.on, *flagged.distinct()}
    if moment.time < LOOK_BACK_BEFORE:
        days |= {moment.on - dt.timedelta(days=n) for n in range(1, LOOK_BACK_DAYS + 1)}
    return sorted(day for day in days if day.isoweekday() <= 5)


def part_of(flag):
    """(date, session) of a missing register's flag."""
    day, session = flag.part.split()
    return dt.date.fromisoformat(day), Session(session)


def _sentence(flag, subject):
    day, session = part_of(flag)
    expected = flag.numbers["expected"]
    pupils = "1 pupil" if expected == 1 else f"{expected} pupils"
    return (
        f"No complete {session.label} register at {subject} for {day.day} {day:%b %Y} by "
        f"{flag.numbers['cut_off']}: {pupils} expected"
    )


def _register(flag):
    day, session = part_of(flag)
    return reverse("attendance:register_take", args=[flag.subject_id, day, session.value])


REGISTER_MISSING = Rule(
    name="register_missing",
    title="Register missing",
    query=missing_registers,
    sentence=_sentence,
    told="The provider at the cut-off, then the school and the LA",
    source=(
        "“Working together to improve school attendance”, 9 July 2026 edition, and the School "
        "Attendance (Pupil Registration) (England) Regulations 2024: the school must know on the "
        "day who attended; the voluntary standards for non-school AP (August 2025) expect marks "
        "session by session"
    ),
    url=_register,
    action="Take the register",
    permission=Permission.REGISTER_TAKE,
    settings=(
        Setting("am_cut_off", "Morning cut-off", f"{CUT_OFFS[Session.AM]:%H:%M}", "time"),
        Setting("pm_cut_off", "Afternoon cut-off", f"{CUT_OFFS[Session.PM]:%H:%M}", "time"),
        Setting("minutes_more", "Minutes until the school and the LA are told", "30"),
        Setting("edit_days", "Days after a session in which its marks may be changed", "14"),
    ),
    urgency=Urgency.NOW,
    text=(
        "A session with at least one expected pupil has a complete register by {am_cut_off} for "
        "the morning and {pm_cut_off} for the afternoon, or half an hour after the session starts "
        "at the site if that is later. The school and the LA are told {minutes_more} minutes "
        "after the provider."
    ),
)
