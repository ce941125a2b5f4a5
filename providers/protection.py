"""Row security: the provider record is shared; an approval is one authority's."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    DATA_ROLES,
    FINANCE,
    FORUM,
    LA,
    ORG,
    PROVIDER,
    SCHOOL,
    STAFF,
    Table,
)

_READS = dict.fromkeys(set(DATA_ROLES) - {FORUM}, "S")
_OWN_PROVIDER = {"la": "true", "school": "true", "provider": f"provider_id = {ORG}"}
_OWN_ENTRY = {"la": "true", "school": "true", "provider": f"organisation_id = {ORG}"}
_AREA = {
    "la": f"authority_id = {ORG}",
    "school": f"authority_id = {AUTHORITY}",
    "provider": f"provider_id = {ORG}",
}
_UNGRADED = "qa_grade = '' AND qa_visited_on IS NULL AND qa_next_due_on IS NULL"
_DECIDES = {"la": f"authority_id = {ORG}", "school": "false"}

TABLES = [
    Table(
        "providers_provider",
        see=_OWN_ENTRY,
        # Type, URN and Ofsted result are facts that an authority has checked.
        rights={
            **_READS,
            LA: "SIU",
            PROVIDER: ["SELECT", "UPDATE (description, phone, email, website)"],
        },
    ),
    Table("providers_site", see=_OWN_PROVIDER, rights={**_READS, LA: "SIU", PROVIDER: "SIU"}),
    Table(
        "providers_sitestaff",
        see={"provider": f"provider_id = {ORG}"},
        rights={PROVIDER: "SID", STAFF: "S"},
    ),
    Table("providers_offer", see=_OWN_PROVIDER, rights={**_READS, LA: "SIU", PROVIDER: "SIU"}),
    Table(
        "providers_approval",
        see=_AREA,
        # A provider may apply; every other step is an authority's.
        change={
            **_DECIDES,
            "provider": f"provider_id = {ORG} AND status = 'applied' AND {_UNGRADED}",
        },
        rights={LA: "SIU", FINANCE: "S", SCHOOL: "S", ATTENDANCE: "S", PROVIDER: "SI"},
    ),
    Table(
        "providers_approvaldecision",
        see=_AREA,
        change={**_DECIDES, "provider": f"provider_id = {ORG} AND to_status = 'applied'"},
        rights={LA: "SI", FINANCE: "S", SCHOOL: "S", PROVIDER: "SI"},
    ),
]


def at_own_site(table):
    """A composite foreign key: the row's site is one of its provider's own."""
    return f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'site_identity') THEN
    ALTER TABLE providers_site ADD CONSTRAINT site_identity UNIQUE (id, provider_id);
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{table}_is_at_own_site') THEN
    ALTER TABLE {table} ADD CONSTRAINT {table}_is_at_own_site
      FOREIGN KEY (site_id, provider_id) REFERENCES providers_site (id, provider_id);
  END IF;
END $$"""


STATEMENTS = [at_own_site("providers_offer"), at_own_site("providers_sitestaff")]
