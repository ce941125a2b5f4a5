"""What each role may do. Read this file to answer "who can ...?"."""

from dataclasses import dataclass
from enum import StrEnum, auto

from apcommission.accounts.choices import OrganisationKind, Role


class Permission(StrEnum):
    """One thing a person may do; every view names the one it needs."""

    HOME_VIEW = auto()
    SEARCH = auto()
    ACCOUNT_MANAGE = auto()
    SCHOOL_IMPORT = auto()
    CALENDAR_VIEW = auto()
    CALENDAR_EDIT = auto()
    PROVIDER_VIEW = auto()
    PROVIDER_EDIT = auto()
    APPROVAL_DECIDE = auto()
    APPLICATION_WRITE = auto()
    EVIDENCE_VIEW = auto()
    EVIDENCE_CHECK = auto()
    AGREEMENT_VIEW = auto()
    AGREEMENT_PUBLISH = auto()
    OFF_LIST_DECLARE = auto()
    OFF_LIST_VIEW = auto()
    OFF_LIST_SETTLE = auto()
    PRICE_VIEW = auto()
    PRICE_AGREE = auto()
    CATALOGUE_PUBLISH = auto()
    PROVIDER_IMPORT = auto()
    VACANCY_VIEW = auto()
    MARKET_VIEW = auto()
    FEEDBACK_GIVE = auto()
    FEEDBACK_VIEW = auto()
    VISIT_VIEW = auto()
    VISIT_RECORD = auto()
    VISIT_SIGN_OFF = auto()
    VISIT_REPLY = auto()
    FRAMEWORK_EDIT = auto()
    VISIT_ACCEPT = auto()
    COVERAGE_VIEW = auto()
    PUPIL_VIEW = auto()
    PUPIL_EDIT = auto()
    PUPIL_IMPORT = auto()
    PUPIL_MERGE = auto()
    PLACEMENT_VIEW = auto()
    PLACEMENT_REQUEST = auto()
    PLACEMENT_ANSWER = auto()
    PLACEMENT_END = auto()
    PLAN_VIEW = auto()
    PLAN_EDIT = auto()
    REVIEW_RECORD = auto()
    REGISTER_TAKE = auto()
    ATTENDANCE_VIEW = auto()
    CODE_DECIDE = auto()
    REGISTER_ON_BEHALF = auto()
    REGISTER_REOPEN = auto()
    CONFLICT_SETTLE = auto()
    ABSENCE_PLAN = auto()
    ABSENCE_FOLLOW_UP = auto()
    PART_TIME_AGREE = auto()
    FLAG_VIEW = auto()
    FLAG_HANDLE = auto()
    REGISTRATION_VIEW = auto()
    THRESHOLD_SET = auto()
    FORUM_REPORT_VIEW = auto()
    FORUM_REPORT_EDIT = auto()
    JOB_VIEW = auto()
    AUDIT_VIEW = auto()
    SAFEGUARDING_VIEW = auto()


P = Permission


@dataclass(frozen=True)
class RoleRules:
    """A role in one sentence, the kind of organisation it belongs to, its permissions and the
    PostgreSQL role its requests run as (see row_security.py)."""

    kind: OrganisationKind
    sentence: str
    database_role: str
    permissions: frozenset


_EVERYONE = {P.HOME_VIEW}

ROLES = {
    Role.COMMISSIONER: RoleRules(
        OrganisationKind.AUTHORITY,
        "Sees all of the LA's records; decides approvals, signs off visits, publishes reports "
        "and manages accounts.",
        "ap_la",
        frozenset(
            set(P)
            - {P.PLACEMENT_ANSWER, P.REGISTER_TAKE, P.CODE_DECIDE, P.SAFEGUARDING_VIEW}
            - {P.APPLICATION_WRITE, P.OFF_LIST_DECLARE, P.PART_TIME_AGREE}
            - {P.VISIT_REPLY}
        ),
    ),
    Role.OFFICER: RoleRules(
        OrganisationKind.AUTHORITY,
        "Reads all of the LA's records; carries out visits, manages LA-arranged placements and "
        "handles flags.",
        "ap_la",
        frozenset(
            _EVERYONE
            | {P.SEARCH, P.CALENDAR_VIEW, P.PROVIDER_VIEW, P.VISIT_VIEW, P.VISIT_RECORD}
            | {P.COVERAGE_VIEW}
            | {P.PUPIL_VIEW, P.PUPIL_EDIT, P.PLACEMENT_VIEW, P.PLACEMENT_REQUEST, P.PLACEMENT_END}
            | {P.PLAN_VIEW, P.PLAN_EDIT, P.REVIEW_RECORD, P.ATTENDANCE_VIEW}
            | {P.FLAG_VIEW, P.FLAG_HANDLE, P.REGISTRATION_VIEW, P.FORUM_REPORT_VIEW}
            | {P.EVIDENCE_VIEW, P.EVIDENCE_CHECK, P.AGREEMENT_VIEW, P.OFF_LIST_VIEW}
            | {P.OFF_LIST_SETTLE, P.PRICE_VIEW, P.VACANCY_VIEW, P.MARKET_VIEW}
            | {P.FEEDBACK_GIVE, P.FEEDBACK_VIEW, P.PUPIL_IMPORT, P.PUPIL_MERGE}
            | {P.REGISTER_ON_BEHALF, P.CONFLICT_SETTLE, P.ABSENCE_PLAN, P.ABSENCE_FOLLOW_UP}
        ),
    ),
    Role.FINANCE_OFFICER: RoleRules(
        OrganisationKind.AUTHORITY,
        "Reads placements without plan or safeguarding text; charges, budgets and Forum tables.",
        "ap_finance",
        frozenset(
            _EVERYONE
            | {P.SEARCH, P.CALENDAR_VIEW, P.PROVIDER_VIEW, P.PLACEMENT_VIEW, P.FORUM_REPORT_VIEW}
            | {P.PRICE_VIEW}
        ),
    ),
    Role.SCHOOL_LEAD: RoleRules(
        OrganisationKind.SCHOOL,
        "Runs the school's own placements from request to exit, and the school's own accounts.",
        "ap_school",
        frozenset(
            _EVERYONE
            | {P.SEARCH, P.ACCOUNT_MANAGE, P.CALENDAR_VIEW, P.CALENDAR_EDIT, P.PROVIDER_VIEW}
            | {P.VISIT_VIEW, P.PUPIL_VIEW, P.PUPIL_EDIT, P.PLACEMENT_VIEW, P.PLACEMENT_REQUEST}
            | {P.VISIT_RECORD}
            | {P.PLACEMENT_END, P.PLAN_VIEW, P.PLAN_EDIT, P.REVIEW_RECORD}
            | {P.ATTENDANCE_VIEW, P.CODE_DECIDE, P.FLAG_VIEW, P.FLAG_HANDLE}
            | {P.AGREEMENT_VIEW, P.AGREEMENT_PUBLISH, P.OFF_LIST_DECLARE, P.OFF_LIST_VIEW}
            | {P.PRICE_VIEW, P.PRICE_AGREE, P.FEEDBACK_GIVE, P.FEEDBACK_VIEW, P.PUPIL_IMPORT}
            | {P.REGISTER_ON_BEHALF, P.CONFLICT_SETTLE, P.ABSENCE_PLAN, P.ABSENCE_FOLLOW_UP}
            | {P.PART_TIME_AGREE}
        ),
    ),
    Role.SCHOOL_ATTENDANCE: RoleRules(
        OrganisationKind.SCHOOL,
        "Reads the school's pupils' marks, decides their statutory codes and follows absence up.",
        "ap_attendance",
        frozenset(
            _EVERYONE
            | {P.SEARCH, P.CALENDAR_VIEW, P.PUPIL_VIEW, P.ATTENDANCE_VIEW, P.CODE_DECIDE}
            | {P.FLAG_VIEW, P.FLAG_HANDLE}
            | {P.REGISTER_ON_BEHALF, P.CONFLICT_SETTLE, P.ABSENCE_PLAN, P.ABSENCE_FOLLOW_UP}
            | {P.PART_TIME_AGREE}
        ),
    ),
    Role.PROVIDER_LEAD: RoleRules(
        OrganisationKind.PROVIDER,
        "Keeps the provider's own entry, answers requests, takes registers and manages its own "
        "accounts.",
        "ap_provider",
        frozenset(
            _EVERYONE
            | {P.SEARCH, P.ACCOUNT_MANAGE, P.CALENDAR_VIEW, P.CALENDAR_EDIT, P.PROVIDER_VIEW}
            | {P.PROVIDER_EDIT, P.VISIT_VIEW, P.PUPIL_VIEW, P.PLACEMENT_VIEW, P.PLACEMENT_ANSWER}
            | {P.VISIT_REPLY}
            | {P.PLAN_VIEW, P.REVIEW_RECORD, P.REGISTER_TAKE, P.ATTENDANCE_VIEW, P.FLAG_VIEW}
            | {P.REGISTRATION_VIEW, P.APPLICATION_WRITE, P.EVIDENCE_VIEW, P.AGREEMENT_VIEW}
            | {P.PRICE_VIEW, P.VACANCY_VIEW}
            | {P.CONFLICT_SETTLE, P.ABSENCE_PLAN}
        ),
    ),
    Role.PROVIDER_STAFF: RoleRules(
        OrganisationKind.PROVIDER,
        "Takes the registers of their own sites, says which absences are known ahead and decides "
        "between two marks; nothing else.",
        "ap_staff",
        frozenset(_EVERYONE | {P.REGISTER_TAKE, P.CONFLICT_SETTLE, P.ABSENCE_PLAN}),
    ),
    Role.FORUM_MEMBER: RoleRules(
        OrganisationKind.FORUM,
        "Reads published Schools Forum reports.",
        "ap_forum",
        frozenset(_EVERYONE | {P.FORUM_REPORT_VIEW}),
    ),
}

# A designated safeguarding lead sees safeguarding, medical and police detail of pupils who are
# already in their scope (Keeping children safe in education, part two).
DSL_PERMISSIONS = frozenset({P.SAFEGUARDING_VIEW})


def permissions_of(role, *, is_dsl):
    """The set of permissions of a membership; an unknown role has none."""
    rules = ROLES.get(role)
    if rules is None:
        return frozenset()
    return rules.permissions | DSL_PERMISSIONS if is_dsl else rules.permissions


def managing_roles():
    """The roles that manage the accounts of their organisation."""
    return [role for role, rules in ROLES.items() if P.ACCOUNT_MANAGE in rules.permissions]


def roles_for(kind):
    """The roles a person may hold in an organisation of this kind, in the order shown."""
    return [role for role, rules in ROLES.items() if rules.kind == kind]
