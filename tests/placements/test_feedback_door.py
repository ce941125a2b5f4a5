"""Exactly what the door for feedback gives away, and to whom."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import FeedbackFactory, PlacementFactory, PupilFactory
from tests.factories.providers import ProviderFactory

pytestmark = pytest.mark.django_db


def ask(user, *providers):
    with database_scope(user.membership), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM feedback_summary(%s)", [[provider.pk for provider in providers]]
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answer(provider, school, **fields):
    placement = PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    return FeedbackFactory(placement=placement, comment="Canary", **fields)


@pytest.fixture
def vale(authority):
    return SchoolFactory(name="Vale School", authority=authority)


@pytest.fixture
def others(provider, authority, vale):
    """Three answers of two schools beside the one that asks, and what is nobody's business."""
    answer(provider, SchoolFactory(authority=authority), communication=1, would_use_again=False)
    answer(provider, vale, communication=4)
    answer(provider, vale, communication=3)
    answer(provider, SchoolFactory(), communication=1)
    answer(ProviderFactory(), vale)


def test_a_school_learns_the_averages_of_its_authority_and_nothing_else(
    others, provider, school_lead
):
    assert ask(school_lead, provider) == [
        {
            "provider_id": provider.pk,
            "answers": 3,
            "schools": 2,
            "communication": Decimal("2.7"),
            "progress": Decimal("3.0"),
            "safety": Decimal("4.0"),
            "use_again": Decimal("67"),
        }
    ]


def test_two_answers_are_not_enough_for_a_school(provider, school, vale, school_lead, officer):
    answer(provider, school)
    answer(provider, vale)
    assert ask(school_lead, provider) == []
    assert [row["answers"] for row in ask(officer, provider)] == [2]


def test_a_school_reads_off_no_answer_by_taking_its_own_away(
    authority, provider, school, vale, school_lead, officer
):
    """Three answers of two schools, of which two are its own: what is left is the other's."""
    answer(provider, vale, safety=1)
    for _ in range(2):
        answer(provider, school)
    assert ask(school_lead, provider) == []
    answer(provider, SchoolFactory(authority=authority))
    assert ask(school_lead, provider) == []
    answer(provider, vale)
    assert [row["answers"] for row in ask(school_lead, provider)] == [5]
    assert [row["answers"] for row in ask(officer, provider)] == [5]


def test_three_answers_of_one_school_are_not_enough(provider, vale, school_lead):
    for _ in range(3):
        answer(provider, vale)
    assert ask(school_lead, provider) == []


def test_another_authority_learns_nothing_of_ours(others, provider, stranger):
    assert ask(stranger(Role.COMMISSIONER), provider) == []
    assert ask(stranger(Role.SCHOOL_LEAD), provider) == []


@pytest.mark.parametrize(
    "role",
    [
        Role.PROVIDER_LEAD,
        Role.PROVIDER_STAFF,
        Role.FINANCE_OFFICER,
        Role.SCHOOL_ATTENDANCE,
        Role.FORUM_MEMBER,
    ],
)
def test_nobody_else_may_ask(others, provider, role):
    organisation = provider.organisation if role.startswith("provider") else None
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask(member(role, organisation), provider)


def test_only_the_providers_asked_about(others, school_lead):
    assert ask(school_lead) == []
