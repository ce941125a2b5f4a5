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
from providers.doors import DOORS as NEIGHBOURS
from providers.public_door import DOORS

_READS = dict.fromkeys(set(DATA_ROLES) - {FORUM}, "S")
_OWN_PROVIDER = {"la": "true", "school": "true", "provider": f"provider_id = {ORG}"}
_OWN_ENTRY = {"la": "true", "school": "true", "provider": f"organisation_id = {ORG}"}
_AREA = {
    "la": f"authority_id = {ORG}",
    "school": f"authority_id = {AUTHORITY}",
    "provider": f"provider_id = {ORG}",
}
_UNGRADED = "qa_grade = '' AND qa_visited_on IS NULL AND qa_next_due_on IS NULL"
# An authority that decided on the provider, or to which it applied.
_LISTED = (
    "EXISTS (SELECT 1 FROM providers_approval a"
    f" WHERE a.provider_id = {{table}}.provider_id AND a.authority_id = {ORG})"
)
# Once an authority relies on an entry, the provider proposes changes and makes none itself.
_RELIED_ON = (
    "EXISTS (SELECT 1 FROM providers_approval a WHERE a.provider_id = {column}"
    " AND a.status IN ('approved', 'conditional', 'suspended'))"
)
_RELIES = (
    "EXISTS (SELECT 1 FROM providers_approval a"
    f" WHERE a.provider_id = providers_entrychange.provider_id AND a.authority_id = {ORG}"
    " AND a.status IN ('approved', 'conditional', 'suspended'))"
)
_OWN = {"la": f"authority_id = {ORG}", "provider": f"provider_id = {ORG}"}
_OWN_TEXT = {
    "la": f"authority_id = {ORG}",
    "school": f"authority_id = {AUTHORITY} AND (school_id IS NULL OR school_id = {ORG})",
}
_SCHOOL_WRITES = f"authority_id = {AUTHORITY} AND school_id = {ORG}"
_ANY = "authority_id IS NULL"
_DECIDES = {"la": f"authority_id = {ORG}", "school": "false"}

_OWN_UNLESS_RELIED_ON = {
    "school": "false",
    "provider": f"provider_id = {ORG} AND NOT {_RELIED_ON.format(column='provider_id')}",
}

TABLES = [
    Table(
        "providers_provider",
        see=_OWN_ENTRY,
        change={
            "school": "false",
            "provider": f"organisation_id = {ORG}"
            f" AND NOT {_RELIED_ON.format(column='organisation_id')}",
        },
        # Type, URN and Ofsted result are facts that an authority has checked.
        rights={
            **_READS,
            LA: "SIU",
            PROVIDER: [
                "SELECT",
                (
                    "UPDATE (description, phone, email, website, legal_name, company_number,"
                    " charity_number, ukprn, subcontracting, subcontracting_declared_on)"
                ),
            ],
        },
    ),
    Table(
        "providers_site",
        see=_OWN_PROVIDER,
        change=_OWN_UNLESS_RELIED_ON,
        rights={**_READS, LA: "SIU", PROVIDER: "SIU"},
    ),
    # Whom to ring is changed at once by whoever knows it.
    Table(
        "providers_sitecontact",
        see=_OWN_PROVIDER,
        change={"school": "false"},
        rights={**_READS, LA: "SIUD", PROVIDER: "SIUD"},
    ),
    Table(
        "providers_sitestaff",
        see={"provider": f"provider_id = {ORG}"},
        rights={PROVIDER: "SID", STAFF: "S"},
    ),
    Table(
        "providers_offer",
        see=_OWN_PROVIDER,
        change=_OWN_UNLESS_RELIED_ON,
        rights={**_READS, LA: "SIU", PROVIDER: "SIU"},
    ),
    Table(
        "providers_negotiatedprice",
        see={**_OWN_TEXT, "provider": f"provider_id = {ORG}"},
        change={"school": _SCHOOL_WRITES},
        rights={LA: "SIU", FINANCE: "S", SCHOOL: "SIU", PROVIDER: "S"},
    ),
    Table(
        "providers_entrychange",
        see={
            "la": _LISTED.format(table="providers_entrychange"),
            "provider": f"provider_id = {ORG}",
        },
        # Decided in one's own name, by an authority that relies on the entry, and once.
        change={
            "la": f"{_RELIES} AND (state = 'proposed'"
            f" OR authority_id = {ORG} AND state IN ('accepted', 'returned'))",
            "provider": f"provider_id = {ORG} AND state IN ('proposed', 'withdrawn')"
            " AND authority_id IS NULL AND decided_by_id IS NULL",
        },
        rights={
            LA: ["SELECT", "UPDATE (state, authority_id, decided_by_id, decided_at, reason)"],
            PROVIDER: ["SELECT", "INSERT", "UPDATE (state)"],
        },
    ),
    Table(
        "providers_approval",
        see=_AREA,
        # A provider may apply; every other step is an authority's.
        change={
            **_DECIDES,
            "provider": f"provider_id = {ORG} AND status = 'applied' AND {_UNGRADED}",
        },
        rights={
            **{LA: "SIU", FINANCE: "S", SCHOOL: "S", ATTENDANCE: "S"},
            PROVIDER: ["SELECT", "INSERT", "UPDATE (status, conditions, reason, review_on)"],
        },
    ),
    Table(
        "providers_approvaldecision",
        # A school reads what was decided, not what passed before it.
        see={**_AREA, "school": f"{_AREA['school']} AND step NOT IN ('applied', 'asked')"},
        change={
            **_DECIDES,
            # That it applied is so only while its own approval says so.
            "provider": f"provider_id = {ORG} AND to_status = 'applied' AND step = 'applied'"
            " AND EXISTS (SELECT 1 FROM providers_approval a"
            " WHERE a.id = approval_id AND a.status = 'applied')",
        },
        rights={LA: "SI", FINANCE: "S", SCHOOL: "S", PROVIDER: "SI"},
    ),
    Table(
        "providers_decisionscore",
        see=_OWN,
        rights={LA: "SI", PROVIDER: "S"},
    ),
    Table(
        "providers_application",
        see={**_OWN, "la": f"authority_id = {ORG} AND sent_at IS NOT NULL"},
        change={
            "provider": f"provider_id = {ORG} AND state IN ('started', 'sent', 'asked',"
            " 'withdrawn')"
        },
        rights={
            LA: ["SELECT", "UPDATE (state, asked, answer_by, decided_at)"],
            PROVIDER: ["SELECT", "INSERT", "UPDATE (state, sent_by_id, sent_at)"],
        },
    ),
    Table(
        "providers_applicationanswer",
        see={
            **_OWN,
            "la": f"authority_id = {ORG} AND EXISTS (SELECT 1 FROM providers_application p"
            " WHERE p.id = application_id AND p.sent_at IS NOT NULL)",
        },
        change={
            "provider": f"provider_id = {ORG} AND EXISTS (SELECT 1 FROM providers_application p"
            " WHERE p.id = application_id AND p.state IN ('started', 'asked'))"
        },
        rights={LA: "S", PROVIDER: "SIU"},
    ),
    Table(
        "providers_evidencerequirement",
        see={
            "la": f"{_ANY} OR authority_id = {ORG}",
            "school": f"{_ANY} OR authority_id = {AUTHORITY}",
            "provider": "true",
        },
        change={"la": f"authority_id = {ORG}", "school": "false", "provider": "false"},
        rights={LA: "SIU", SCHOOL: "S", PROVIDER: "S"},
    ),
    # A school reads what was shown and until when, never the paper itself.
    Table(
        "providers_document",
        see={
            "la": _LISTED.format(table="providers_document"),
            "school": "EXISTS (SELECT 1 FROM providers_approval a WHERE a.provider_id ="
            f" providers_document.provider_id AND a.authority_id = {AUTHORITY})",
            "provider": f"provider_id = {ORG}",
        },
        change={"la": "false", "school": "false"},
        rights={
            LA: "S",
            SCHOOL: ["SELECT (id, provider_id, key, issued_on, expires_on, is_current)"],
            PROVIDER: ["SELECT", "INSERT", "UPDATE (is_current)"],
        },
    ),
    Table(
        "providers_documentcontent",
        see={
            "la": _LISTED.format(table="providers_documentcontent"),
            "provider": f"provider_id = {ORG}",
        },
        change={"la": "false"},
        rights={LA: "S", PROVIDER: "SI"},
        # The document's own row is audited, with the hash of these bytes.
        audited=False,
    ),
    Table(
        "providers_documentcheck",
        see={**_OWN, "school": f"authority_id = {AUTHORITY}"},
        change={"school": "false", "provider": "false"},
        rights={
            LA: "SI",
            SCHOOL: [
                (
                    "SELECT (id, document_id, provider_id, authority_id, outcome, checked_by_id,"
                    " checked_at)"
                )
            ],
            PROVIDER: "S",
        },
    ),
    Table(
        "providers_expiryreminder",
        see={
            "la": f"authority_id = {ORG} OR {_ANY} AND "
            + _LISTED.format(table="providers_expiryreminder"),
            "provider": f"provider_id = {ORG} AND {_ANY}",
        },
        rights={LA: "S", PROVIDER: "S"},
    ),
    Table(
        "providers_agreement",
        see={
            **_OWN_TEXT,
            "provider": "EXISTS (SELECT 1 FROM providers_approval a WHERE a.authority_id ="
            f" providers_agreement.authority_id AND a.provider_id = {ORG})"
            " OR EXISTS (SELECT 1 FROM providers_application p WHERE p.authority_id ="
            f" providers_agreement.authority_id AND p.provider_id = {ORG})",
        },
        change={
            "la": f"authority_id = {ORG} AND school_id IS NULL",
            "school": _SCHOOL_WRITES,
            "provider": "false",
        },
        rights={LA: "SI", SCHOOL: "SI", PROVIDER: "S"},
    ),
    Table(
        "providers_acceptance",
        see={**_OWN_TEXT, "provider": f"provider_id = {ORG}"},
        change={"la": "false", "school": "false"},
        rights={LA: "S", SCHOOL: "S", PROVIDER: "SI"},
    ),
    Table(
        "providers_offlistdeclaration",
        see={"la": f"authority_id = {ORG}", "school": f"school_id = {ORG}"},
        change={"school": f"{_SCHOOL_WRITES} AND outcome = ''"},
        rights={LA: "SIU", SCHOOL: "SI"},
    ),
    Table("providers_publiccatalogue", see={"la": f"authority_id = {ORG}"}, rights={LA: "SIU"}),
    Table(
        "providers_searchmiss",
        see={"la": f"authority_id = {ORG}", "school": f"school_id = {ORG}"},
        change={"school": _SCHOOL_WRITES},
        rights={LA: "SI", FINANCE: "I", SCHOOL: "I"},
        # What was looked for, not a change of anybody's record.
        audited=False,
    ),
    Table("providers_providerimport", see={"la": f"authority_id = {ORG}"}, rights={LA: "SIU"}),
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


# What hangs on a record, by which key, and whose both are.
_OF_ONE = (
    ("approvaldecision", "approval", "authority_id, provider_id"),
    ("decisionscore", "approvaldecision", "authority_id, provider_id"),
    ("applicationanswer", "application", "authority_id, provider_id"),
    ("documentcontent", "document", "provider_id"),
    ("documentcheck", "document", "provider_id"),
    ("expiryreminder", "document", "provider_id"),
    ("negotiatedprice", "offer", "provider_id"),
    ("acceptance", "agreement", "authority_id"),
)


def of_one(table, parent, whose):
    """A composite foreign key: the row is of those whose the record is on which it hangs."""
    table, on = f"providers_{table}", f"providers_{parent}"
    key = "decision_id" if parent == "approvaldecision" else f"{parent}_id"
    return f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{on}_identity') THEN
    ALTER TABLE {on} ADD CONSTRAINT {on}_identity UNIQUE (id, {whose});
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{table}_is_of_one') THEN
    ALTER TABLE {table} ADD CONSTRAINT {table}_is_of_one
      FOREIGN KEY ({key}, {whose}) REFERENCES {on} (id, {whose});
  END IF;
END $$"""


STATEMENTS = [
    *[of_one(*each) for each in _OF_ONE],
    *[at_own_site(f"providers_{table}") for table in ("offer", "sitestaff", "sitecontact")],
    *DOORS,
    *NEIGHBOURS,
    # A provider that was refused or removed applies again, and does nothing else to the row.
    (
        f"CREATE POLICY provider_applies_again ON providers_approval FOR UPDATE TO {PROVIDER}"
        f" USING (provider_id = {ORG} AND status IN ('refused', 'removed'))"
        f" WITH CHECK (provider_id = {ORG} AND status = 'applied')"
    ),
]
