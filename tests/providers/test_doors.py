"""Exactly what the door gives away, and to whom."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.doors import OtherApproval, other_approvals
from tests.factories.accounts import AuthorityFactory, member
from tests.factories.providers import ApprovalFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def ask(user, provider):
    with database_scope(user.membership):
        return other_approvals(provider)


@pytest.fixture
def elsewhere(provider, other_authority):
    """The neighbour's approval of our provider, full of what is the neighbour's own."""
    return ApprovalFactory(
        authority=other_authority,
        provider=provider,
        status="conditional",
        decided_on=dt.date(2026, 10, 5),
        reason="A secret reason",
        conditions="A secret condition",
    )


def test_authority_is_given_the_others_status_and_date(provider, elsewhere, commissioner):
    ApprovalFactory(authority=elsewhere.authority, provider=ProviderFactory())
    assert ask(commissioner, provider) == [
        OtherApproval("Oakborough", "conditional", dt.date(2026, 10, 5))
    ]
    assert ask(commissioner, provider)[0].label == "Approved with conditions"


@pytest.mark.usefixtures("elsewhere")
def test_each_authority_sees_the_other(provider, other_authority, authority):
    theirs = member(Role.OFFICER, other_authority)
    assert [other.authority for other in ask(theirs, provider)] == ["Elmshire"]
    third = member(Role.FINANCE_OFFICER, AuthorityFactory())
    assert [other.authority for other in ask(third, provider)] == ["Elmshire", "Oakborough"]


def test_an_application_has_no_date(provider, elsewhere, commissioner):
    elsewhere.status = "applied"
    elsewhere.save()
    assert ask(commissioner, provider) == [OtherApproval("Oakborough", "applied", None)]


def test_the_door_has_three_columns(provider, commissioner):
    with database_scope(commissioner.membership), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM other_approvals(%s)", [provider.pk])
        names = [column.name for column in cursor.description]
    assert names == ["authority", "status", "decided_on"]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD, Role.FORUM_MEMBER])
def test_nobody_else_may_ask(provider, role):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ask(member(role), provider)
