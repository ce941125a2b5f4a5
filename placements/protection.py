"""Row security: children's records. The database refuses what a forgotten scope would show."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    DSL,
    FINANCE,
    JOB,
    LA,
    ORG,
    OWN,
    PROVIDER,
    SCHOOL,
    STAFF,
    Table,
)
from placements.blocked import BLOCKED
from placements.doors import DOORS
from placements.feedback_door import DOORS as FEEDBACK_DOORS
from placements.places_door import DOORS as PLACES_DOOR
from providers.protection import at_own_site

_PLACED_HERE = (
    "EXISTS (SELECT 1 FROM placements_placement p"
    f" WHERE p.pupil_id = placements_pupil.id AND p.provider_id = {ORG}"
    " AND p.status NOT IN ('declined', 'withdrawn'))"
)
_READERS = dict.fromkeys((LA, FINANCE, SCHOOL, ATTENDANCE, PROVIDER, STAFF), "S")
# The pupil is one whom the school itself sees now: no other school's, by a guessed number.
_OWN_PUPIL = (
    "EXISTS (SELECT 1 FROM placements_pupil k WHERE k.id = {table}.pupil_id"
    f" AND k.school_id = {ORG})"
)
# A provider's safeguarding lead reads of those who are about to come or do come; and whom to
# ring about a child is told to the provider for no longer either.
_TAUGHT_HERE = (
    "EXISTS (SELECT 1 FROM placements_placement p"
    f" WHERE p.pupil_id = {{table}}.pupil_id AND p.provider_id = {ORG}"
    " AND p.status IN ('agreed', 'active', 'paused'))"
)
# A school reads the names of children whom it has placed, when they have left its roll: else its
# own placements would be of nobody. It changes nothing of theirs.
_PLACED_BY_SCHOOL = (
    f"{OWN['school']} OR EXISTS (SELECT 1 FROM placements_placement p"
    f" WHERE p.pupil_id = placements_pupil.id AND p.school_id = {ORG})"
)
# Plans and reviews are read by those who run the placement: not finance, not the attendance
# office, not provider staff.
_RUNNERS = {LA: "SIU", SCHOOL: "SIU", PROVIDER: "S"}

_COMMISSIONERS = {kind: OWN[kind] for kind in ("la", "school")}
_OWN_DESK = dict.fromkeys(("la", "school"), f"organisation_id = {ORG}")


def _home(table):
    """Read and written by the authority and, of its own pupils, the school."""
    return {"la": OWN["la"], "school": _OWN_PUPIL.format(table=table)}


def _of_pupil(table, *, writes="SIU", provider=""):
    see = _home(table)
    rights = {LA: writes, SCHOOL: writes, ATTENDANCE: "S"}
    if provider:
        see["provider"] = _TAUGHT_HERE.format(table=table)
        rights[PROVIDER] = provider
    return Table(table, see=see, rights=rights)


def _dsl_only(table):
    return Table(
        table,
        see={
            "la": f"authority_id = {ORG} AND {DSL}",
            "school": f"{DSL} AND {_OWN_PUPIL.format(table=table)}",
            "provider": f"{DSL} AND {_TAUGHT_HERE.format(table=table)}",
        },
        rights={LA: "SIU", SCHOOL: "SIU", ATTENDANCE: "S", PROVIDER: "S"},
    )


TABLES = [
    Table(
        "placements_pupil",
        see={**OWN, "school": _PLACED_BY_SCHOOL, "provider": _PLACED_HERE},
        # A school's pupils are known to its own authority, and to no other by its doing.
        change={"school": f"{OWN['school']} AND authority_id = {AUTHORITY}"},
        rights={**_READERS, LA: "SIU", SCHOOL: "SIU"},
    ),
    *[_dsl_only(name) for name in ("placements_pupilsafeguarding", "placements_pupilmedical")],
    _of_pupil("placements_pupilprofile"),
    _of_pupil("placements_pupiladdress"),
    _of_pupil("placements_pupilschool"),
    # A contact that is taken away stays in the audit.
    _of_pupil("placements_pupilcontact", writes="SIUD", provider="S"),
    Table("placements_pupilmerge", see={"la": OWN["la"]}, rights={LA: "SI"}),
    Table(
        "placements_keptapart",
        see=_home("placements_keptapart"),
        rights={LA: "SI", SCHOOL: "SI"},
    ),
    Table("placements_upnclaim", see=_COMMISSIONERS, rights={LA: "SIU", SCHOOL: "SI"}),
    # The file between upload and confirmation; the pupils themselves are audited row by row.
    Table(
        "placements_pupilimport",
        see=_OWN_DESK,
        rights={LA: "SIU", SCHOOL: "SIU", JOB: ""},
        audited=False,
    ),
    Table(
        "placements_placement",
        see=OWN,
        change={
            "school": f"{OWN['school']} AND {_OWN_PUPIL.format(table='placements_placement')}",
        },
        rights={
            **_READERS,
            LA: "SIU",
            SCHOOL: "SIU",
            PROVIDER: [
                "SELECT",
                "UPDATE (status, answered_at, answer_note, starts_on, review_due_on)",
            ],
        },
    ),
    Table(
        "placements_timetableslot",
        see=OWN,
        rights={
            **_READERS,
            LA: "SIU",
            SCHOOL: "SIU",
            PROVIDER: ["SELECT", "UPDATE (is_agreed, valid_from)"],
        },
    ),
    Table("placements_pause", see=OWN, rights={**_READERS, LA: "SIU", SCHOOL: "SIU"}),
    Table("placements_supportplan", see=OWN, rights=_RUNNERS),
    Table("placements_objective", see=OWN, rights=_RUNNERS),
    Table("placements_review", see=OWN, rights={**_RUNNERS, PROVIDER: "SI"}),
    # A provider does not read what a school thinks of it.
    Table("placements_providerfeedback", see=_COMMISSIONERS, rights={LA: "SI", SCHOOL: "SI"}),
    Table("placements_suspensionnotice", see=_COMMISSIONERS, rights={LA: "S", SCHOOL: "S"}),
    Table(
        "placements_placementdraft",
        see=_OWN_DESK,
        rights={LA: "SIUD", SCHOOL: "SIUD"},
    ),
]


def of_placement(table):
    """Composite foreign keys: the row's pupil and organisations are those of its placement."""
    for name, columns in (
        ("is_its_placements", "placement_id, authority_id, provider_id, pupil_id"),
        ("is_its_schools", "placement_id, school_id"),
    ):
        target = columns.replace("placement_id", "id")
        yield f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{table}_{name}') THEN
    ALTER TABLE {table} ADD CONSTRAINT {table}_{name} FOREIGN KEY ({columns})
      REFERENCES placements_placement ({target}) ON UPDATE CASCADE;
  END IF;
END $$"""


def of_pupil(table):
    """A composite foreign key: the row's authority is that of its pupil."""
    return f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{table}_is_its_pupils') THEN
    ALTER TABLE {table} ADD CONSTRAINT {table}_is_its_pupils
      FOREIGN KEY (pupil_id, authority_id)
      REFERENCES placements_pupil (id, authority_id) ON UPDATE CASCADE;
  END IF;
END $$"""


PUPIL_KEY = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'pupil_identity') THEN
    ALTER TABLE placements_pupil ADD CONSTRAINT pupil_identity UNIQUE (id, authority_id);
  END IF;
END $$"""

# int4range stands in for equality, which GiST has no operator class for without an extension.
NO_CLASH = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'timetable_no_clash') THEN
    ALTER TABLE placements_timetableslot ADD CONSTRAINT timetable_no_clash EXCLUDE USING gist (
      int4range(pupil_id, pupil_id, '[]') WITH &&,
      int4range(weekday * 2 + (session = 'pm')::int, weekday * 2 + (session = 'pm')::int, '[]')
        WITH &&,
      daterange(valid_from, valid_to, '[]') WITH &&
    ) WHERE (is_agreed);
  END IF;
END $$"""

# A provider answers requests; starting, pausing and ending are the commissioner's.
PROVIDER_ANSWERS = """
CREATE OR REPLACE FUNCTION placement_moved() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF current_user = 'ap_provider' AND NOT (
    OLD.status = 'requested' AND NEW.status IN ('agreed', 'declined')
  ) THEN
    RAISE EXCEPTION 'A provider may only accept or decline a request'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS placement_moved ON placements_placement;
CREATE TRIGGER placement_moved BEFORE UPDATE OF status ON placements_placement
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION placement_moved();
"""

# Whoever merges two records need not be a safeguarding lead, and sees no school's draft request:
# what is kept apart from them follows the child all the same. The merged record's own row stays.
MERGED = """
CREATE OR REPLACE FUNCTION pupil_merged() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE placements_pupilsafeguarding s SET
    is_child_protection = s.is_child_protection OR o.is_child_protection,
    is_child_in_need = s.is_child_in_need OR o.is_child_in_need,
    social_worker = coalesce(nullif(s.social_worker, ''), o.social_worker),
    social_worker_phone = coalesce(nullif(s.social_worker_phone, ''), o.social_worker_phone),
    social_worker_email = coalesce(nullif(s.social_worker_email, ''), o.social_worker_email),
    detail = concat_ws(E'\n\n', nullif(s.detail, ''), nullif(o.detail, ''))
  FROM placements_pupilsafeguarding o
  WHERE s.pupil_id = NEW.merged_into_id AND o.pupil_id = NEW.id;
  INSERT INTO placements_pupilsafeguarding (pupil_id, authority_id, school_id,
    is_child_protection, is_child_in_need, social_worker, social_worker_phone,
    social_worker_email, detail)
  SELECT NEW.merged_into_id, authority_id, NEW.school_id, is_child_protection, is_child_in_need,
    social_worker, social_worker_phone, social_worker_email, detail
  FROM placements_pupilsafeguarding WHERE pupil_id = NEW.id ON CONFLICT DO NOTHING;
  UPDATE placements_pupilmedical s SET
    conditions = concat_ws(E'\n\n', nullif(s.conditions, ''), nullif(o.conditions, '')),
    allergies = concat_ws(E'\n\n', nullif(s.allergies, ''), nullif(o.allergies, '')),
    medication = concat_ws(E'\n\n', nullif(s.medication, ''), nullif(o.medication, '')),
    emergency_plan =
      concat_ws(E'\n\n', nullif(s.emergency_plan, ''), nullif(o.emergency_plan, '')),
    doctor = coalesce(nullif(s.doctor, ''), o.doctor)
  FROM placements_pupilmedical o
  WHERE s.pupil_id = NEW.merged_into_id AND o.pupil_id = NEW.id;
  INSERT INTO placements_pupilmedical (pupil_id, authority_id, conditions, allergies, medication,
    emergency_plan, doctor)
  SELECT NEW.merged_into_id, authority_id, conditions, allergies, medication, emergency_plan,
    doctor
  FROM placements_pupilmedical WHERE pupil_id = NEW.id ON CONFLICT DO NOTHING;
  UPDATE placements_placementdraft SET pupil_id = NEW.merged_into_id WHERE pupil_id = NEW.id;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION pupil_merged() FROM PUBLIC;
CREATE OR REPLACE FUNCTION pupil_merge_is_the_authoritys() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF current_user IN ('ap_school', 'ap_attendance', 'ap_provider', 'ap_staff') THEN
    RAISE EXCEPTION 'Only an authority merges two records of one child'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS pupil_merge_is_the_authoritys ON placements_pupil;
CREATE TRIGGER pupil_merge_is_the_authoritys BEFORE UPDATE OF merged_into_id ON placements_pupil
  FOR EACH ROW WHEN (OLD.merged_into_id IS DISTINCT FROM NEW.merged_into_id)
  EXECUTE FUNCTION pupil_merge_is_the_authoritys();
DROP TRIGGER IF EXISTS pupil_merged ON placements_pupil;
CREATE TRIGGER pupil_merged AFTER UPDATE OF merged_into_id ON placements_pupil
  FOR EACH ROW WHEN (OLD.merged_into_id IS NULL AND NEW.merged_into_id IS NOT NULL)
  EXECUTE FUNCTION pupil_merged();
"""

_UNDER_PLACEMENT = (
    "timetableslot",
    "pause",
    "supportplan",
    "objective",
    "review",
    "providerfeedback",
    "suspensionnotice",
)

_UNDER_PUPIL = (
    "placement",
    "pupilsafeguarding",
    "pupilmedical",
    "pupilprofile",
    "pupilcontact",
    "pupiladdress",
    "pupilschool",
    "pupilmerge",
    "keptapart",
)

STATEMENTS = [
    PROVIDER_ANSWERS,
    BLOCKED,
    at_own_site("placements_timetableslot"),
    NO_CLASH,
    PUPIL_KEY,
    *[of_pupil(f"placements_{name}") for name in _UNDER_PUPIL],
    MERGED,
    *DOORS,
    *FEEDBACK_DOORS,
    *PLACES_DOOR,
    *[statement for name in _UNDER_PLACEMENT for statement in of_placement(f"placements_{name}")],
]
