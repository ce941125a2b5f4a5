"""Who may do what."""

import pytest

from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.roles import (
    ROLES,
    Permission,
    managing_roles,
    permissions_of,
    roles_for,
)
from apcommission.accounts.row_security import DATA_ROLES


def holders(permission):
    return {role.value for role, rules in ROLES.items() if permission in rules.permissions}


def test_every_role_has_rules():
    assert set(ROLES) == set(Role)


def test_every_role_has_a_sentence_and_a_database_role():
    assert {rules.database_role for rules in ROLES.values()} <= set(DATA_ROLES)
    assert [role for role, rules in ROLES.items() if not rules.sentence.endswith(".")] == []


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.HOME_VIEW, {role.value for role in Role}),
        (Permission.ACCOUNT_MANAGE, {"commissioner", "school_lead", "provider_lead"}),
        (Permission.APPROVAL_DECIDE, {"commissioner"}),
        (Permission.VISIT_SIGN_OFF, {"commissioner"}),
        (Permission.AUDIT_VIEW, {"commissioner"}),
        (Permission.JOB_VIEW, {"commissioner"}),
        (Permission.FORUM_REPORT_EDIT, {"commissioner"}),
        (Permission.VISIT_RECORD, {"commissioner", "officer", "school_lead"}),
        (Permission.REGISTER_TAKE, {"provider_lead", "provider_staff"}),
        (Permission.CODE_DECIDE, {"school_lead", "school_attendance"}),
        (Permission.PLACEMENT_ANSWER, {"provider_lead"}),
        (Permission.PLAN_VIEW, {"commissioner", "officer", "school_lead", "provider_lead"}),
        (Permission.SAFEGUARDING_VIEW, set()),
    ],
)
def test_who_may(permission, roles):
    assert holders(permission) == roles


def test_provider_staff_take_registers_and_nothing_else():
    assert ROLES[Role.PROVIDER_STAFF].permissions == {
        Permission.HOME_VIEW,
        Permission.REGISTER_TAKE,
        Permission.CONFLICT_SETTLE,
        Permission.ABSENCE_PLAN,
    }


def test_forum_members_read_reports_and_nothing_else():
    assert ROLES[Role.FORUM_MEMBER].permissions == {
        Permission.HOME_VIEW,
        Permission.FORUM_REPORT_VIEW,
    }


def test_finance_officers_see_no_plan_and_no_pupil_page():
    hidden = {Permission.PLAN_VIEW, Permission.PUPIL_VIEW, Permission.ATTENDANCE_VIEW}
    assert ROLES[Role.FINANCE_OFFICER].permissions & hidden == set()


@pytest.mark.parametrize("role", list(Role))
def test_dsl_adds_safeguarding_and_nothing_else(role):
    plain = permissions_of(role, is_dsl=False)
    assert permissions_of(role, is_dsl=True) - plain == {Permission.SAFEGUARDING_VIEW}


def test_unknown_role_may_nothing():
    assert permissions_of("headteacher", is_dsl=True) == frozenset()


def test_managing_roles_are_one_for_each_kind_but_the_forum():
    kinds = [ROLES[role].kind for role in managing_roles()]
    assert kinds == [OrganisationKind.AUTHORITY, OrganisationKind.SCHOOL, OrganisationKind.PROVIDER]


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("authority", ["commissioner", "officer", "finance_officer"]),
        ("school", ["school_lead", "school_attendance"]),
        ("provider", ["provider_lead", "provider_staff"]),
        ("forum", ["forum_member"]),
    ],
)
def test_roles_for(kind, roles):
    assert roles_for(kind) == roles
