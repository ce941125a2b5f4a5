import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from qa.models import Action
from tests.factories.accounts import member
from tests.factories.qa import ActionFactory, VisitFactory


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


@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_actions_are_an_authoritys(web, role, draft):
    action = ActionFactory(visit=draft)
    client = web(member(role))
    assert client.get(f"/visits/{draft.pk}/actions/add/").status_code == 403
    assert client.get(f"/visits/actions/{action.pk}/close/").status_code == 403


def test_actions_of_another_authoritys_visit_are_not_there(web, stranger, authority, provider):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    action = ActionFactory(visit=visit)
    client = web(stranger(Role.OFFICER))
    assert client.get(f"/visits/{visit.pk}/actions/add/").status_code == 404
    assert client.get(f"/visits/actions/{action.pk}/close/").status_code == 404
