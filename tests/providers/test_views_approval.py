import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import system_scope
from apcommission.audit.models import PupilView
from placements.choices import Status
from placements.suspension import tell_affected
from providers.choices import ApprovalStatus, Section
from providers.models import Approval, ApprovalDecision, DecisionScore
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalDecisionFactory, ApprovalFactory, ProviderFactory


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


SUSPEND = {
    "status": "suspended",
    "reason": "Fire escape blocked",
    "decided_on_0": "23",
    "decided_on_1": "11",
    "decided_on_2": "2026",
}


def text(response):
    """The page's words, its spaces made one."""
    return " ".join(response.content.decode().split())


def decide_page(provider):
    return f"/providers/{provider.pk}/approval/"


def check_page(provider):
    return f"/providers/{provider.pk}/approval/check/"


def test_approval_decide_then_check_then_recorded(web, commissioner, school_lead, provider):
    client = web(commissioner)
    response = client.post(decide_page(provider), SUSPEND)
    assert response.url == check_page(provider)
    assert Approval.objects.get().status == ApprovalStatus.APPROVED
    page = client.get(check_page(provider)).content.decode()
    assert "Fire escape blocked" in page
    assert "Monday 23 November 2026" in page
    done = client.post(check_page(provider), follow=True)
    assert "Your decision is recorded: Bridge Farm is suspended." in done.content.decode()
    approval = Approval.objects.get()
    assert (approval.status, approval.reason, approval.decided_on) == (
        "suspended",
        "Fire escape blocked",
        dt.date(2026, 11, 23),
    )
    step = approval.decisions.get()
    assert (step.from_status, step.to_status, step.decided_by_id) == (
        "approved",
        "suspended",
        commissioner.pk,
    )
    row = web(school_lead).get("/providers/").content.decode()
    assert "Why: Fire escape blocked" in row


def test_approval_answers_are_one_authoritys(web, commissioner, other_authority, provider):
    """Who decides for two authorities carries nothing from one to the other."""
    ApprovalFactory(authority=other_authority, provider=provider)
    elsewhere = commissioner.memberships.create(
        organisation=other_authority, role=Role.COMMISSIONER
    )
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    client.post("/account/switch/", {"membership": elsewhere.pk})
    for send in (client.get, client.post):
        assert send(check_page(provider)).url == decide_page(provider)
    assert "Fire escape blocked" not in text(client.get(decide_page(provider)))
    assert set(Approval.objects.values_list("status", flat=True)) == {"approved"}


def test_approval_check_names_every_pupil_and_school_of_ones_own_area(
    web, commissioner, authority, provider, placement
):
    other_school = SchoolFactory(authority=authority, name="Vale School")
    agreed = PlacementFactory(
        pupil=PupilFactory(school=other_school, forename="Ben", surname="Ash"),
        provider=provider,
        status=Status.AGREED,
    )
    PlacementFactory(
        pupil=PupilFactory(school=other_school, forename="Gone", surname="Away"),
        provider=provider,
        status=Status.DECLINED,
    )
    PlacementFactory(pupil__surname="Neighbour", provider=provider)  # another authority's
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    PupilView.objects.all().delete()
    page = text(client.get(check_page(provider)))
    assert "2 pupils of 2 schools have a placement or a request here." in page
    assert "Hillside School: 1 pupil" in page
    assert "Vale School: 1 pupil" in page
    assert "Ada Marsh" in page
    assert "Ben Ash" in page
    assert "Neighbour" not in page
    assert "Away" not in page
    seen = PupilView.objects.values_list("pupil_id", "route")
    assert set(seen) == {
        (placement.pupil_id, "providers:approval_check"),
        (agreed.pupil_id, "providers:approval_check"),
    }


def test_an_approval_names_nobody(web, commissioner, provider, placement):
    client = web(commissioner)
    client.post(decide_page(provider), {**SUSPEND, "status": "approved"})
    page = text(client.get(check_page(provider)))
    assert "Ada Marsh" not in page


def test_approval_check_says_so_when_nobody_is_placed(web, commissioner, provider):
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    assert (
        "No pupil of yours is placed here now." in client.get(check_page(provider)).content.decode()
    )


def test_approval_check_goes_back_to_answers_as_they_were(web, commissioner, provider):
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    page = client.get(decide_page(provider)).content.decode()
    assert "Fire escape blocked" in page
    assert 'value="suspended" checked' in page


def test_approval_check_without_answers_asks_first(web, commissioner, provider):
    response = web(commissioner).post(check_page(provider))
    assert response.url == decide_page(provider)
    assert Approval.objects.get().status == ApprovalStatus.APPROVED


def test_approval_check_is_refused_when_somebody_decided_meanwhile(web, commissioner, provider):
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    Approval.objects.update(status=ApprovalStatus.REMOVED)
    page = client.post(check_page(provider)).content.decode()
    assert "The decision was not recorded" in page
    assert "An approval that is “removed” cannot become “suspended”." in page
    assert Approval.objects.get().status == ApprovalStatus.REMOVED


def test_approval_decide_keeps_what_was_typed_on_an_error(web, commissioner, provider):
    answers = {**SUSPEND, "status": "conditional"}
    page = web(commissioner).post(decide_page(provider), answers).content.decode()
    assert "<title>Error: Decide on approval" in page
    assert "Give the conditions that the provider must meet." in page
    assert "Fire escape blocked" in page


def test_approval_decide_of_a_provider_without_a_listing(web, commissioner):
    provider = ProviderFactory()
    client = web(commissioner)
    client.post(decide_page(provider), {**SUSPEND, "status": "approved", "reason": ""})
    client.post(check_page(provider))
    approval = Approval.objects.get()
    assert (approval.authority, approval.status) == (commissioner.organisation, "approved")


def test_approval_decide_waits_for_a_new_application(web, commissioner, authority):
    approval = ApprovalFactory(authority=authority, status=ApprovalStatus.REFUSED)
    response = web(commissioner).get(decide_page(approval.provider), follow=True)
    assert "must apply again before you can decide." in response.content.decode()


def test_approval_decide_leaves_the_neighbours_decision_alone(web, stranger, provider):
    client = web(stranger(Role.COMMISSIONER))
    client.post(decide_page(provider), {**SUSPEND, "status": "refused"})
    client.post(check_page(provider))
    statuses = Approval.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["approved", "refused"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_approval_pages_are_the_commissioners(web, role, provider):
    client = web(member(role))
    assert client.post(decide_page(provider), SUSPEND).status_code == 403
    assert client.post(check_page(provider)).status_code == 403
    assert Approval.objects.get().status == ApprovalStatus.APPROVED


# Scores, questions and who is affected


@pytest.fixture
def applicant(authority):
    return ApprovalFactory(
        authority=authority, status=ApprovalStatus.APPLIED, decided_on=None
    ).provider


SCORES = {f"score_{section}": "2" for section in Section}


def test_an_applicant_is_scored_section_by_section(web, commissioner, applicant):
    client = web(commissioner)
    answers = {**SUSPEND, "status": "approved"}
    page = text(client.post(decide_page(applicant), {**answers, "reason": "Kept words"}))
    assert "Score “Safeguarding”" in page
    assert "Kept words" in page
    scored = {**answers, **SCORES, "score_finance": "1", "note_finance": "Thin accounts"}
    client.post(decide_page(applicant), scored)
    page = text(client.get(check_page(applicant)))
    assert "1: partly met" in page
    assert "Thin accounts" in page
    back = text(client.get(decide_page(applicant)))
    assert "Thin accounts" in back
    client.post(check_page(applicant))
    rows = DecisionScore.objects.order_by("pk").values_list("section", "score", "note")
    assert [row[0] for row in rows] == list(Section.values)
    assert ("finance", 1, "Thin accounts") in rows


def test_other_decisions_are_scored_only_when_asked(web, commissioner, provider):
    client = web(commissioner)
    assert "Safeguarding (optional)" not in text(client.get(decide_page(provider)))
    page = text(client.get(f"{decide_page(provider)}?scores=yes"))
    assert "Safeguarding (optional)" in page
    client.post(f"{decide_page(provider)}?scores=yes", {**SUSPEND, "score_finance": "0"})
    client.post(check_page(provider))
    assert list(DecisionScore.objects.values_list("section", "score")) == [("finance", 0)]


def test_more_information_is_asked_for(web, commissioner, applicant):
    client = web(commissioner)
    page = f"/providers/{applicant.pk}/approval/ask/"
    answers = {"asked": "Who teaches maths?", "answer_by_0": "7", "answer_by_1": "12"}
    refused = text(client.post(page, {**answers, "answer_by_2": "2025"}))
    assert "Answer date must be after today" in refused
    assert "Who teaches maths?" in refused
    done = text(client.post(page, {**answers, "answer_by_2": "2026"}, follow=True))
    assert "Your question is on its way" in done
    assert "More information asked for" in done
    step = ApprovalDecision.objects.get()
    assert (step.step, step.reason) == ("asked", "Who teaches maths?")


def test_nobody_is_asked_who_has_not_applied(web, commissioner, provider):
    response = web(commissioner).get(f"/providers/{provider.pk}/approval/ask/", follow=True)
    assert "has no application that waits for you" in text(response)


def test_a_suspended_provider_is_reinstated(web, commissioner, authority, provider):
    provider.approvals.update(status="suspended")
    client = web(commissioner)
    assert "Reinstate with conditions" in text(client.get(decide_page(provider)))
    client.post(decide_page(provider), {**SUSPEND, "status": "approved", "reason": ""})
    assert "Reinstate" in text(client.get(check_page(provider)))
    done = client.post(check_page(provider), follow=True)
    assert "Your decision is recorded: Bridge Farm is approved." in text(done)


@pytest.mark.capability("F033")
def test_who_is_affected_after_the_decision(
    web, commissioner, school_lead, provider, placement, authority
):
    other = PlacementFactory(
        pupil__school=SchoolFactory(authority=authority, name="Vale School"),
        pupil__surname="Vale-Child",
        provider=provider,
    )
    client = web(commissioner)
    client.post(decide_page(provider), SUSPEND)
    done = client.post(check_page(provider), follow=True)
    page = done.redirect_chain[0][0]
    decision = ApprovalDecision.objects.get()
    assert page == f"/providers/decisions/{decision.pk}/affected/"
    assert "2 pupils of 2 schools had a placement or a request here." in text(done)
    assert text(done).count("Not yet: within minutes") == 2

    with system_scope("suspensions"):
        tell_affected(now=timezone.now(), by="suspensions")
    ours = text(client.get(page))
    assert "23 Nov 2026, 09:00" in ours
    assert "1 person by e-mail" in ours
    assert "Nobody there has an account: ring the school" in ours
    assert "Ada Marsh" in ours

    PupilView.objects.all().delete()
    theirs = text(web(school_lead).get(page))
    assert "Ada Marsh" in theirs
    assert "Fire escape blocked" in theirs
    assert "Vale" not in theirs
    seen = PupilView.objects.values_list("pupil_id", "person_id")
    assert list(seen) == [(placement.pupil_id, school_lead.pk)]
    assert other.pupil_id != placement.pupil_id


def test_who_is_affected_is_not_told_to_others(web, stranger, provider, provider_lead):
    decision = ApprovalDecisionFactory(approval=provider.approvals.get(), to_status="removed")
    page = f"/providers/decisions/{decision.pk}/affected/"
    assert web(provider_lead).get(page).status_code == 403
    for role in (Role.COMMISSIONER, Role.SCHOOL_LEAD):
        assert web(stranger(role)).get(page).status_code == 404


def test_who_is_affected_says_when_it_no_longer_stands(web, commissioner, provider):
    decision = ApprovalDecisionFactory(approval=provider.approvals.get(), to_status="suspended")
    page = text(web(commissioner).get(f"/providers/decisions/{decision.pk}/affected/"))
    assert "This no longer stands: the approval is now “approved”." in page
    assert "No pupil is affected" in page
