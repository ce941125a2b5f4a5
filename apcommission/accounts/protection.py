"""Row security of accounts, and of the apps below it that import nothing of ours."""

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import managing_roles, roles_for
from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    DATA_ROLES,
    DSL,
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
_ALL = dict.fromkeys(("la", "school", "provider", "forum"), "true")
_OWN_MEMBERS = f"organisation_id = {ORG}"


def _texts(words):
    return ", ".join(f"'{word}'" for word in words)


# An authority's own people, its schools' and forum's, and those of providers it has decided on.
_AREA_MEMBERS = (
    "EXISTS (SELECT 1 FROM accounts_organisation o WHERE o.id = organisation_id"
    f" AND (o.id = {ORG} OR o.authority_id = {ORG}))"
    " OR EXISTS (SELECT 1 FROM providers_approval a WHERE a.provider_id = organisation_id"
    f" AND a.authority_id = {ORG})"
)
_OWN_OR_AREA = {"la": _AREA_MEMBERS, "school": _OWN_MEMBERS, "provider": _OWN_MEMBERS}
_IN_AREA = (
    "EXISTS (SELECT 1 FROM accounts_organisation o WHERE o.id = organisation_id"
    f" AND (o.id = {ORG} OR o.authority_id = {ORG}))"
)
# A role is one of its organisation's kind: a school's lead can make nobody a commissioner.
_ROLE_OF_KIND = (
    "EXISTS (SELECT 1 FROM accounts_organisation o WHERE o.id = organisation_id AND ("
    + " OR ".join(f"o.kind = '{k}' AND role IN ({_texts(roles_for(k))})" for k in OrganisationKind)
    + "))"
)
# Whom an authority may invite for a provider is its first lead: the provider holds other
# authorities' children too, and its own lead invites everybody after that.
_FIRST_OF_PROVIDER = (
    "EXISTS (SELECT 1 FROM providers_approval a WHERE a.provider_id = organisation_id"
    f" AND a.authority_id = {ORG}) AND NOT EXISTS (SELECT 1 FROM accounts_membership m"
    " WHERE m.organisation_id = accounts_invitation.organisation_id AND m.ended_at IS NULL"
    f" AND m.role IN ({_texts(managing_roles())}))"
)


def _writes(la):
    writers = {"la": f"({la})", "school": _OWN_MEMBERS, "provider": _OWN_MEMBERS}
    return {kind: f"{whose} AND {_ROLE_OF_KIND}" for kind, whose in writers.items()}


_EMAIL = ["SELECT (person_id, email, is_active)"]


def _sign_in(name):
    """A table of the auth plane: only the bare login role touches it."""
    return Table(name, rights={WEB: "SIUD", WORKER: "S", JOB: ""}, audited=False, open=True)


TABLES = [
    # Public bodies, read by everybody. Which authority a school belongs to decides who sees its
    # children, so nobody at work in the register can change it.
    Table(
        "accounts_organisation",
        see=_ALL,
        change={"la": f"id = {ORG} OR authority_id = {ORG} OR kind = 'provider'"},
        rights={
            **EVERYONE_READS,
            LA: ["SELECT", "INSERT", "UPDATE (name, is_active)"],
            WEB: "S",
            WORKER: "S",
        },
    ),
    Table(
        "accounts_schoolprofile",
        see=_ALL,
        change={"la": _IN_AREA},
        rights={**EVERYONE_READS, LA: "SIU"},
    ),
    # The file between upload and confirmation; the schools themselves are audited row by row.
    Table(
        "accounts_schoolimport",
        see={"la": f"organisation_id = {ORG}"},
        rights={LA: "SIU", JOB: ""},
        audited=False,
    ),
    Table("accounts_postcode", rights={**EVERYONE_READS, JOB: "SIUD"}, open=True, audited=False),
    Table(
        "accounts_person",
        rights={**EVERYONE_READS, WEB: "SIU", WORKER: "S"},
        open=True,
    ),
    # No data role holds a right on password hashes; names are in accounts_person. Those who
    # manage accounts read the email of the people whose membership they see, and no other.
    Table(
        "accounts_user",
        see=dict.fromkeys(
            ("la", "school", "provider"),
            "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = person_id)",
        ),
        rights={
            **dict.fromkeys((LA, SCHOOL, PROVIDER, JOB), _EMAIL),
            WEB: "SIUD",
            WORKER: "S",
        },
        audited=False,
    ),
    Table(
        "accounts_membership",
        see=_OWN_OR_AREA,
        change=_writes(_IN_AREA),
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
        see=_OWN_OR_AREA,
        change=_writes(f"{_IN_AREA} OR {_FIRST_OF_PROVIDER}"),
        rights={LA: "SIU", SCHOOL: "SIU", PROVIDER: "SIU", WEB: "SU"},
    ),
    Table(
        "audit_event",
        # The events hold what was written: of safeguarding, only its own readers see it.
        see={
            "la": f"authority_id = {ORG}"
            f" AND (table_name NOT IN ('placements_pupilsafeguarding', 'placements_pupilmedical')"
            f" OR {DSL})"
            # What a provider writes is its own until it sends it, and so are its drafts after.
            " AND table_name <> 'providers_applicationanswer'"
            # So is the request that a school has yet to send, and what it was told on a visit.
            " AND (table_name NOT IN ('placements_placementdraft', 'qa_voice')"
            f" OR organisation_id = {ORG})"
            " AND (table_name <> 'providers_application' OR EXISTS (SELECT 1"
            " FROM providers_application p WHERE p.id::text = row_id AND p.sent_at IS NOT NULL))"
        },
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
        # Whoever looks is logged under their own name.
        change={
            "la": f"authority_id = {ORG} AND person_id = {USER}",
            "school": f"organisation_id = {ORG} AND person_id = {USER}",
            "provider": f"organisation_id = {ORG} AND person_id = {USER}",
        },
        rights={LA: "SI", **dict.fromkeys((FINANCE, SCHOOL, ATTENDANCE, PROVIDER, STAFF), "I")},
        audited=False,
    ),
    Table(
        "notify_message",
        see=dict.fromkeys(("la", "school", "provider", "forum"), f"person_id = {USER}"),
        change=dict.fromkeys(("la", "school", "provider"), "true"),
        rights={
            LA: "SI",
            FINANCE: "I",
            SCHOOL: "SI",
            ATTENDANCE: "I",
            PROVIDER: "SI",
            STAFF: "I",
            WEB: "I",
        },
        # Not audited: the outbox is itself a log, and a body may hold an invitation's secret.
        audited=False,
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
    "CREATE POLICY web ON accounts_organisation TO ap_web, ap_worker USING (true)",
    "CREATE POLICY web ON accounts_user TO ap_web, ap_worker USING (true)",
    "CREATE POLICY web ON accounts_membership TO ap_web, ap_worker USING (true)",
    "CREATE POLICY web ON accounts_invitation TO ap_web USING (true)",
    "CREATE POLICY web ON notify_message FOR INSERT TO ap_web WITH CHECK (true)",
]

__all__ = ["AUTHORITY", "FORUM", "STATEMENTS", "TABLES"]
