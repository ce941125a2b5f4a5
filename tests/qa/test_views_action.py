import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from apcommission.accounts.choices import Role
from qa.models import Action, ActionFile
from tests.documents.files import picture
from tests.factories.accounts import member
from tests.factories.qa import ActionFactory, ActionFileFactory, VisitFactory


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def draft(authority, provider, officer):
    return VisitFactory(authority=authority, provider=provider, lead=officer)


DUE = {"due_on_0": "1", "due_on_1": "12", "due_on_2": "2026"}


def test_action_add_from_a_draft_goes_back_to_its_check_page(web, officer, draft):
    response = web(officer).post(
        f"/visits/{draft.pk}/actions/add/", {"title": "Mend the fence", "owner": "Head", **DUE}
    )
    assert response.url == f"/visits/{draft.pk}/check/"
    action = Action.objects.get()
    assert (action.title, action.owner, action.due_on, action.provider) == (
        "Mend the fence",
        "Head",
        dt.date(2026, 12, 1),
        draft.provider,
    )


def test_action_add_keeps_what_was_typed_when_due_before_the_visit(web, officer, draft):
    page = (
        web(officer)
        .post(
            f"/visits/{draft.pk}/actions/add/",
            {"title": "Mend the fence", **DUE, "due_on_1": "10"},
        )
        .content.decode()
    )
    assert "<title>Error: Add an action" in page
    assert "An action cannot be due before the visit that found it." in page
    assert "Mend the fence" in page
    assert Action.objects.count() == 0


def test_action_close_closes_it_today_by_default(web, officer, authority, provider):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    action = ActionFactory(visit=visit)
    client = web(officer)
    page = client.get(f"/visits/actions/{action.pk}/close/").content.decode()
    assert 'value="23"' in page
    closed = {"closed_on_0": "20", "closed_on_1": "11", "closed_on_2": "2026"}
    response = client.post(f"/visits/actions/{action.pk}/close/", closed, follow=True)
    action.refresh_from_db()
    assert (action.status, action.closed_on) == ("closed", dt.date(2026, 11, 20))
    assert "20 Nov 2026" in response.content.decode()
    again = client.post(f"/visits/actions/{action.pk}/close/", closed).content.decode()
    assert "This action is closed already." in again


@pytest.mark.parametrize(("role", "answer"), [(Role.SCHOOL_LEAD, 404), (Role.PROVIDER_LEAD, 403)])
def test_actions_are_an_authoritys(web, role, answer, draft):
    action = ActionFactory(visit=draft)
    client = web(member(role))
    for page in (f"{draft.pk}/actions/add", f"actions/{action.pk}/close"):
        assert client.get(f"/visits/{page}/").status_code == answer
    assert client.get(f"/visits/actions/{action.pk}/reopen/").status_code == answer


@pytest.fixture
def open_action(authority, provider):
    return ActionFactory(
        visit=VisitFactory(authority=authority, provider=provider, is_published=True),
        due_on=dt.date(2026, 12, 1),
    )


@pytest.mark.capability("F036")
def test_an_action_is_answered_with_evidence_given_back_answered_again_and_closed(
    web, officer, provider_lead, open_action
):
    """Owner, due date, evidence and status; that it is flagged once overdue: test_flags.py."""
    lead, ours = web(provider_lead), web(officer)
    report, action_url = f"/visits/{open_action.visit_id}/", f"/visits/actions/{open_action.pk}/"
    assert "Answer" in lead.get(report).content.decode()
    evidence = SimpleUploadedFile("fence.png", picture("PNG"), "image/png")
    told = lead.post(
        f"{action_url}answer/", {"answer": "The fence is up", "upload": evidence}, follow=True
    ).content.decode()
    assert "Your answer is sent to Elmshire." in told
    page = ours.get(report).content.decode()
    for words in ("The fence is up", "fence.png", "Answered", "Give back"):
        assert words in page
    file = ActionFile.objects.get()
    given = ours.get(f"/visits/actions/files/{file.pk}/")
    assert (given["Content-Type"], given.content[:4]) == ("image/png", b"\x89PNG")
    ours.post(f"{action_url}reopen/", {"reason": "The gate too"})
    assert "Still missing: The gate too" in lead.get(report).content.decode()
    lead.post(f"{action_url}answer/", {"answer": "The gate is up too"})
    closed = {"closed_on_0": "20", "closed_on_1": "11", "closed_on_2": "2026"}
    ours.post(f"{action_url}close/", closed)
    open_action.refresh_from_db()
    assert (open_action.status, open_action.answer) == ("closed", "The gate is up too")
    assert "closed already" in lead.post(f"{action_url}answer/", {"answer": "x"}).content.decode()


def test_a_file_that_cannot_be_kept_loses_nothing(web, provider_lead, open_action):
    bad = SimpleUploadedFile("fence.png", b"not a picture", "image/png")
    page = (
        web(provider_lead)
        .post(f"/visits/actions/{open_action.pk}/answer/", {"answer": "Done it", "upload": bad})
        .content.decode()
    )
    assert "The file is called a PNG but is none inside." in page
    assert "Done it" in page
    open_action.refresh_from_db()
    assert open_action.status == "open"


def test_the_evidence_is_for_the_provider_and_the_authority_it_answers(
    web, officer, provider_lead, school_lead, stranger, open_action
):
    file = ActionFileFactory(action=open_action)
    address = f"/visits/actions/files/{file.pk}/"
    assert web(officer).get(address).status_code == 200
    assert web(provider_lead).get(address).status_code == 200
    for other in (school_lead, stranger(Role.OFFICER), stranger(Role.PROVIDER_LEAD)):
        assert web(other).get(address).status_code == 404
    assert (
        "fence.png" not in web(school_lead).get(f"/visits/{open_action.visit_id}/").content.decode()
    )


def test_only_the_provider_of_a_published_visit_answers(
    web, officer, stranger, draft, provider_lead
):
    action = ActionFactory(visit=draft)
    address = f"/visits/actions/{action.pk}/answer/"
    assert web(officer).get(address).status_code == 403
    assert web(provider_lead).get(address).status_code == 404
    assert web(stranger(Role.PROVIDER_LEAD)).get(address).status_code == 404


def test_actions_of_another_authoritys_visit_are_not_there(web, stranger, authority, provider):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    action = ActionFactory(visit=visit)
    client = web(stranger(Role.OFFICER))
    assert client.get(f"/visits/{visit.pk}/actions/add/").status_code == 404
    assert client.get(f"/visits/actions/{action.pk}/close/").status_code == 404
