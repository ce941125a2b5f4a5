"""Isolation that holds when a view forgets: the database refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import ScopeError, database_scope, system_scope
from placements.models import Placement, Pupil
from tests.factories.accounts import member
from tests.factories.placements import PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(placement):
    """Our pupil and two that are nobody's business here."""
    foreign = PlacementFactory()
    same_authority = PupilFactory(school__authority=placement.authority)
    return {"mine": placement.pupil, "foreign": foreign.pupil, "neighbour": same_authority}


def names_seen_by(user):
    with database_scope(user.membership):
        return {pupil.surname for pupil in Pupil.objects.all()}


def test_database_scope_shows_an_authority_its_own_children(world, commissioner):
    assert names_seen_by(commissioner) == {world["mine"].surname, world["neighbour"].surname}


def test_database_scope_shows_a_school_its_own_children(world, school_lead):
    assert names_seen_by(school_lead) == {world["mine"].surname}


def test_database_scope_shows_a_provider_children_placed_with_it(world, provider_lead):
    assert names_seen_by(provider_lead) == {world["mine"].surname}


def test_database_scope_refuses_children_to_the_forum(world, forum_member):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        database_scope(forum_member.membership),
    ):
        Pupil.objects.count()


def test_bare_login_role_is_refused_loudly(world):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE ap_web")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Pupil.objects.count()
        transaction.set_rollback(True)


def test_role_without_an_organisation_sees_nothing(world):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE ap_school")
        assert Pupil.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_scope_of_another_organisation_inside_a_scope_is_refused(school_lead, stranger):
    other = stranger(Role.SCHOOL_LEAD)
    with (
        database_scope(school_lead.membership),
        pytest.raises(ScopeError),
        database_scope(other.membership),
    ):
        raise AssertionError("the inner scope must not open")


def test_scope_is_put_back_after_it(world, school_lead):
    with database_scope(school_lead.membership):
        assert Pupil.objects.count() == 1
    assert Pupil.objects.count() == 3


def test_system_scope_sees_all_authorities(world):
    with system_scope("nightly"):
        assert Placement.objects.count() == 2


def test_insert_for_another_authority_is_refused(world, commissioner):
    other = world["foreign"]
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        database_scope(commissioner.membership),
    ):
        PupilFactory.build(school=other.school, authority=other.authority).save()


def test_moving_a_row_to_another_authority_is_refused(world, commissioner):
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        database_scope(commissioner.membership),
    ):
        Pupil.objects.filter(pk=world["mine"].pk).update(authority=world["foreign"].authority)


def test_safeguarding_needs_the_dsl_extra(pupil, school, school_lead, school_dsl):
    with system_scope("set-up"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO placements_pupilsafeguarding (pupil_id, authority_id, school_id,"
            " is_child_protection, is_child_in_need, social_worker, social_worker_phone,"
            " social_worker_email, detail) VALUES (%s, %s, %s, true, false, '', '', '', '')",
            [pupil.pk, pupil.authority_id, school.pk],
        )
    counts = {}
    people = (school_lead, school_dsl, member(Role.SCHOOL_LEAD, is_dsl=True))
    for user in people:
        with database_scope(user.membership), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM placements_pupilsafeguarding")
            counts[user.name] = cursor.fetchone()[0]
    assert list(counts.values()) == [0, 1, 0]
