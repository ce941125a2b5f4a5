import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements.choices import Status
from providers.choices import ApprovalStatus
from providers.models import Approval
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory


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
