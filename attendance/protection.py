"""Row security of registers and marks, the composite keys of marks, and their typed audit."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    FINANCE,
    LA,
    ORG,
    OWN,
    PROVIDER,
    SCHOOL,
    STAFF,
    USER,
    Table,
)
from placements.protection import of_placement, of_pupil
from providers.protection import at_own_site

_READERS = dict.fromkeys((LA, FINANCE, SCHOOL, ATTENDANCE, PROVIDER, STAFF), "S")
# A mark's identity and organisations are never updated by anybody.
_CHANGE_MARK = ["SELECT", "INSERT", "UPDATE (observation, code, minutes, version, register_id)"]
_TAKERS = (PROVIDER, STAFF)

# A school or an authority enters on a provider's behalf what it was told, of its own pupils; the
# header says so, and its counts stay the provider's, who alone sees everybody in the register.
_ENTERS = (LA, SCHOOL, ATTENDANCE)
_ENTER_HEADER = ["SELECT", "INSERT", "UPDATE (saved_at, saved_by_id, on_behalf)"]
_OWN_AT_SITE = (
    "EXISTS (SELECT 1 FROM placements_timetableslot t"
    " WHERE t.site_id = attendance_register.site_id AND t.{})"
)
_COMMISSIONERS = {kind: OWN[kind] for kind in ("la", "school")}

TABLES = [
    Table(
        "attendance_register",
        # Headers hold no child's data; only the provider writes its own counts.
        see={"la": "true", "school": "true", "provider": f"provider_id = {ORG}"},
        change={
            "la": _OWN_AT_SITE.format(OWN["la"]),
            "school": _OWN_AT_SITE.format(OWN["school"]),
        },
        rights={
            **_READERS,
            **dict.fromkeys(_TAKERS, "SIU"),
            **dict.fromkeys(_ENTERS, _ENTER_HEADER),
        },
    ),
    Table(
        "attendance_reopening",
        see={
            "la": OWN["la"],
            "school": f"authority_id = {AUTHORITY}",
            "provider": f"provider_id = {ORG}",
        },
        rights={**_READERS, LA: "SI"},
    ),
    Table(
        "attendance_mark",
        see=OWN,
        rights={**_READERS, **dict.fromkeys((*_TAKERS, *_ENTERS), _CHANGE_MARK)},
        audited=False,
    ),
    Table(
        "attendance_markevent",
        see=OWN,
        rights={**_READERS, "ap_job": "S"},
        audited=False,
    ),
    Table(
        "attendance_markconflict",
        see=OWN,
        rights={
            **_READERS,
            **dict.fromkeys(
                (*_TAKERS, *_ENTERS),
                [
                    "SELECT",
                    "INSERT",
                    "UPDATE (settled_at, settled_by_id, outcome, settled_reason)",
                ],
            ),
        },
    ),
    Table(
        "attendance_submission",
        see=dict.fromkeys(("la", "school", "provider"), f"person_id = {USER}"),
        rights=dict.fromkeys((*_TAKERS, *_ENTERS), "SI"),
        audited=False,
    ),
    Table(
        "attendance_absencenote",
        see=OWN,
        rights={**_READERS, **dict.fromkeys((*_TAKERS, *_ENTERS), "SIU")},
    ),
    Table(
        "attendance_plannedabsence",
        see=OWN,
        rights={
            **_READERS,
            **dict.fromkeys((*_TAKERS, *_ENTERS), ["SELECT", "INSERT", "UPDATE (withdrawn_at)"]),
        },
    ),
    Table(
        "attendance_followup",
        see=OWN,
        rights={**_READERS, **dict.fromkeys((PROVIDER, *_ENTERS), "SI")},
    ),
    # What a school agrees with a parent is no provider's business.
    Table(
        "attendance_parttimetimetable",
        see=_COMMISSIONERS,
        rights={
            LA: "S",
            **dict.fromkeys((SCHOOL, ATTENDANCE), ["SELECT", "INSERT", "UPDATE (stopped_on)"]),
        },
    ),
    Table(
        "attendance_codedecision",
        see=OWN,
        rights={**_READERS, SCHOOL: "SI", ATTENDANCE: "SI"},
    ),
    Table(
        "attendance_tally",
        see=OWN,
        rights={**_READERS, **dict.fromkeys((*_TAKERS, *_ENTERS), "SIU")},
        audited=False,
    ),
]

_EVENT_COLUMNS = (
    "at, placement_id, date, session, old_observation, old_code, old_minutes, observation, code, "
    "minutes, version, reason, on_behalf, person_id, person_name, person_role, authority_id, "
    "school_id, provider_id"
)
_PERSON = """nullif(current_setting('app.user', true), '')::int,
    coalesce(nullif(current_setting('app.user_name', true), ''), session_user::text),
    coalesce(current_setting('app.user_role', true), ''),
    n.authority_id, n.school_id, n.provider_id"""
_ON_BEHALF = "coalesce(current_setting('app.on_behalf', true), '')"
_WHO = f"coalesce(current_setting('app.reason', true), ''), {_ON_BEHALF}, {_PERSON}"
# Only the jobs' role may say that something happened in the past (attendance/history.py): marks
# brought in in bulk keep the time and the person of their register. The web's roles cannot become
# ap_job, so none of them can backdate an event.
_IS_JOB = "current_setting('role', true) = 'ap_job'"
_HISTORY = f"{_IS_JOB} AND current_setting('app.history', true) = 'on'"
_AT = f"""CASE WHEN {_IS_JOB} THEN
    coalesce(nullif(current_setting('app.at', true), '')::timestamptz, clock_timestamp())
    ELSE clock_timestamp() END"""

MARK_EVENTS = f"""
CREATE OR REPLACE FUNCTION mark_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF {_HISTORY} THEN
    -- Nothing is known of the new rows' number: a nested loop over registers would take for ever.
    PERFORM set_config('enable_nestloop', 'off', true);
    INSERT INTO attendance_markevent ({_EVENT_COLUMNS})
    SELECT r.saved_at, n.placement_id, n.date, n.session, '', '', NULL,
      n.observation, n.code, n.minutes, n.version,
      coalesce(current_setting('app.reason', true), ''), '', w.id, w.name, left(w.job_title, 60),
      n.authority_id, n.school_id, n.provider_id
    FROM new_rows n JOIN attendance_register r ON r.id = n.register_id
      JOIN accounts_person w ON w.id = r.saved_by_id;
    PERFORM set_config('enable_nestloop', 'on', true);
    RETURN NULL;
  END IF;
  INSERT INTO attendance_markevent ({_EVENT_COLUMNS})
  SELECT {_AT}, n.placement_id, n.date, n.session, '', '', NULL,
    n.observation, n.code, n.minutes, n.version,
    '', {_ON_BEHALF}, {_PERSON}
  FROM new_rows n;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_updated() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO attendance_markevent ({_EVENT_COLUMNS})
  SELECT {_AT}, n.placement_id, n.date, n.session, o.observation, o.code, o.minutes,
    n.observation, n.code, n.minutes, n.version, {_WHO}
  FROM new_rows n JOIN old_rows o USING (placement_id, date, session)
  WHERE (o.observation, o.code, o.minutes) IS DISTINCT FROM (n.observation, n.code, n.minutes);
  IF coalesce(current_setting('app.reason', true), '') = '' AND EXISTS (
    SELECT 1 FROM new_rows n JOIN old_rows o USING (placement_id, date, session)
    WHERE (o.observation, o.code, o.minutes) IS DISTINCT FROM (n.observation, n.code, n.minutes)
  ) THEN
    RAISE EXCEPTION 'A mark is changed only with a reason' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION mark_inserted(), mark_updated() FROM PUBLIC;
DROP TRIGGER IF EXISTS mark_inserted ON attendance_mark;
DROP TRIGGER IF EXISTS mark_updated ON attendance_mark;
CREATE TRIGGER mark_inserted AFTER INSERT ON attendance_mark REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mark_inserted();
CREATE TRIGGER mark_updated AFTER UPDATE ON attendance_mark REFERENCING OLD TABLE AS old_rows
  NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mark_updated();
"""

MARK_KEYS = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'mark_is_its_placements') THEN
    ALTER TABLE placements_placement
      ADD CONSTRAINT placement_organisations UNIQUE (id, authority_id, provider_id);
    ALTER TABLE attendance_mark ADD CONSTRAINT mark_is_its_placements
      FOREIGN KEY (placement_id, authority_id, provider_id)
      REFERENCES placements_placement (id, authority_id, provider_id) ON UPDATE CASCADE;
    ALTER TABLE attendance_mark ADD CONSTRAINT mark_is_its_schools
      FOREIGN KEY (placement_id, school_id)
      REFERENCES placements_placement (id, school_id) ON UPDATE CASCADE;
  END IF;
END $$"""

STATEMENTS = [
    at_own_site("attendance_register"),
    *[
        statement
        for name in (
            "absencenote",
            "codedecision",
            "followup",
            "markconflict",
            "plannedabsence",
            "tally",
        )
        for statement in of_placement(f"attendance_{name}")
    ],
    of_pupil("attendance_parttimetimetable"),
    MARK_KEYS,
    MARK_EVENTS,
]
