"""Row security of accounts, and of the apps below it that import nothing of ours."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    DATA_ROLES,
    FINANCE,
    FORUM,
    JOB,
    LA,
    ORG,
    PROVIDER,
    SCHOOL,
    STAFF,
    USER,
    WEB,
    WORKER,
    Table,
)

EVERYONE_READS = dict.fromkeys(DATA_ROLES, "S")
_OWN_MEMBERS = f"organisation_id = {ORG}"
_AREA_MEMBERS = (
    "EXISTS (SELECT 1 FROM accounts_organisation o WHERE o.id = organisation_id"
    f" AND (o.id = {ORG} OR o.authority_id = {ORG} OR o.kind = 'provider'))"
)
_OWN_OR_AREA = {"la": _AREA_MEMBERS, "school": _OWN_MEMBERS, "provider": _OWN_MEMBERS}
_AREA_WRITES = {
    "la": "EXISTS (SELECT 1 FROM accounts_organisation o WHERE o.id = organisation_id"
    f" AND (o.id = {ORG} OR o.authority_id = {ORG}))"
}


def _sign_in(name):
    """A table of the auth plane: only the bare login role touches it."""
    return Table(name, rights={WEB: "SIUD", WORKER: "S", JOB: ""}, audited=False, open=True)


TABLES = [
    Table(
        "accounts_organisation",
        rights={**EVERYONE_READS, LA: "SIU", WEB: "S", WORKER: "S"},
        open=True,
    ),
    Table("accounts_schoolprofile", rights={**EVERYONE_READS, LA: "SIU"}, open=True),
    Table("accounts_postcode", rights={**EVERYONE_READS, JOB: "SIUD"}, open=True, audited=False),
    Table(
        "accounts_person",
        rights={**EVERYONE_READS, WEB: "SIU", WORKER: "S"},
        open=True,
    ),
    # No data role holds a right on password hashes; names are in accounts_person.
    _sign_in("accounts_user"),
    Table(
        "accounts_membership",
        see=_OWN_OR_AREA,
        change=_AREA_WRITES,
        rights={
            LA: "SIU",
            SCHOOL: "SIU",
            PROVIDER: "SIU",
            WEB: "SIU",
            WORKER: "S",
        },
    ),
    Table(
        "accounts_invitation",
        see={k: _OWN_MEMBERS for k in ("la", "school", "provider")},
        rights={LA: "SIU", SCHOOL: "SIU", PROVIDER: "SIU", WEB: "SU"},
    ),
    Table(
        "audit_event",
        see={"la": f"authority_id = {ORG}"},
        rights={LA: "S", JOB: "S"},
        audited=False,
    ),
    Table(
        "audit_pupilview",
        see={
            "la": f"authority_id = {ORG}",
            "school": f"organisation_id = {ORG}",
            "provider": f"organisation_id = {ORG}",
        },
        rights={LA: "SI", FINANCE: "I", SCHOOL: "I", ATTENDANCE: "I", PROVIDER: "I", STAFF: "I"},
        audited=False,
    ),
    Table(
        "notify_message",
        see={k: f"person_id = {USER}" for k in ("la", "school", "provider", "forum")},
        change={k: "true" for k in ("la", "school", "provider")},
        rights={
            LA: "SI",
            FINANCE: "I",
            SCHOOL: "SI",
            ATTENDANCE: "I",
            PROVIDER: "SI",
            STAFF: "I",
            WEB: "I",
        },
    ),
    *[
        _sign_in(name)
        for name in (
            "account_emailaddress",
            "account_emailconfirmation",
            "mfa_authenticator",
            "usersessions_usersession",
            "django_session",
            "sign_in_cache",
        )
    ],
    Table(
        "django_content_type",
        rights={**EVERYONE_READS, WEB: "S", JOB: "S"},
        open=True,
        audited=False,
    ),
    Table("django_migrations", rights={WEB: "S", WORKER: "S", JOB: "S"}, open=True, audited=False),
]

# The bare login role reads memberships and invitations before any scope is known.
STATEMENTS = [
    "CREATE POLICY web ON accounts_membership TO ap_web, ap_worker USING (true)",
    "CREATE POLICY web ON accounts_invitation TO ap_web USING (true)",
    "CREATE POLICY web ON notify_message FOR INSERT TO ap_web WITH CHECK (true)",
]

__all__ = ["AUTHORITY", "FORUM", "STATEMENTS", "TABLES"]
