import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.models import Approval, DecisionScore, Document, DocumentCheck
from providers.standing import standing_of
from tests.factories.accounts import UserFactory, member
from tests.factories.providers import ApprovalDecisionFactory, ApprovalFactory

pytestmark = pytest.mark.django_db


def standing(user, provider):
    with database_scope(user.membership):
        approvals = list(Approval.objects.visible_to(user).of(provider).with_authority())
        return standing_of(provider, approvals, user)


@pytest.fixture
def decision(provider, commissioner):
    approval = provider.approvals.get()
    decision = ApprovalDecisionFactory(
        approval=approval,
        to_status="approved",
        from_status="applied",
        decided_on=dt.date(2026, 9, 1),
        decided_by=commissioner,
    )
    DecisionScore.objects.create(
        decision=decision,
        authority=approval.authority,
        provider=provider,
        section="finance",
        score=3,
        note="Three years of accounts",
    )
    return decision


@pytest.fixture
def checked(provider, authority, officer):
    """Insurance that our officer verified, a policy sent back, and a neighbour's look."""
    for key, outcome, looks_for in [
        ("insurance", "accepted", authority),
        ("policy", "returned", authority),
        ("first_aid", "accepted", None),
    ]:
        document = Document.objects.create(
            provider=provider,
            key=key,
            issued_on=dt.date(2026, 4, 1),
            expires_on=dt.date(2027, 3, 31),
            uploaded_by=UserFactory(),
        )
        DocumentCheck.objects.create(
            document=document,
            provider=provider,
            authority=looks_for or ApprovalFactory(provider=provider).authority,
            outcome=outcome,
            note="A note that is no school's",
            checked_by=officer,
        )


def test_checks_say_what_when_and_by_whom(
    provider, decision, checked, officer, school_lead, authority
):
    provider.registration_checked_on = dt.date(2026, 8, 20)
    provider.registration_checked_by = officer
    provider.registration_evidence = "Below the threshold"
    provider.save()
    approval = provider.approvals.get(authority=authority)
    approval.qa_grade, approval.qa_visited_on = "strong", dt.date(2026, 10, 12)
    approval.save()
    for user in (school_lead, officer):
        checks = standing(user, provider).checks
        assert [(c.what, c.on, c.by) for c in checks[:3]] == [
            ("Approval", dt.date(2026, 9, 1), "Carol Reyes"),
            ("Registration", dt.date(2026, 8, 20), "Owen Price"),
            ("Last visit", dt.date(2026, 10, 12), "Elmshire"),
        ]
        [document] = checks[3:]
        assert document.found == "Verified: issued 1 Apr 2026, expires 31 Mar 2027"
        assert document.by == "Owen Price"
        assert checks[1].found == "Non-school AP: Below the threshold"


def test_scores_are_for_the_authority_and_the_provider(
    provider, decision, commissioner, provider_lead, finance_officer, school_lead
):
    for user, scores in [
        (commissioner, [("finance", 3)]),
        (provider_lead, [("finance", 3)]),
        (finance_officer, []),
        (school_lead, []),
    ]:
        [history] = standing(user, provider).histories
        shown = [(score.section, score.score) for score in history.decisions[0].shown_scores]
        assert shown == scores


@pytest.mark.capability("F028")
def test_schools_read_status_date_reason_and_conditions(web, provider, school_lead, decision):
    approval = provider.approvals.get()
    approval.status = "conditional"
    approval.reason = "New leadership"
    approval.conditions = "A second first aider"
    approval.save()
    page = " ".join(web(school_lead).get(f"/providers/{provider.pk}/").content.decode().split())
    assert "Approved with conditions" in page
    assert "since 1 Sep 2026" in page
    assert "New leadership" in page
    assert "A second first aider" in page
    assert "Your school makes its own checks before a pupil starts" in page
    assert "What Elmshire checked" in page
    assert "Three years of accounts" not in page


@pytest.mark.parametrize("status", ["suspended", "removed"])
def test_schools_read_that_it_was_taken_away_and_why(web, provider, school_lead, status):
    provider.approvals.update(status=status, reason="Fire escape blocked")
    page = web(school_lead).get(f"/providers/{provider.pk}/").content.decode()
    assert status.capitalize() in page
    assert "Fire escape blocked" in page


def test_two_authorities_hold_different_decisions(
    web, provider, commissioner, other_authority, school_lead, provider_lead
):
    ApprovalFactory(
        authority=other_authority,
        provider=provider,
        status="suspended",
        decided_on=dt.date(2026, 10, 5),
        reason="A reason of Oakborough",
    )
    theirs = member(Role.COMMISSIONER, other_authority)
    pages = {
        user: " ".join(web(user).get(f"/providers/{provider.pk}/").content.decode().split())
        for user in (commissioner, theirs, school_lead, provider_lead)
    }
    assert "Oakborough" in pages[commissioner]
    assert "5 Oct 2026" in pages[commissioner]
    assert "A reason of Oakborough" not in pages[commissioner]
    assert "Elmshire" in pages[theirs]
    assert "1 Sep 2026" in pages[theirs]
    assert "Oakborough" not in pages[school_lead]
    assert "A reason of Oakborough" in pages[provider_lead]


def test_finance_and_strangers_read_no_evidence(provider, checked, finance_officer):
    assert standing(finance_officer, provider).checks == []
    stranger = member(Role.OFFICER)
    result = standing(stranger, provider)
    assert (result.histories, result.checks) == ([], [])
    assert "Elmshire" in [each.authority for each in result.elsewhere]
