"""Events are written by the database: no way of writing goes past it, and nobody unwrites them."""

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Membership, Organisation
from apcommission.accounts.row_security import ALL_ROLES, declared
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.record import record
from placements.models import Pupil
from tests.factories.accounts import ForumFactory, ProviderOrganisationFactory
from tests.factories.placements import PupilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupils(school):
    made = [PupilFactory(school=school) for _ in range(3)]
    Event.objects.all().delete()
    return made


def unsaved(school, number):
    return PupilFactory.build(
        school=school, authority=school.authority, forename=f"New{number}", surname="Pupil"
    )


def by_save(pupils, school):
    pupils[0].forename = "Saved"
    pupils[0].save()
    return 1


def by_bulk_create(pupils, school):
    return len(Pupil.objects.bulk_create([unsaved(school, number) for number in range(4)]))


def by_update(pupils, school):
    return Pupil.objects.update(forename="Updated")


def by_bulk_update(pupils, school):
    for number, pupil in enumerate(pupils):
        pupil.forename = f"Bulk{number}"
    return Pupil.objects.bulk_update(pupils, ["forename"])


def by_raw_sql(pupils, school):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE placements_pupil SET forename = 'Raw' WHERE id > 0")
        return cursor.rowcount


def by_raw_insert_and_update(pupils, school):
    pupil = unsaved(school, 1)
    pupil.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH renamed AS (UPDATE placements_pupil SET surname = 'Both' RETURNING id)"
            " SELECT count(*) FROM renamed"
        )
        return 1 + cursor.fetchone()[0]


WAYS = [by_save, by_bulk_create, by_update, by_bulk_update, by_raw_sql, by_raw_insert_and_update]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_of_writing_is_an_event_a_row_with_the_person(way, pupils, school, school_lead):
    Event.objects.all().delete()
    with database_scope(school_lead.membership), record("pupils_changed", by=school_lead):
        changed = way(pupils, school)
    assert changed > 0
    events = Event.objects.filter(action="pupils_changed", table_name="placements_pupil")
    assert events.count() == Event.objects.count() == changed
    assert set(events.values_list("person_id", "person_name", "person_role")) == {
        (school_lead.pk, "Sam Okoro", "School lead")
    }
    whose = set(events.values_list("authority_id", "school_id", "organisation_id"))
    assert whose == {(school.authority_id, school.pk, school.pk)}


def test_delete_is_an_event_with_what_was_there(pupils):
    gone = pupils[0]
    pk = gone.pk
    gone.delete()
    event = Event.objects.get(table_name="placements_pupil")
    assert (event.operation, event.row_id, event.pupil_id) == ("delete", str(pk), pk)
    assert event.before["surname"] == gone.surname
    assert event.after is None


def test_update_keeps_what_differs_only(pupils):
    Pupil.objects.filter(pk=pupils[0].pk).update(forename="Other")
    event = Event.objects.get()
    assert event.before == {"forename": pupils[0].forename}
    assert event.after == {"forename": "Other"}


def test_update_that_changes_nothing_is_no_event(pupils):
    Pupil.objects.filter(pk=pupils[0].pk).update(forename=pupils[0].forename)
    assert Event.objects.count() == 0


def test_updates_of_many_rows_keep_each_rows_own_before_and_after(pupils):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE placements_pupil SET forename = forename || '!' WHERE id > 0")
    expected = {
        str(p.pk): ({"forename": p.forename}, {"forename": f"{p.forename}!"}) for p in pupils
    }
    assert {e.row_id: (e.before, e.after) for e in Event.objects.all()} == expected


def test_change_that_no_action_named_says_so(pupils):
    Pupil.objects.filter(pk=pupils[0].pk).update(forename="By hand")
    event = Event.objects.get()
    assert (event.action, event.person_id, event.person_name) == ("unnamed", None, "ap_owner")


def test_events_of_one_transaction_share_its_number_and_the_databases_clock(pupils):
    by_update(pupils, None)
    numbers = set(Event.objects.values_list("transaction", flat=True))
    assert len(numbers) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) <= clock_timestamp() AND min(at) >= now() FROM audit_event")
        assert cursor.fetchone()[0]


def test_event_about_a_pupil_or_its_records_names_the_pupil(slot, pupil):
    named = Event.objects.filter(pupil_id=pupil.pk).values_list("table_name", flat=True)
    assert {"placements_pupil", "placements_placement", "placements_timetableslot"} == set(named)


# Whose an event is


def authority_of(**fields):
    return Event.objects.filter(**fields).newest_first().first().authority_id


def test_event_of_a_membership_is_the_authoritys_of_its_organisation(
    authority, commissioner, school_lead, forum_member
):
    found = {
        user.name: authority_of(table_name="accounts_membership", row_id=str(user.membership.pk))
        for user in (commissioner, school_lead, forum_member)
    }
    assert set(found.values()) == {authority.pk}


def test_event_of_an_organisation_is_its_authoritys(authority, school):
    ForumFactory(authority=authority)
    events = Event.objects.filter(table_name="accounts_organisation")
    assert set(events.values_list("authority_id", flat=True)) == {authority.pk}


def test_event_of_a_provider_is_the_authoritys_that_acts_or_nobodys(commissioner):
    nobodys = ProviderOrganisationFactory()
    assert authority_of(row_id=str(nobodys.pk), table_name="accounts_organisation") is None
    with database_scope(commissioner.membership):
        added = Organisation.objects.create(kind=OrganisationKind.PROVIDER, name="New")
    assert (
        authority_of(row_id=str(added.pk), table_name="accounts_organisation")
        == commissioner.organisation.pk
    )


# Nobody unwrites


@pytest.mark.parametrize("role", ALL_ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_event SELECT * FROM audit_event",
        "UPDATE audit_event SET person_name = 'Somebody else'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "ALTER TABLE placements_pupil DISABLE TRIGGER audit_update",
        "DROP TRIGGER audit_update ON placements_pupil",
        "CREATE OR REPLACE FUNCTION audit_update() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = 'replica'",
    ],
)
def test_no_role_of_the_service_may_touch_history(statement, role, pupils):
    def attempt():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [role])
            cursor.execute(statement)

    if statement.startswith("SET session"):
        # Judged by the login: the tests' own is the owner, so ask what the role itself may.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR has_parameter_privilege(rolname, 'session_replication_role',"
                " 'SET') FROM pg_roles WHERE rolname = %s",
                [role],
            )
            assert cursor.fetchone() == (False,)
        return
    with pytest.raises(DatabaseError, match="permission denied|must be owner"):
        attempt()


@pytest.mark.parametrize("setting", ["app.action", "app.user", "app.user_name", "app.reason"])
def test_no_setting_silences_the_trigger(setting, pupils, school_lead):
    Event.objects.all().delete()
    with database_scope(school_lead.membership):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, '', true)", [setting])
            cursor.execute("SELECT set_config('pgtrigger.ignore', 'audit_update', true)")
        assert Pupil.objects.update(forename="Quiet") == 3
    assert Event.objects.count() == 3


def test_triggers_can_be_called_by_nobody():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolname FROM pg_roles r, pg_proc p WHERE p.proname LIKE 'audit\\_%%'"
            " AND r.rolname = ANY(%s) AND has_function_privilege(r.oid, p.oid, 'EXECUTE')",
            [list(ALL_ROLES)],
        )
        assert cursor.fetchall() == []


def test_every_audited_table_has_the_three_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname IN ('audit_insert', 'audit_update', 'audit_delete')"
            " AND t.tgenabled = 'O' AND NOT c.relispartition GROUP BY 1"
        )
        found = dict(cursor.fetchall())
    assert found == {table.name: 3 for table in declared()[0] if table.audited}


def test_secrets_are_not_in_history(school_lead):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event WHERE before ?| %s OR after ?| %s",
            [["secret_hash", "password", "pdf", "body"]] * 2,
        )
        assert cursor.fetchone() == (0,)


def test_membership_changes_are_seen_by_the_authority_they_are_of(commissioner, school_lead):
    Membership.objects.filter(pk=school_lead.membership.pk).update(is_dsl=True)
    with database_scope(commissioner.membership):
        newest = Event.objects.visible_to(commissioner).newest_first().first()
    assert newest.after == {"is_dsl": True}
