"""Row security: children's records. The database refuses what a forgotten scope would show."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    DSL,
    FINANCE,
    LA,
    ORG,
    OWN,
    PROVIDER,
    SCHOOL,
    STAFF,
    Table,
)
from placements.doors import DOORS
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
# A provider's safeguarding lead reads of those who are about to come or do come.
_TAUGHT_HERE = (
    "EXISTS (SELECT 1 FROM placements_placement p"
    f" WHERE p.pupil_id = placements_pupilsafeguarding.pupil_id AND p.provider_id = {ORG}"
    " AND p.status IN ('agreed', 'active', 'paused'))"
)
# Plans and reviews are read by those who run the placement: not finance, not the attendance
# office, not provider staff.
_RUNNERS = {LA: "SIU", SCHOOL: "SIU", PROVIDER: "S"}

_COMMISSIONERS = {kind: OWN[kind] for kind in ("la", "school")}

TABLES = [
    Table(
        "placements_pupil",
        see={**OWN, "provider": _PLACED_HERE},
        # A school's pupils are known to its own authority, and to no other by its doing.
        change={"school": f"{OWN['school']} AND authority_id = {AUTHORITY}"},
        rights={**_READERS, LA: "SIU", SCHOOL: "SIU"},
    ),
    Table(
        "placements_pupilsafeguarding",
        see={
            "la": f"authority_id = {ORG} AND {DSL}",
            "school": f"{DSL} AND {_OWN_PUPIL.format(table='placements_pupilsafeguarding')}",
            "provider": f"{DSL} AND {_TAUGHT_HERE}",
        },
        rights={LA: "SIU", SCHOOL: "SIU", ATTENDANCE: "S", PROVIDER: "S"},
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
    Table("placements_supportplan", see=OWN, rights=_RUNNERS),
    Table("placements_objective", see=OWN, rights=_RUNNERS),
    Table("placements_review", see=OWN, rights={**_RUNNERS, PROVIDER: "SI"}),
    # A provider does not read what a school thinks of it.
    Table("placements_providerfeedback", see=_COMMISSIONERS, rights={LA: "SI", SCHOOL: "SI"}),
    Table("placements_suspensionnotice", see=_COMMISSIONERS, rights={LA: "S", SCHOOL: "S"}),
    Table(
        "placements_placementdraft",
        see={"la": f"organisation_id = {ORG}", "school": f"organisation_id = {ORG}"},
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

_UNDER_PLACEMENT = (
    "timetableslot",
    "supportplan",
    "objective",
    "review",
    "providerfeedback",
    "suspensionnotice",
)

STATEMENTS = [
    PROVIDER_ANSWERS,
    at_own_site("placements_timetableslot"),
    NO_CLASH,
    PUPIL_KEY,
    *[of_pupil(f"placements_{name}") for name in ("placement", "pupilsafeguarding")],
    *DOORS,
    *[statement for name in _UNDER_PLACEMENT for statement in of_placement(f"placements_{name}")],
]
