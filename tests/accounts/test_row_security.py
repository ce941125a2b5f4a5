"""Row security: what is declared, and that the catalogue of the database says the same."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Invitation, Membership, User
from apcommission.accounts.row_security import (
    ALL_ROLES,
    DATA_ROLES,
    KINDS,
    OWN,
    Table,
    declared,
    protect_all,
)
from apcommission.accounts.scope import database_scope
from tests.factories.accounts import InvitationFactory, SchoolFactory, UserFactory, member

pytestmark = pytest.mark.django_db
# Functions that run with the owner's rights, and so past row security. Each has tests of what it
# does: a new one is put here after somebody has read it.
OWNERS_FUNCTIONS = {
    # triggers: they can be called by nobody
    *("audit_insert", "audit_update", "audit_delete"),
    *("mark_inserted", "mark_updated"),
    # makes next year's partition of the marks; for the jobs
    "attendance_add_partition",
    # a trigger: what only safeguarding leads read follows a merged record
    "pupil_merged",
    # the door between authorities: counts of a provider, no names (placements/doors.py)
    "registration_watch",
    # averages of what schools think of a provider, from enough answers (feedback_door.py)
    "feedback_summary",
    # between authorities too: status and date of each other's approval (providers/doors.py)
    "other_approvals",
    # how full a provider is: counts by site and half-day (placements/places_door.py)
    "places_taken",
    # the list that an authority switched on for everybody (providers/public_door.py)
    "public_catalogue",
}
WHOSE = ("pupil_id", "placement_id", "school_id", "provider_id", "authority_id")


def rows(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def column(query, *values):
    return [row[0] for row in rows(query, *values)]


TABLES = {table.name: table for table in declared()[0]}


# The catalogue


def test_every_table_of_ours_is_declared():
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model.__module__.startswith(("django.", "allauth."))
    }
    assert ours - set(TABLES) == set()


def test_every_declared_table_exists():
    found = column(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert set(TABLES) - set(found) == set()


def test_every_table_with_somebodys_column_has_row_security():
    bare = column(
        "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
        " AND NOT c.relispartition AND NOT c.relrowsecurity AND NOT a.attisdropped"
        " AND a.attname = ANY(%s)",
        list(WHOSE),
    )
    # An organisation is a public body, and names the authority it belongs to.
    assert set(bare) == {"accounts_organisation"} & set(bare)


def test_row_security_is_on_where_it_is_declared():
    on = set(column("SELECT relname FROM pg_class WHERE relrowsecurity"))
    assert {name for name, table in TABLES.items() if not table.open} - on == set()


def test_grants_are_those_declared_and_no_more():
    granted = {
        (table, role)
        for table, role in rows(
            "SELECT table_name, grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' AND grantee = ANY(%s)",
            list(ALL_ROLES),
        )
    }
    whole = {
        (table.name, role)
        for table in TABLES.values()
        for role, rights in {"ap_job": "SIU", **table.rights}.items()
        if any(isinstance(rights, str) or "(" not in right for right in rights)
    }
    assert granted - whole == set()


def test_nobody_may_truncate_or_own():
    strong = rows(
        "SELECT table_name, grantee FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
        " AND grantee LIKE 'ap\\_%%' AND grantee <> 'ap_owner'"
    )
    assert strong == []
    owners = column(
        "SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
        " WHERE c.relnamespace = 'public'::regnamespace"
    )
    assert owners == ["ap_owner"]


def test_nothing_is_granted_to_everybody():
    assert (
        rows(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' AND grantee = 'PUBLIC'"
        )
        == []
    )


def test_partitions_carry_no_grants():
    """A grant on a partition would go round the policies of its parent."""
    assert (
        rows(
            "SELECT c.relname, g.grantee FROM pg_class c"
            " JOIN information_schema.role_table_grants g ON g.table_name = c.relname"
            " WHERE c.relispartition AND g.grantee <> 'ap_owner'"
        )
        == []
    )


def test_roles_are_weak():
    found = rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit AND"
        " rolcanlogin, rolcanlogin FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname",
        list(ALL_ROLES),
    )
    logins = {"ap_web", "ap_worker"}
    expected = [(role, False, False, False, False, False, role in logins) for role in ALL_ROLES]
    assert found == sorted(expected)


def test_logins_do_not_inherit_what_they_may_become():
    """Without SET ROLE the web login holds the auth plane's rights only."""
    inherited = rows(
        "SELECT m.rolname, r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
        " JOIN pg_roles r ON r.oid = a.roleid"
        " WHERE m.rolname IN ('ap_web', 'ap_worker') AND a.inherit_option"
    )
    assert inherited == []
    may_become = column(
        "SELECT r.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member"
        " JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname = 'ap_web' AND a.set_option"
    )
    assert "ap_job" not in may_become
    assert set(DATA_ROLES) - set(may_become) == set()


def test_no_view_goes_round_row_security():
    views = column(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert views == []


def test_functions_with_the_owners_rights_are_on_the_list():
    found = rows(
        "SELECT proname, coalesce(array_to_string(proconfig, ','), '') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert {name for name, _ in found} == OWNERS_FUNCTIONS
    # Without a fixed path a caller could put a table of their own before ours.
    assert [name for name, config in found if "search_path=public, pg_temp" not in config] == []


def test_password_hashes_are_closed_to_every_data_role():
    readers = column(
        "SELECT grantee FROM information_schema.role_column_grants"
        " WHERE table_name = 'accounts_user' AND column_name = 'password' AND grantee <> 'ap_owner'"
        " AND privilege_type = 'SELECT'"
    )
    assert set(readers) == {"ap_web", "ap_worker"}


@pytest.mark.parametrize(
    "table", ["django_session", "mfa_authenticator", "usersessions_usersession", "sign_in_cache"]
)
def test_sessions_and_secrets_are_closed_to_every_data_role(table):
    grantees = column(
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_name = %s",
        table,
    )
    assert set(grantees) <= {"ap_owner", "ap_web", "ap_worker"}


# The engine


@pytest.fixture
def note(db):
    """A table beside ours, with a row of two schools."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id int, authority_id int, school_id int, pupil_id int)")
        cursor.execute("INSERT INTO note VALUES (1, 1, 10, 1), (2, 1, 20, 2)")
    return "note"


def apply(table):
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(table.statements()))


def as_role(role, query, **settings):
    with transaction.atomic():
        with connection.cursor() as cursor:
            for name, value in {"role": role, **settings}.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name.replace("__", "."), value])
            cursor.execute(query)
            found = cursor.fetchall() if cursor.description else cursor.rowcount
            cursor.execute("SELECT set_config('role', 'none', true)")
            return found


def test_table_shows_each_kind_its_rows(note):
    apply(
        Table(
            note,
            see={"school": OWN["school"], "la": OWN["la"]},
            rights={"ap_school": "S", "ap_la": "S"},
        )
    )
    assert as_role("ap_school", "SELECT id FROM note", app__org="10") == [(1,)]
    assert as_role("ap_la", "SELECT id FROM note", app__org="1") == [(1,), (2,)]
    assert as_role("ap_la", "SELECT id FROM note", app__org="2") == []
    assert as_role("ap_job", "SELECT id FROM note") == [(1,), (2,)]


def test_table_shows_nothing_without_an_organisation(note):
    apply(Table(note, see={"school": OWN["school"]}, rights={"ap_school": "S"}))
    assert as_role("ap_school", "SELECT id FROM note", app__org="") == []


def test_table_is_closed_to_roles_it_does_not_name(note):
    apply(Table(note, see={"school": OWN["school"]}, rights={"ap_school": "S"}))
    with pytest.raises(DatabaseError, match="permission denied"):
        as_role("ap_attendance", "SELECT id FROM note", app__org="10")


def test_table_shows_no_row_to_a_kind_it_leaves_out(note):
    apply(Table(note, see={"school": OWN["school"]}, rights={"ap_provider": "S"}))
    assert as_role("ap_provider", "SELECT id FROM note", app__org="10") == []


def test_table_may_let_a_kind_change_less_than_it_sees(note):
    apply(
        Table(
            note,
            see={"school": "true"},
            change={"school": OWN["school"]},
            rights={"ap_school": "SIU"},
        )
    )
    assert len(as_role("ap_school", "SELECT id FROM note", app__org="10")) == 2
    assert as_role("ap_school", "UPDATE note SET pupil_id = 9", app__org="10") == 1
    with pytest.raises(DatabaseError, match="row-level security"):
        as_role("ap_school", "INSERT INTO note VALUES (3, 1, 20, 1)", app__org="10")


def test_table_that_is_open_has_no_policies(note):
    apply(Table(note, open=True, rights={"ap_forum": "S"}))
    assert len(as_role("ap_forum", "SELECT id FROM note")) == 2


def test_table_grants_columns(note):
    apply(Table(note, open=True, rights={"ap_la": ["SELECT (id)"]}))
    assert len(as_role("ap_la", "SELECT id FROM note")) == 2
    with pytest.raises(DatabaseError, match="permission denied"):
        as_role("ap_la", "SELECT pupil_id FROM note")


def test_protect_all_takes_back_what_was_given_by_hand():
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON accounts_user TO ap_school")
        cursor.execute("CREATE POLICY backdoor ON placements_pupil TO ap_school USING (true)")
        cursor.execute("ALTER TABLE placements_pupil DISABLE ROW LEVEL SECURITY")
    protect_all()
    assert column("SELECT policyname FROM pg_policies WHERE policyname = 'backdoor'") == []
    assert column("SELECT relrowsecurity FROM pg_class WHERE relname = 'placements_pupil'") == [
        True
    ]
    assert not column("SELECT has_table_privilege('ap_school', 'accounts_user', 'SELECT')")[0]


def test_protect_all_can_be_run_again():
    before = rows("SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2")
    protect_all()
    assert rows("SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2") == before


def test_kinds_name_every_data_role_once():
    named = [role for roles in KINDS.values() for role in roles]
    assert sorted(named) == sorted([*DATA_ROLES, "ap_platform"])


# What accounts declares


def emails_seen_by(user):
    with database_scope(user.membership):
        return set(User.objects.values_list("email", flat=True))


def test_email_is_seen_of_ones_own_people_only(school_lead, school, commissioner, stranger):
    clerk = member(Role.SCHOOL_ATTENDANCE, school)
    stranger(Role.SCHOOL_LEAD)
    UserFactory()
    assert emails_seen_by(school_lead) == {school_lead.email, clerk.email}
    assert emails_seen_by(commissioner) == {commissioner.email, school_lead.email, clerk.email}


@pytest.mark.parametrize("fixture", ["finance_officer", "school_attendance", "provider_staff"])
def test_email_is_closed_to_those_who_manage_nobody(fixture, request):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        emails_seen_by(request.getfixturevalue(fixture))


def test_members_of_a_provider_are_seen_by_the_authority_that_decided_on_it(
    commissioner, provider_lead, stranger
):
    elsewhere = stranger(Role.PROVIDER_LEAD)
    with database_scope(commissioner.membership):
        seen = set(Membership.objects.values_list("user_id", flat=True))
        changed = Membership.objects.filter(user_id=provider_lead.pk).update(is_dsl=True)
    assert seen == {commissioner.pk, provider_lead.pk}
    assert elsewhere.pk not in seen
    assert changed == 0


def test_invitations_of_other_schools_are_not_seen(school_lead, school):
    own = InvitationFactory(organisation=school)
    InvitationFactory(organisation=SchoolFactory(authority=school.authority))
    with database_scope(school_lead.membership):
        assert list(Invitation.objects.all()) == [own]


def test_inviting_for_another_school_is_refused(school_lead):
    other = SchoolFactory()
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        database_scope(school_lead.membership),
    ):
        InvitationFactory(organisation=other, invited_by=school_lead)
