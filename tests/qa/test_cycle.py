import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from providers.choices import ApprovalStatus, Grade
from providers.models import Approval
from qa.cycle import cycle_settings, months_of, providers_due
from tests.factories.flags import FlagFactory, ThresholdFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory
from tests.factories.qa import VisitFactory

TODAY = dt.date(2026, 11, 23)
VISITED = dt.date(2026, 3, 2)


@pytest.fixture
def approval(provider):
    """Visited in March and to be visited again in a year."""
    approval = Approval.objects.get()
    approval.qa_grade = Grade.SOUND
    approval.qa_visited_on = VISITED
    approval.qa_next_due_on = dt.date(2027, 3, 2)
    approval.save()
    return approval


def due(authority, on=TODAY):
    return [(each.due_on, each.why, each.state) for each in providers_due(authority.pk, on)]


def test_the_cycle_of_the_grade_says_when(authority, approval):
    assert due(authority) == [(dt.date(2027, 3, 2), "cycle", "")]
    assert due(authority, dt.date(2027, 1, 31)) == [(dt.date(2027, 3, 2), "cycle", "due_soon")]
    assert due(authority, dt.date(2027, 3, 3)) == [(dt.date(2027, 3, 2), "cycle", "overdue")]


def test_one_never_visited_is_due_six_weeks_after_its_approval(authority, provider):
    assert due(authority) == [(dt.date(2026, 10, 13), "new", "overdue")]


def test_one_approved_with_conditions_is_visited_sooner(authority, approval):
    approval.status = ApprovalStatus.CONDITIONAL
    approval.decided_on = dt.date(2026, 11, 2)
    approval.save()
    assert due(authority) == [(dt.date(2027, 1, 31), "conditional", "")]


def test_one_near_registration_is_visited_sooner_until_it_was(authority, approval):
    about = {"authority": authority, "subject_kind": "provider", "subject_id": approval.provider_id}
    raised = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
    FlagFactory(**about, rule="registration_near", raised_at=raised)
    assert due(authority) == [(dt.date(2026, 12, 20), "registration", "due_soon")]
    approval.qa_visited_on = dt.date(2026, 11, 22)
    approval.save()
    assert due(authority) == [(dt.date(2027, 3, 2), "cycle", "")]


def test_a_flag_of_another_authority_or_one_that_cleared_moves_nothing(authority, approval):
    raised = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
    about = {"subject_kind": "provider", "subject_id": approval.provider_id, "raised_at": raised}
    FlagFactory(**about, rule="registration_near")
    FlagFactory(**about, authority=authority, rule="registration_needed", cleared_at=raised)
    assert due(authority) == [(dt.date(2027, 3, 2), "cycle", "")]


@pytest.mark.parametrize("status", [ApprovalStatus.SUSPENDED, ApprovalStatus.REMOVED])
def test_one_that_is_not_in_use_is_not_due(authority, approval, status):
    approval.status = status
    approval.save()
    assert due(authority) == []


def test_the_settings_are_an_authoritys_own_and_dated(authority, other_authority, provider):
    ThresholdFactory(
        authority=authority,
        rule="visit_overdue",
        name="new_days",
        value="14",
        in_force_from=dt.date(2026, 11, 1),
    )
    ThresholdFactory(
        authority=other_authority, rule="visit_overdue", name="strong_months", value="24"
    )
    assert cycle_settings(authority.pk, dt.date(2026, 10, 31))["new_days"] == 42
    assert due(authority) == [(dt.date(2026, 9, 15), "new", "overdue")]
    assert months_of(other_authority.pk, TODAY)[Grade.STRONG] == 24
    assert months_of(authority.pk, TODAY) == {
        Grade.STRONG: 12,
        Grade.SOUND: 12,
        Grade.DEVELOPING: 6,
        Grade.CONCERN: 1,
    }


def test_what_is_arranged_stands_beside_what_is_due(authority, provider, approval):
    visit = VisitFactory(authority=authority, provider=provider, visited_on=dt.date(2026, 12, 1))
    VisitFactory(provider=provider)
    assert [each.arranged for each in providers_due(authority.pk, TODAY)] == [visit]


def test_an_officer_reads_the_same_and_another_authoritys_nothing_of_it(
    authority, officer, approval, stranger
):
    ApprovalFactory(provider=approval.provider)
    with database_scope(officer.membership):
        assert due(authority) == [(dt.date(2027, 3, 2), "cycle", "")]
    other = stranger(officer.role)
    with database_scope(other.membership):
        assert due(authority) == []


def test_it_costs_the_same_for_three_as_for_one(authority, approval, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(providers_due(authority.pk, TODAY)) == 1
    for _ in range(2):
        ApprovalFactory(authority=authority, provider=ProviderFactory())
    with django_assert_num_queries(4):
        assert len(providers_due(authority.pk, TODAY)) == 3
