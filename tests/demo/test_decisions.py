"""What the demo's authorities decided, what was agreed, and what is used off the list."""

import datetime as dt

import pytest
from django.utils import timezone

from apcommission.accounts.models import Organisation
from apcommission.demo import decisions
from apcommission.flags.models import Flag
from placements.models import SuspensionNotice
from providers.choices import ApprovalStatus, Section
from providers.models import (
    Agreement,
    Approval,
    DecisionScore,
    OffListDeclaration,
    Provider,
    outstanding,
)
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("demo")


def authority(code):
    return Organisation.objects.get(la_code=code)


def provider(name):
    return Provider.objects.get(organisation__name=name)


def test_scores_are_given_with_a_first_approval_only():
    scores = decisions.scores_of("riverside", ApprovalStatus.APPROVED)
    assert set(scores) == set(Section.values)
    assert decisions.scores_of("raphael", ApprovalStatus.SUSPENDED) == {}
    scored = DecisionScore.objects.filter(provider=provider("Bower Farm Learning"))
    assert scored.filter(authority=authority("311")).count() == len(Section)


def test_two_authorities_hold_different_decisions():
    statuses = Approval.objects.of(provider("Bower Farm Learning")).values_list(
        "authority__la_code", "status"
    )
    assert dict(statuses) == {"311": "approved", "305": "conditional"}


def test_the_schools_of_the_suspended_provider_were_told():
    notices = SuspensionNotice.objects.filter(decision__provider=provider("Raphael Park Boat Club"))
    assert notices.count() == 3
    assert all(notice.people_told for notice in notices)
    # Told on the day itself: a job looks every minute.
    assert {timezone.localdate(each.told_at) for each in notices} == {dt.date(2026, 11, 17)}
    flags = Flag.objects.filter(rule="suspended_in_use", cleared_at=None)
    assert {flag.numbers["pupils"] for flag in flags} == {1}
    assert flags.count() == 3


def test_one_provider_is_behind_with_the_contract():
    havering = authority("311")
    waiting = {
        approval.provider.name: [str(text) for text in texts]
        for approval in Approval.objects.usable().by_authority(havering).with_provider()
        if (texts := outstanding(approval.provider, havering, TODAY))
    }
    title = "Contract and terms for alternative provision, version 2"
    assert waiting == {"Hornchurch Skills Centre": [title]}
    assert Agreement.objects.filter(school__isnull=False).count() == 1


def test_one_declaration_is_open_and_one_is_settled():
    declarations = OffListDeclaration.objects.order_by("declared_at")
    assert [each.outcome for each in declarations] == ["applying", ""]
    assert declarations[1].review_due_on > TODAY
    flags = Flag.objects.filter(rule="off_list_in_use", cleared_at=None)
    assert [flag.subject_id for flag in flags] == [declarations[1].pk]
