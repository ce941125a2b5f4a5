import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from apcommission.notify.models import Message
from providers import actions
from providers.choices import ApplicationState, ApprovalStatus, DecisionStep, Section
from providers.models import Application, Approval, ApprovalDecision, DecisionScore
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory, ProviderFactory

TODAY = dt.date(2026, 11, 23)
SCORES = {section.value: (2, f"Seen: {section.label}") for section in Section}


@pytest.fixture
def lead(db):
    return member(Role.PROVIDER_LEAD, ProviderFactory(organisation__name="Mill").organisation)


@pytest.fixture
def application(lead, authority):
    """An application that was sent, with the approval it asks for."""
    provider = lead.organisation.provider
    actions.apply_for_approval(by=lead, authority=authority, provider=provider, applied_on=TODAY)
    return Application.objects.create(
        authority=authority,
        provider=provider,
        state=ApplicationState.SENT,
        started_by=lead,
        sent_by=lead,
        sent_at=timezone.now(),
    )


def decide(by, provider, status=ApprovalStatus.APPROVED, **answers):
    answers = {"decided_on": TODAY, "reason": "Because", **answers}
    with database_scope(by.membership):
        return actions.decide_approval(
            by=by, authority=by.organisation, provider=provider, status=status, **answers
        )


@pytest.mark.capability("F032")
def test_a_decision_settles_the_application_with_its_scores(application, commissioner, lead):
    provider = application.provider
    decide(
        commissioner,
        provider,
        ApprovalStatus.CONDITIONAL,
        scores=SCORES,
        conditions="A second first aider",
        review_on=dt.date(2027, 2, 1),
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.DECIDED
    assert application.decided_at is not None
    decision = ApprovalDecision.objects.get(step=DecisionStep.DECIDED)
    assert (decision.from_status, decision.to_status) == ("applied", "conditional")
    rows = DecisionScore.objects.filter(decision=decision).values_list("section", "score", "note")
    assert {section: (score, note) for section, score, note in rows} == SCORES
    with database_scope(lead.membership):
        assert DecisionScore.objects.count() == len(Section)
    message = Message.objects.get(key=f"decision:{decision.pk}:{lead.pk}")
    assert (message.to, message.subject) == (
        lead.email,
        "Elmshire has decided on your approval",
    )
    assert "Conditions: A second first aider" in message.body


@pytest.mark.parametrize("scores", [None, {}, {**SCORES, "finance": None}])
def test_an_application_is_not_decided_without_every_score(application, commissioner, scores):
    given = {key: value for key, value in (scores or {}).items() if value}
    with pytest.raises(NotAllowed, match="Score every section"):
        decide(commissioner, application.provider, scores=given)
    assert Approval.objects.get().status == ApprovalStatus.APPLIED
    assert DecisionScore.objects.count() == 0


def test_a_later_decision_needs_no_scores_and_may_have_some(commissioner, provider):
    decide(commissioner, provider, ApprovalStatus.SUSPENDED)
    decide(commissioner, provider, scores={"finance": (1, "")})
    assert list(DecisionScore.objects.values_list("section", "score")) == [("finance", 1)]


def test_scores_are_no_schools(application, commissioner, school_lead):
    decide(commissioner, application.provider, scores=SCORES)
    with (
        database_scope(school_lead.membership),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        DecisionScore.objects.count()


@pytest.mark.parametrize("status", ["suspended", "removed"])
def test_taking_an_approval_away_needs_a_reason(commissioner, provider, status):
    with pytest.raises(NotAllowed, match="Give the reason"):
        decide(commissioner, provider, ApprovalStatus(status), reason=" ")


def test_refusing_needs_a_reason_and_may_be_applied_for_again(application, commissioner, lead):
    provider = application.provider
    with pytest.raises(NotAllowed, match="Give the reason"):
        decide(commissioner, provider, ApprovalStatus.REFUSED, reason="", scores=SCORES)
    decide(commissioner, provider, ApprovalStatus.REFUSED, scores=SCORES)
    with database_scope(lead.membership):
        actions.apply_for_approval(by=lead, authority=application.authority, provider=provider)
    approval = Approval.objects.get()
    assert (approval.status, approval.reason) == (ApprovalStatus.APPLIED, "")


def test_a_suspended_provider_is_reinstated(commissioner, provider):
    decide(commissioner, provider, ApprovalStatus.SUSPENDED)
    decide(commissioner, provider, review_on=dt.date(2027, 3, 1))
    approval = Approval.objects.get()
    assert (approval.status, approval.review_on) == ("approved", dt.date(2027, 3, 1))
    assert approval.decisions.newest_first()[0].title == "Reinstated: approved"


def test_asking_for_information_sends_the_application_back(application, commissioner, lead):
    answer_by = dt.date(2026, 12, 7)
    with database_scope(commissioner.membership):
        actions.ask_for_information(
            by=commissioner,
            authority=commissioner.organisation,
            provider=application.provider,
            asked="Who teaches maths?",
            answer_by=answer_by,
        )
    application.refresh_from_db()
    assert (application.state, application.asked, application.answer_by) == (
        ApplicationState.ASKED,
        "Who teaches maths?",
        answer_by,
    )
    assert Approval.objects.get().status == ApprovalStatus.APPLIED
    step = ApprovalDecision.objects.get(step=DecisionStep.ASKED)
    assert (step.title, step.reason) == ("More information asked for", "Who teaches maths?")
    message = Message.objects.get(key=f"decision:{step.pk}:{lead.pk}")
    assert message.body.startswith("Elmshire asks:\n\nWho teaches maths?")


def test_only_an_applicant_is_asked_and_only_something(commissioner, provider, application):
    ask = {"by": commissioner, "authority": commissioner.organisation, "answer_by": TODAY}
    with pytest.raises(NotAllowed, match="has applied"):
        actions.ask_for_information(provider=provider, asked="Why?", **ask)
    with pytest.raises(NotAllowed, match="Say what you need"):
        actions.ask_for_information(provider=application.provider, asked=" ", **ask)


def test_what_passed_before_the_decision_is_no_schools(application, commissioner, school_lead):
    provider = application.provider
    actions.ask_for_information(
        by=commissioner,
        authority=commissioner.organisation,
        provider=provider,
        asked="A private question",
        answer_by=TODAY,
    )
    decide(commissioner, provider, scores=SCORES)
    steps = ApprovalDecision.objects.visible_to(school_lead)
    assert [step.step for step in steps] == ["decided"]
    with database_scope(school_lead.membership):
        assert [step.step for step in ApprovalDecision.objects.all()] == ["decided"]
    assert ApprovalDecision.objects.visible_to(commissioner).count() == 3


def test_a_provider_writes_no_step_but_its_application(lead, authority):
    provider = lead.organisation.provider
    approval = ApprovalFactory(authority=authority, provider=provider, status="removed")
    step = ApprovalDecision(
        approval=approval,
        authority=authority,
        provider=provider,
        to_status="applied",
        decided_on=TODAY,
        step=DecisionStep.DECIDED,
    )
    with (
        database_scope(lead.membership),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        step.save()
