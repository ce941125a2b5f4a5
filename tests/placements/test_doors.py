"""Exactly what the door gives away, to whom, and that it judges ages as the rules do."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from placements.rules import compulsory_school_age
from tests.factories.accounts import member
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory
from tests.placements.week import TODAY, full_time

pytestmark = pytest.mark.django_db


def watch(user, provider=None, on=TODAY):
    with database_scope(user.membership), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM registration_watch(%s, %s, %s) ORDER BY 1, 2",
            [on, TODAY, provider.pk if provider else None],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def shared(provider, school, other_authority):
    """Two of ours and three of another authority's, one of them with an EHC plan."""
    for _ in range(2):
        full_time(provider, school=school)
    for plan in ("N", "N", "E"):
        full_time(provider, authority=other_authority, sen_provision=plan)
    return provider


def row(provider, authority, full_time, with_plan):
    return {
        "provider_id": provider.pk,
        "authority_id": authority.pk if authority else None,
        "full_time": full_time,
        "only_education": 0,
        "with_plan": with_plan,
        "looked_after": 0,
        "nearly": 0,
    }


def test_authority_is_given_counts_by_authority(shared, commissioner, authority, other_authority):
    assert watch(commissioner, shared) == [
        row(shared, authority, 2, 0),
        row(shared, other_authority, 3, 1),
        row(shared, None, 5, 1),
    ]


def test_school_is_given_the_total_only(shared, school_lead):
    assert watch(school_lead, shared) == [row(shared, None, 5, 1)]


def test_provider_is_given_its_own_total_only(shared, provider_lead, authority):
    other = ProviderFactory()
    full_time(other)
    assert watch(provider_lead) == [row(shared, None, 5, 1)]
    assert watch(provider_lead, other) == []


def test_school_is_given_nothing_of_a_provider_its_authority_has_not_decided_on(school_lead):
    other = ProviderFactory()
    full_time(other)
    assert watch(school_lead, other) == []
    ApprovalFactory(authority=school_lead.organisation.authority, provider=other)
    assert watch(school_lead, other) == [row(other, None, 1, 0)]


@pytest.mark.parametrize(
    "role",
    [Role.FINANCE_OFFICER, Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF, Role.FORUM_MEMBER],
)
def test_door_is_shut_to_other_roles(shared, role):
    user = member(role)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        watch(user, shared)


def test_door_gives_nothing_without_a_scope(shared):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ap_la")
        cursor.execute("SELECT * FROM registration_watch(%s, %s, NULL)", [TODAY, TODAY])
        assert cursor.fetchall() == []
        cursor.execute("RESET ROLE")


def test_door_judges_by_the_askers_own_hours(provider, commissioner, other_authority):
    full_time(provider, authority=other_authority, hours=17)
    assert watch(commissioner)[-1]["full_time"] == 0
    common = {"rule": "registration_needed", "name": "hours"}
    ThresholdFactory(authority=other_authority, value="10", **common)
    assert watch(commissioner)[-1]["full_time"] == 0
    ThresholdFactory(authority=commissioner.organisation, value="15", **common)
    assert watch(commissioner)[-1]["full_time"] == 1


def births(day):
    with connection.cursor() as cursor:
        cursor.execute("SELECT born_from, born_to FROM births_of_compulsory_age(%s)", [day])
        return cursor.fetchone()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    born=st.dates(dt.date(2005, 1, 1), dt.date(2025, 12, 31)),
    on=st.dates(dt.date(2020, 1, 1), dt.date(2032, 12, 31)),
)
def test_births_are_those_of_the_rule(db, born, on):
    first, last = births(on)
    assert (first <= born <= last) == compulsory_school_age(born, on)


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2026-11-23", dt.date(2010, 9, 1), dt.date(2021, 8, 31)),
        # The school leaving date of 2027 is Friday 25 June.
        ("2027-06-25", dt.date(2010, 9, 1), dt.date(2022, 3, 31)),
        ("2027-06-26", dt.date(2011, 9, 1), dt.date(2022, 3, 31)),
        ("2026-12-31", dt.date(2010, 9, 1), dt.date(2021, 12, 31)),
        ("2028-02-29", dt.date(2011, 9, 1), dt.date(2022, 12, 31)),
    ],
)
def test_births_on_days_that_matter(on, first, last):
    assert births(on) == (first, last)
