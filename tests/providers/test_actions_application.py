import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ApplicationState, ApprovalStatus, DecisionStep
from providers.models import Application, Approval
from tests.factories.accounts import AuthorityFactory, member
from tests.factories.evidence import ApplicationFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer():
    return ProviderFactory(organisation__name="New Leaf")


@pytest.fixture
def lead(newcomer):
    return member(Role.PROVIDER_LEAD, newcomer.organisation)


def start(lead, newcomer, authority):
    return actions.start_application(by=lead, authority=authority, provider=newcomer)


def test_start_application_begins_one(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    assert (application.state, application.started_by_id) == (ApplicationState.STARTED, lead.pk)
    event = Event.objects.filter(table_name="providers_application").last()
    assert (event.action, event.operation) == ("application_started", "insert")


def test_start_application_refuses_a_second_one(lead, newcomer, authority):
    start(lead, newcomer, authority)
    with pytest.raises(NotAllowed, match="You have an application to Elmshire already"):
        start(lead, newcomer, authority)
    assert start(lead, newcomer, AuthorityFactory()).pk


@pytest.mark.parametrize("status", ["approved", "conditional", "suspended"])
def test_start_application_refuses_where_an_approval_stands(lead, newcomer, authority, status):
    ApprovalFactory(authority=authority, provider=newcomer, status=status)
    with pytest.raises(NotAllowed, match="Elmshire has decided on you already"):
        start(lead, newcomer, authority)


@pytest.mark.parametrize("status", ["applied", "refused", "removed"])
def test_start_application_again_after_refusal_removal_or_withdrawal(
    lead, newcomer, authority, status
):
    ApprovalFactory(authority=authority, provider=newcomer, status=status)
    assert start(lead, newcomer, authority).state == ApplicationState.STARTED


def test_save_answer_keeps_one_answer_to_each_question(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    for words in ("First.", "Better."):
        actions.save_answer(by=lead, application=application, question="staffing", answer=words)
    assert list(application.answers.values_list("question", "answer")) == [("staffing", "Better.")]


def test_save_answer_refuses_what_is_with_the_authority(lead, newcomer):
    application = ApplicationFactory(provider=newcomer, is_sent=True)
    with pytest.raises(NotAllowed, match="is with the local authority"):
        actions.save_answer(by=lead, application=application, question="staffing", answer="x")


def test_send_application_makes_the_provider_an_applicant(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    actions.send_application(by=lead, application=application, missing=[])
    approval = Approval.objects.get(provider=newcomer)
    assert (approval.authority, approval.status) == (authority, ApprovalStatus.APPLIED)
    assert approval.decisions.get().step == DecisionStep.APPLIED
    assert (application.state, application.sent_by_id) == (ApplicationState.SENT, lead.pk)
    assert application.sent_at is not None


def test_send_application_names_what_is_missing(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    with pytest.raises(NotAllowed) as refused:
        actions.send_application(
            by=lead, application=application, missing=["Staffing (your answer)", "Offers (one)"]
        )
    assert str(refused.value) == ("This is not finished: Staffing (your answer); Offers (one).")
    assert not Approval.objects.filter(provider=newcomer).exists()


def test_send_application_again_after_a_question_changes_no_approval(
    lead, newcomer, authority, commissioner
):
    application = start(lead, newcomer, authority)
    actions.send_application(by=lead, application=application, missing=[])
    actions.ask_for_information(
        by=commissioner, authority=authority, provider=newcomer, asked="Who drives?", answer_by=None
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.ASKED
    actions.send_application(by=lead, application=application, missing=[])
    assert application.state == ApplicationState.SENT
    steps = Approval.objects.get(provider=newcomer).decisions.order_by("pk")
    assert [each.step for each in steps] == [DecisionStep.APPLIED, DecisionStep.ASKED]


def test_send_application_refuses_twice(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    actions.send_application(by=lead, application=application, missing=[])
    with pytest.raises(NotAllowed, match="is with the local authority"):
        actions.send_application(by=lead, application=application, missing=[])


@pytest.mark.parametrize("status", ["refused", "removed"])
def test_send_application_again_with_the_rights_of_the_web(lead, newcomer, authority, status):
    """The database lets a provider turn its own refusal into an application, and nothing else."""
    ApprovalFactory(
        authority=authority,
        provider=newcomer,
        status=status,
        reason="Unsafe then",
        qa_grade="sound",
        qa_visited_on="2026-03-03",
        qa_next_due_on="2027-03-03",
    )
    with database_scope(lead.membership):
        application = start(lead, newcomer, authority)
        actions.send_application(by=lead, application=application, missing=[])
    approval = Approval.objects.get(provider=newcomer)
    assert (approval.status, approval.reason) == (ApprovalStatus.APPLIED, "")
    assert approval.qa_grade == "sound"


def test_withdraw_application_closes_it_and_leaves_another_possible(lead, newcomer, authority):
    application = start(lead, newcomer, authority)
    actions.send_application(by=lead, application=application, missing=[])
    actions.withdraw_application(by=lead, application=application)
    assert application.state == ApplicationState.WITHDRAWN
    with pytest.raises(NotAllowed, match="is settled"):
        actions.withdraw_application(by=lead, application=application)
    again = start(lead, newcomer, authority)
    actions.send_application(by=lead, application=again, missing=[])
    states = Application.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ApplicationState.WITHDRAWN, ApplicationState.SENT]
