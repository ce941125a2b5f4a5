"""What a register looks like now: who is expected, what is marked, by whom, and what was said.

One query reads it for a site (the register page and every save), a school, a provider or an
authority (the day page), however many pupils there are; two more read the calendars.
"""

import datetime as dt
from dataclasses import dataclass, fields

from django.db import connection

from apcommission.terms.rules import academic_year
from attendance.choices import AbsenceReason, Observation, PlannedKind
from attendance.codes import code_on, counted, proposed_code
from attendance.expected import RUNNING, body_key, calendars_between, slot_in_force
from attendance.models.mark import in_words
from attendance.rules import LONDON, Counts
from placements.choices import SenProvision
from placements.models import Pupil

# A placement that was ended after the event keeps its marks in sight for this long.
ENDED_WITHIN = dt.timedelta(days=92)

ROWS = """
SELECT {date}::date AS date, p.id AS placement_id, p.pupil_id, p.authority_id, p.school_id,
  p.provider_id,
  s.session, coalesce(t.site_id, r.site_id) AS site_id, t.id IS NOT NULL AS is_expected,
  t.starts_at, t.finishes_at,
  u.forename, u.surname, u.preferred_forename, u.date_of_birth, u.roll, u.is_looked_after,
  u.sen_provision, p.basis, p.commissioner_kind, v.type AS provider_type, p.activity,
  i.name AS site_name,
  CASE s.session WHEN 'am' THEN i.am_starts_at ELSE i.pm_starts_at END AS session_starts_at,
  (SELECT name FROM accounts_organisation o WHERE o.id = p.provider_id) AS provider_name,
  coalesce((SELECT name FROM accounts_organisation o WHERE o.id = p.school_id), '') AS school_name,
  coalesce(m.observation, '') AS observation, coalesce(m.code, '') AS code, m.minutes,
  coalesce(m.version, 0) AS version, m.register_id,
  coalesce(n.reason, '') AS reason, coalesce(n.told_by, '') AS told_by,
  coalesce(n.note, '') AS note,
  e.at AS saved_at, coalesce(e.person_name, '') AS saved_by,
  coalesce(e.person_role, '') AS saved_by_role, coalesce(d.code, '') AS decided,
  e.person_id AS saved_by_id, coalesce(e.on_behalf, '') AS on_behalf, e.first_at,
  coalesce(x.kind, '') AS planned, coalesce(x.note, '') AS planned_note
  {stored_columns}
FROM {dates} placements_placement p
  JOIN placements_pupil u ON u.id = p.pupil_id
  JOIN providers_provider v ON v.organisation_id = p.provider_id
  CROSS JOIN unnest(%(sessions)s::text[]) AS s(session)
  LEFT JOIN placements_timetableslot t ON t.placement_id = p.id AND t.session = s.session
    AND {slot_in_force}
  LEFT JOIN attendance_mark m ON m.placement_id = p.id AND m.date = {date}
    AND m.session = s.session
  LEFT JOIN attendance_register r ON r.id = m.register_id
  LEFT JOIN providers_site i ON i.id = coalesce(t.site_id, r.site_id)
  LEFT JOIN attendance_absencenote n ON n.placement_id = p.id AND n.date = {date}
    AND n.session = s.session
  LEFT JOIN LATERAL (
    SELECT e.at, e.person_id, e.person_name, e.person_role, e.on_behalf,
      min(e.at) OVER () AS first_at
    FROM attendance_markevent e
    WHERE e.placement_id = m.placement_id AND e.date = m.date AND e.session = m.session
    ORDER BY e.id DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (
    SELECT x.kind, x.note FROM attendance_plannedabsence x
    WHERE x.placement_id = p.id AND x.withdrawn_at IS NULL AND {date} BETWEEN x.starts_on
      AND x.ends_on AND x.session IN ('', s.session)
    ORDER BY x.id DESC LIMIT 1) x ON true
  LEFT JOIN LATERAL (
    SELECT d.code FROM attendance_codedecision d
    WHERE d.placement_id = m.placement_id AND d.date = m.date AND d.session = m.session
      AND d.mark_version = m.version
    ORDER BY d.id DESC LIMIT 1) d ON true
  {stored_join}
WHERE {scope} AND (%(pupil)s::int IS NULL OR p.pupil_id = %(pupil)s)
  AND (p.ended_on IS NULL OR p.ended_on >= {date}::date - %(ended_within)s::int)
  AND (t.id IS NOT NULL OR m.placement_id IS NOT NULL)
ORDER BY lower(u.surname), lower(coalesce(nullif(u.preferred_forename, ''), u.forename)), p.id,
  1, s.session"""

SCOPES = {
    # The provider comes first: its placements are few, and indexed.
    "site": "p.provider_id = %(provider)s AND (t.site_id = %(scope)s OR r.site_id = %(scope)s)",
    "provider": "p.provider_id = %(scope)s AND p.status <> 'withdrawn'",
    "school": "p.school_id = %(scope)s",
    "authority": "p.authority_id = %(scope)s",
    "placement": "p.id = %(scope)s",
}


@dataclass(slots=True)
class SheetRow:
    """One pupil in one session, with the mark if there is one. `version` 0 is "not yet marked"."""

    date: dt.date
    placement_id: int
    pupil_id: int
    authority_id: int
    school_id: int | None
    provider_id: int
    session: str
    site_id: int | None
    is_expected: bool
    starts_at: dt.time | None
    finishes_at: dt.time | None
    forename: str
    surname: str
    preferred_forename: str
    date_of_birth: dt.date
    roll: str
    is_looked_after: bool
    sen_provision: str
    basis: str
    commissioner_kind: str
    provider_type: str
    activity: str
    site_name: str | None
    session_starts_at: dt.time | None
    provider_name: str
    school_name: str
    observation: str
    code: str
    minutes: int | None
    version: int
    register_id: int | None
    reason: str
    told_by: str
    note: str
    saved_at: dt.datetime | None
    saved_by: str
    saved_by_role: str
    decided: str
    saved_by_id: int | None = None
    on_behalf: str = ""
    first_at: dt.datetime | None = None
    planned: str = ""
    planned_note: str = ""

    @property
    def pupil(self):
        """The pupil, as far as the row knows: to be named, linked and noted as seen."""
        return Pupil(
            pk=self.pupil_id,
            authority_id=self.authority_id,
            forename=self.forename,
            surname=self.surname,
            preferred_forename=self.preferred_forename,
        )

    @property
    def name(self):
        return f"{self.preferred_forename or self.forename} {self.surname}"

    @property
    def is_marked(self):
        return self.version > 0

    @property
    def words(self):
        """The mark in words: "Late, 20 minutes", "Not yet marked"."""
        return in_words(self.observation, self.minutes)

    @property
    def reason_words(self):
        return AbsenceReason(self.reason).label if self.reason else ""

    @property
    def is_absent(self):
        return self.observation == Observation.ABSENT

    @property
    def advice(self):
        """What was entered ahead about this session, in words; it marks nobody."""
        if not self.planned:
            return ""
        words = PlannedKind(self.planned).label
        return f"{words}: {self.planned_note}" if self.planned_note else words

    @property
    def is_entered_late(self):
        """Whether the mark was first entered on a later day than its session's."""
        return self.first_at is not None and self.first_at.astimezone(LONDON).date() > self.date

    @property
    def vulnerable(self):
        """Why this pupil's absence comes first, in words; "" for the others."""
        why = []
        if self.is_looked_after:
            why.append("Looked after")
        if self.sen_provision == SenProvision.PLAN:
            why.append("EHC plan")
        return ", ".join(why)

    @property
    def effective_code(self):
        """The school's decision, else the code proposed to it."""
        return code_on(self.decided or self.code, self.date)

    @property
    def counts(self):
        """How the mark counts now; nothing while there is none."""
        return counted(self.observation, self.date, self.decided) if self.is_marked else Counts()

    def proposed_code(self, observation, reason):
        """The statutory code that an observation of this pupil in this session means."""
        return proposed_code(
            observation=observation,
            basis=self.basis,
            roll=self.roll,
            commissioner_kind=self.commissioner_kind,
            provider_type=self.provider_type,
            date=self.date,
            absence_reason=reason,
        )


COLUMNS = [field.name for field in fields(SheetRow)]


@dataclass(frozen=True)
class Sheet:
    """The rows of some sessions, and what is known of their calendars.

    `closed` are the sentences why timetabled sessions are not held; `stored` is the content hash
    and answer of the submission that was asked for.
    """

    rows: list
    calendars: dict
    closed: list
    stored: tuple | None = None

    @property
    def expected(self):
        return [row for row in self.rows if row.is_expected]

    def half_term_of(self, row):
        """(academic year, number) of the half term that the row's session is counted in."""
        return counted_in(row.date, self.calendars[body_key(row)].half_terms)


def read_sheet(date, sessions, *, of, pk, provider=None, key=None, pupil=None, until=None):
    """Read the Sheet of a "site", "school", "provider", "authority" or "placement".

    `sessions` are the half-days wanted; `provider` is the site's, and goes with of="site"; `key`
    is an idempotency key whose stored answer is wanted; `pupil` narrows it to one pupil, and
    `until` widens it to all days from `date` to that one. Three queries.
    """
    query = _query(of, until=until, key=key)
    parameters = {
        "date": date,
        "until": until,
        "running": list(RUNNING),
        "sessions": [str(session) for session in sessions],
        "ended_within": ENDED_WITHIN.days,
        "scope": pk,
        "provider": provider,
        "pupil": pupil,
        "key": str(key),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    rows = [SheetRow(*values[: len(COLUMNS)]) for values in found]
    calendars = calendars_between(date, until or date, rows) if rows else {}
    stored = found[0][-2:] if key and found and found[0][-2] is not None else None
    return _held(rows, calendars, stored)


def _query(of, *, until, key):
    # A single date stays a constant, so that the planner leaves out the other years' partitions.
    date = "day.date" if until else "%(date)s"
    days = "generate_series(%(date)s::date, %(until)s::date, interval '1 day') AS each"
    return ROWS.format(
        date=date,
        dates=f"(SELECT each::date AS date FROM {days}) day CROSS JOIN" if until else "",
        slot_in_force=slot_in_force(date),
        scope=SCOPES[of],
        stored_columns=", q.content_hash, q.answer" if key else "",
        stored_join="LEFT JOIN attendance_submission q ON q.key = %(key)s::uuid" if key else "",
    )


def _held(rows, calendars, stored):
    """The sheet without pupils whose calendar holds no session, but never without a mark."""
    kept, closed = [], {}
    for row in rows:
        if row.is_expected:
            why = calendars[body_key(row)].why_not(row.date, row.session)
            if why:
                row.is_expected = False
                closed[why] = None
        if row.is_expected or row.is_marked:
            kept.append(row)
    return Sheet(kept, calendars, list(closed), stored)


def counted_in(date, half_terms):
    """(academic year, number) of the half term in whose tally a date is counted.

    The last that began by the date, in its academic year: a session in a holiday counts in the
    half term before it, and in the first when none is known.
    """
    year = academic_year(date)
    began = [h for h in half_terms if h.academic_year == year and h.starts_on <= date]
    return year, max(began, key=lambda h: h.starts_on).number if began else 1
