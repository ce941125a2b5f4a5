import datetime as dt

import pytest

from apcommission.demo.applications import ANSWERS, ENDING
from apcommission.flags.models import Flag
from providers.checklist import checklist
from providers.choices import ApplicationState, ApprovalStatus, DecisionStep
from providers.evidence_rules import EvidenceState
from providers.models import Application, ApprovalDecision, Document, ExpiryReminder, Provider
from providers.progress import parts_of, progress
from providers.questions import all_questions
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("demo")


def provider(name):
    return Provider.objects.get(organisation__name=name)


def lines_of(name):
    found = provider(name)
    authorities = [each.authority for each in found.approvals.select_related("authority")]
    return checklist(found, authorities, TODAY)


def test_there_is_an_answer_to_every_question():
    assert set(ANSWERS) == {question.key for question in all_questions()}


def test_most_evidence_is_verified_and_in_date():
    for name in ("Bower Farm Learning", "Thames Gateway Pupil Referral Service"):
        assert {line.state for line in lines_of(name)} == {EvidenceState.VERIFIED}


def test_one_document_runs_out_in_six_days_and_reminders_went_out():
    document = Document.objects.get(expires_on=TODAY + dt.timedelta(days=6))
    assert (document.provider.name, document.key) == (
        "Riverside Motor Project",
        "public_liability",
    )
    sent = ExpiryReminder.objects.filter(document=document)
    assert set(sent.values_list("days_before", flat=True)) == {30, 7}
    assert Flag.objects.of_rule("document_expiring").open().count() > 0


def test_one_document_ran_out_and_the_approval_followed():
    document = Document.objects.current().get(expires_on__lt=TODAY)
    approval = document.provider.approvals.get()
    assert (approval.status, approval.provider.name) == (
        ApprovalStatus.CONDITIONAL,
        "Hornchurch Skills Centre",
    )
    step = ApprovalDecision.objects.get(step=DecisionStep.LAPSED)
    assert (step.approval, step.decided_by) == (approval, None)
    assert "Employers' liability insurance" in step.reason
    assert Flag.objects.of_rule("document_expired").open().count() == 1


def test_one_application_waits_with_a_document_sent_back():
    application = Application.objects.get(state=ApplicationState.SENT)
    assert application.authority.name == "Havering"
    states = {
        line.key: line.state
        for line in checklist(application.provider, [application.authority], TODAY)
    }
    assert states["complaints"] == EvidenceState.RETURNED
    assert EvidenceState.VERIFIED in states.values()
    assert EvidenceState.WAITING in states.values()


def test_one_application_is_half_finished():
    application = Application.objects.get(state=ApplicationState.STARTED)
    done, whole = progress(parts_of(application, TODAY))
    assert 0 < done < whole
    assert application.sent_at is None


def test_the_endings_are_of_providers_in_a_small_demo():
    names = {key for key, _ in ENDING}
    assert names == {"riverside", "hornchurch"}
