"""Row security: drafts are whose visit it is; published visits are the shared record; what is
not for schools is in tables of its own that schools do not read."""

from apcommission.accounts.row_security import (
    AUTHORITY,
    JOB,
    LA,
    ORG,
    PROVIDER,
    SCHOOL,
    USER,
    WEB,
    Table,
)

_REPLYING = "status = 'submitted' AND reply_by IS NOT NULL"
_SHARED = {
    "la": f"(authority_id = {ORG} AND school_id IS NULL) OR status = 'published'",
    "school": f"school_id = {ORG} OR status = 'published'",
    "provider": f"provider_id = {ORG} AND (status = 'published' OR {_REPLYING})",
}
_OWN_VISIT = {
    "la": f"authority_id = {ORG} AND school_id IS NULL",
    "school": f"school_id = {ORG} AND authority_id = {AUTHORITY} AND kind = 'school'",
    "provider": f"provider_id = {ORG} AND {_REPLYING}",
}


def _of_visit(condition):
    return f"EXISTS (SELECT 1 FROM qa_visit v WHERE v.id = visit_id AND {condition})"


# The policy of qa_visit already says which visits these are.
_SEEN_VISIT = _of_visit("true")
_OF_VISIT = dict.fromkeys(("la", "school", "provider"), _SEEN_VISIT)
_OF_OWN_VISIT = {
    "la": f"authority_id = {ORG} AND "
    + _of_visit(f"v.authority_id = {ORG} AND v.school_id IS NULL"),
    "school": f"authority_id = {AUTHORITY} AND " + _of_visit(f"v.school_id = {ORG}"),
    "provider": "false",
}
_NOT_FOR_SCHOOLS = {
    "la": _SEEN_VISIT,
    "school": _of_visit(f"v.school_id = {ORG}"),
    "provider": f"provider_id = {ORG} AND {_SEEN_VISIT}",
}
_FRAMEWORK = {
    "la": f"authority_id IS NULL OR authority_id = {ORG}",
    # A visit of another authority reads with that authority's standards.
    "school": "in_force_from IS NOT NULL",
    "provider": "in_force_from IS NOT NULL",
}
_ANY = dict.fromkeys(("la", "school", "provider"), "true")
# What is in force keeps its words: only the standards of a draft are written.
_OF_DRAFT = {
    "la": "EXISTS (SELECT 1 FROM qa_framework f WHERE f.id = framework_id"
    f" AND f.authority_id = {ORG} AND f.in_force_from IS NULL)"
}
_READS = {LA: "S", SCHOOL: "S", PROVIDER: "S"}

TABLES = [
    Table(
        "qa_framework",
        see={**_FRAMEWORK, "la": f"{_FRAMEWORK['la']} OR in_force_from IS NOT NULL"},
        change={"la": f"authority_id = {ORG}", "school": "false", "provider": "false"},
        rights={**_READS, LA: "SIU"},
    ),
    Table("qa_standard", see=_ANY, change=_OF_DRAFT, rights={**_READS, LA: "SIUD"}),
    Table(
        "qa_visit",
        see=_SHARED,
        change=_OWN_VISIT,
        rights={
            LA: "SIU",
            SCHOOL: "SIU",
            PROVIDER: ["SELECT", "UPDATE (reply, replied_by_id, replied_at)"],
        },
    ),
    Table(
        "qa_judgement",
        see=_OF_VISIT,
        change=_OF_OWN_VISIT,
        rights={LA: "SIU", SCHOOL: "SIU", PROVIDER: "S"},
    ),
    Table(
        "qa_confidentialnote",
        see=_NOT_FOR_SCHOOLS,
        change=_OF_OWN_VISIT,
        rights={LA: "SIU", SCHOOL: "SIU", PROVIDER: "S"},
    ),
    Table(
        "qa_photo",
        see=_NOT_FOR_SCHOOLS,
        change=_OF_OWN_VISIT,
        rights={LA: "SID", SCHOOL: "SID", PROVIDER: "S"},
        # The picture itself would be in the audit twice over.
        audited=False,
    ),
    # What a few people said tells who they are: those who made the visit keep it.
    Table(
        "qa_voice",
        see={"la": _OF_OWN_VISIT["la"], "school": _OF_OWN_VISIT["school"]},
        rights={LA: "SI", SCHOOL: "SI", PROVIDER: "S"},
    ),
    Table(
        "qa_action",
        see=_OF_VISIT,
        change={**_OF_OWN_VISIT, "provider": f"provider_id = {ORG} AND status <> 'closed'"},
        rights={
            LA: "SIU",
            SCHOOL: "S",
            PROVIDER: [
                "SELECT",
                "UPDATE (status, answer, answered_by_id, answered_at, returned_reason)",
            ],
        },
    ),
    Table(
        "qa_actionfile",
        see={"la": f"authority_id = {ORG}", "provider": f"provider_id = {ORG}"},
        # A school reads the action, and no row of its files.
        rights={LA: "S", SCHOOL: "S", PROVIDER: "SI"},
        audited=False,
    ),
    Table(
        "qa_selfassessment",
        see={"la": "sent_at IS NOT NULL", "provider": f"provider_id = {ORG}"},
        rights={LA: "S", PROVIDER: "SIU"},
    ),
    Table(
        "qa_selfjudgement",
        see={
            "la": "EXISTS (SELECT 1 FROM qa_selfassessment a WHERE a.id = assessment_id)",
            "provider": f"provider_id = {ORG}",
        },
        change={
            "provider": f"provider_id = {ORG} AND EXISTS (SELECT 1 FROM qa_selfassessment a"
            " WHERE a.id = assessment_id AND a.sent_at IS NULL)"
        },
        rights={LA: "S", PROVIDER: "SIU"},
    ),
    Table(
        "qa_visitacceptance",
        see=_OF_VISIT,
        change={"la": f"authority_id = {ORG}"},
        rights={**_READS, LA: "SI"},
    ),
    # Looked up by its secret before any scope is known; else everybody's own.
    Table(
        "qa_calendarfeed",
        see=dict.fromkeys(
            ("la", "school", "provider"),
            "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = membership_id"
            f" AND m.user_id = {USER})",
        ),
        rights={LA: "SIU", SCHOOL: "SIU", PROVIDER: "SIU", WEB: "S", JOB: ""},
    ),
]

# An old visit reads with the words of its day, so what is in force is never reworded: all that
# may still be said of it is when it retires.
_KEEPS_ITS_WORDS = """
CREATE OR REPLACE FUNCTION framework_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.in_force_from IS NOT NULL AND
    (to_jsonb(NEW) - 'retired_on') IS DISTINCT FROM (to_jsonb(OLD) - 'retired_on') THEN
    RAISE EXCEPTION 'standards in force keep their words';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = [
    "CREATE POLICY web ON qa_calendarfeed FOR SELECT TO ap_web USING (true)",
    _KEEPS_ITS_WORDS,
    (
        "CREATE OR REPLACE TRIGGER framework_keeps_its_words BEFORE UPDATE ON qa_framework"
        " FOR EACH ROW EXECUTE FUNCTION framework_keeps_its_words()"
    ),
]
