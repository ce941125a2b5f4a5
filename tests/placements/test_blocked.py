"""The database itself refuses new placements at a provider whose approval was taken away."""

import pytest
from django.db import IntegrityError, transaction

from apcommission.accounts.scope import database_scope
from placements.choices import Status
from placements.models import Placement
from tests.factories.accounts import AuthorityFactory
from tests.factories.placements import PlacementFactory
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db
TAKEN_AWAY = ["suspended", "removed", "refused", "applied"]


def insert(user, pupil, provider, **facts):
    with database_scope(user.membership), transaction.atomic():
        return PlacementFactory(pupil=pupil, provider=provider, requested_by=user, **facts)


def move(user, placement, status):
    with database_scope(user.membership), transaction.atomic():
        return Placement.objects.filter(pk=placement.pk).update(status=status)


@pytest.mark.capability("F033")
@pytest.mark.parametrize("status", TAKEN_AWAY)
def test_no_request_at_a_suspended_provider(school_lead, officer, pupil, provider, status):
    provider.approvals.update(status=status)
    for user in (school_lead, officer):
        with pytest.raises(IntegrityError, match="Nobody new can be placed"):
            insert(user, pupil, provider, status=Status.REQUESTED)
    assert Placement.objects.count() == 0


@pytest.mark.parametrize("status", ["approved", "conditional"])
def test_a_request_while_the_approval_stands(school_lead, pupil, provider, status):
    provider.approvals.update(status=status)
    ApprovalFactory(authority=AuthorityFactory(), provider=provider, status="suspended")
    assert insert(school_lead, pupil, provider, status=Status.REQUESTED).pk


@pytest.mark.parametrize("status", TAKEN_AWAY)
def test_no_acceptance_of_an_earlier_request(provider_lead, placement, provider, status):
    Placement.objects.update(status=Status.REQUESTED)
    provider.approvals.update(status=status)
    with pytest.raises(IntegrityError, match="Nobody new can be placed"):
        move(provider_lead, placement, Status.AGREED)
    assert move(provider_lead, placement, Status.DECLINED) == 1


def test_no_start_of_what_was_agreed(school_lead, placement, provider):
    Placement.objects.update(status=Status.AGREED)
    provider.approvals.update(status="suspended")
    with pytest.raises(IntegrityError, match="Nobody new can be placed"):
        move(school_lead, placement, Status.ACTIVE)


def test_who_is_there_already_may_pause_and_come_back(school_lead, placement, provider):
    provider.approvals.update(status="suspended")
    assert move(school_lead, placement, Status.PAUSED) == 1
    assert move(school_lead, placement, Status.ACTIVE) == 1


@pytest.mark.parametrize("closed", [Status.ENDED, Status.DECLINED, Status.WITHDRAWN])
def test_nothing_closed_is_opened_again(school_lead, officer, placement, provider, closed):
    last = {"ended_on": "2026-11-20", "end_reason": "completed"} if closed == "ended" else {}
    Placement.objects.update(status=closed, **last)
    provider.approvals.update(status="suspended")
    for user in (school_lead, officer):
        for status in (Status.REQUESTED, Status.AGREED, Status.ACTIVE, Status.PAUSED):
            with pytest.raises(IntegrityError, match="Nobody new can be placed"):
                move(user, placement, status)


def test_no_way_round_by_a_pause(school_lead, pupil, placement, provider):
    Placement.objects.update(status=Status.AGREED)
    provider.approvals.update(status="suspended")
    with pytest.raises(IntegrityError, match="Nobody new can be placed"):
        move(school_lead, placement, Status.PAUSED)
    with pytest.raises(IntegrityError, match="Nobody new can be placed"):
        insert(school_lead, pupil, provider, status=Status.PAUSED)


def test_no_placement_moves_to_a_suspended_provider(school_lead, placement, authority):
    other = ApprovalFactory(authority=authority, status="suspended").provider
    with (
        pytest.raises(IntegrityError, match="Nobody new can be placed"),
        database_scope(school_lead.membership),
        transaction.atomic(),
    ):
        Placement.objects.filter(pk=placement.pk).update(provider=other)
