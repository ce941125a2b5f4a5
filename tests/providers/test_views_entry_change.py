import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus, ChangeState
from providers.models import Approval, EntryChange, Provider, Site
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory, EntryChangeFactory, SiteFactory

LIST = "/providers/changes/"


def text(response):
    return response.content.decode()


@pytest.fixture
def change(provider):
    return EntryChangeFactory(provider=provider)


@pytest.mark.capability("F090")
@pytest.mark.parametrize(
    "status", [ApprovalStatus.APPROVED, ApprovalStatus.CONDITIONAL, ApprovalStatus.SUSPENDED]
)
def test_the_last_accepted_version_stays_until_the_commissioner_accepts(
    web, provider_lead, commissioner, school_lead, provider, status
):
    Approval.objects.update(status=status)
    Provider.objects.update(description="Animals and crops.")
    page_of, edit = f"/providers/{provider.pk}/", f"/providers/{provider.pk}/edit/"
    lead, decider, school = web(provider_lead), web(commissioner), web(school_lead)

    proposed = text(lead.post(edit, {"description": "Animals, crops and repair."}, follow=True))
    assert "Your change is proposed." in proposed
    assert "1 change waits for a local authority" in proposed
    assert "Animals and crops." in proposed
    assert "Animals and crops." in text(school.get(page_of))
    assert "repair" not in text(school.get(page_of))
    # The lead goes on from what it proposed.
    assert "Animals, crops and repair." in text(lead.get(edit))

    waiting = text(decider.get(LIST))
    assert "1 change waits" in waiting
    assert "What it offers" in waiting
    change = EntryChange.objects.get()
    detail = text(decider.get(f"{LIST}{change.pk}/"))
    assert '<td data-label="Now">Animals and crops.</td>' in detail
    assert '<td data-label="Proposed">Animals, crops and repair.</td>' in detail
    assert "1 difference" in detail

    decider.post(f"{LIST}{change.pk}/accept/")
    assert "Animals, crops and repair." in text(school.get(page_of))
    assert "No change waits for you" in text(decider.get(LIST))
    history = text(lead.get(page_of))
    assert "Changes the provider proposed" in history
    assert "Elmshire" in history


def test_without_a_relying_authority_an_edit_is_live_at_once(web, provider_lead, provider):
    Approval.objects.update(status=ApprovalStatus.APPLIED)
    page = text(web(provider_lead).get(f"/providers/{provider.pk}/edit/"))
    assert "What you save is read at once." in page
    web(provider_lead).post(f"/providers/{provider.pk}/edit/", {"description": "We farm."})
    assert Provider.objects.get().description == "We farm."
    assert EntryChange.objects.count() == 0


def test_entry_change_detail_shows_only_differences_and_in_words(
    web, provider_lead, commissioner, provider, site
):
    site.street, site.town, site.postcode = "1 Farm Lane", "Romford", "RM1 3BB"
    site.save()
    answers = {
        "name": site.name,
        "kind": "satellite",
        "street": site.street,
        "town": site.town,
        "postcode": site.postcode,
        "capacity": "12",
        "half_days": ["1am", "2am", "3am", "4am", "5am"],
        "am_starts_at": "09:30",
        "am_finishes_at": "12:00",
        "pm_starts_at": "13:00",
        "pm_finishes_at": "15:00",
    }
    web(provider_lead).post(f"/providers/sites/{site.pk}/edit/", answers)
    change = EntryChange.objects.get()
    page = text(web(commissioner).get(change.get_absolute_url()))
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    labels = [part.split("</th>")[0] for part in rows.split('<th scope="row">')[1:]]
    assert labels == ["Kind of site", "Open on", "Afternoon starts", "Pupils are taught here now"]
    for said in (
        "Main site",
        "Satellite site",
        "Monday to Friday",
        "Mornings, Monday to Friday",
        "12:45",
        "13:00",
        "Yes",
        "No",
    ):
        assert said in rows, said
    assert Site.objects.get().kind == "main"


def test_entry_change_detail_says_when_something_changed_meanwhile(web, commissioner, provider):
    change = EntryChangeFactory(
        provider=provider, proposed={"phone": "2"}, stood={"phone": "01632 960001"}
    )
    Provider.objects.update(phone="01632 960001")
    client = web(commissioner)
    assert "changed after it was proposed" not in text(client.get(change.get_absolute_url()))
    Provider.objects.update(phone="01632 960777")
    page = text(client.get(change.get_absolute_url()))
    assert "Something of this was changed after it was proposed." in page
    assert "When it was proposed: 01632 960001" in page
    assert "01632 960777" in page


def test_entry_change_return_gives_the_provider_the_reason(
    web, provider_lead, commissioner, provider, change
):
    client, path = web(commissioner), f"{LIST}{change.pk}/return/"
    assert "Enter why you send it back" in text(client.post(path, {"reason": ""}))
    assert client.post(path, {"reason": "Say which animals."}).url == LIST
    page = text(web(provider_lead).get(f"/providers/{provider.pk}/"))
    assert "Say which animals." in page
    assert "Sent back" in page
    assert Provider.objects.get().description == ""


def test_entry_change_withdraw_is_the_providers_own(web, provider_lead, commissioner, change):
    path = f"{LIST}{change.pk}/withdraw/"
    assert web(commissioner).post(path).status_code == 403
    web(provider_lead).post(path)
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN
    again = text(web(provider_lead).post(path))
    assert "This change does not wait any longer" in again


def test_what_is_decided_cannot_be_decided_again(web, commissioner, change):
    client = web(commissioner)
    client.post(f"{LIST}{change.pk}/accept/")
    for act in ("accept", "return"):
        page = text(client.post(f"{LIST}{change.pk}/{act}/", {"reason": "Late"}))
        assert "This change does not wait any longer" in page
    change.refresh_from_db()
    assert change.state == ChangeState.ACCEPTED


def test_a_new_site_can_be_changed_while_it_waits(web, provider_lead, commissioner, provider):
    client = web(provider_lead)
    answers = {
        "name": "Barn",
        "kind": "main",
        "street": "2 Farm Lane",
        "town": "Romford",
        "postcode": "RM1 3BB",
        "capacity": "12",
        "half_days": ["1am"],
        "am_starts_at": "09:30",
        "am_finishes_at": "12:00",
        "pm_starts_at": "12:45",
        "pm_finishes_at": "15:00",
        "is_active": "on",
    }
    add = f"/providers/{provider.pk}/sites/add/"
    client.post(add, answers)
    change = EntryChange.objects.get()
    page = text(client.get(change.get_absolute_url()))
    assert "New site: Barn" in page
    assert f"{add}?change={change.pk}" in page
    assert "2 Farm Lane" in text(client.get(f"{add}?change={change.pk}"))
    client.post(f"{add}?change={change.pk}", {**answers, "name": "Great barn"})
    again = EntryChange.objects.waiting().get()
    web(commissioner).post(f"{LIST}{again.pk}/accept/")
    assert [site.name for site in Site.objects.all()] == ["Great barn"]


def test_a_waiting_site_of_another_is_not_begun_with(web, provider_lead, provider):
    other = EntryChangeFactory(kind="site", proposed={"name": "Secret yard"}, stood={})
    page = web(provider_lead).get(f"/providers/{provider.pk}/sites/add/?change={other.pk}")
    assert "Secret yard" not in text(page)
    odd = web(provider_lead).get(f"/providers/{provider.pk}/sites/add/?change=x")
    assert odd.status_code == 200


def test_entry_change_list_holds_what_the_authority_may_decide(
    web, commissioner, other_authority, provider, change
):
    applied = ApprovalFactory(
        authority=commissioner.organisation, status=ApprovalStatus.APPLIED
    ).provider
    EntryChangeFactory(provider=applied)
    EntryChangeFactory(provider=ApprovalFactory(authority=other_authority).provider)
    response = web(commissioner).get(LIST)
    assert [each.pk for each in response.context["changes"]] == [change.pk]


def test_entry_change_list_costs_the_same_for_three_as_for_one(web, commissioner, provider):
    def fill():
        site = SiteFactory(provider=provider)
        EntryChangeFactory(
            provider=provider, kind="site", subject_id=site.pk, proposed={"name": "New"}
        )

    fill()
    client = web(commissioner)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        assert len(client.get(LIST).context["changes"]) == 1
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(LIST).context["changes"]) == 3
    assert len(three) == len(one)


def test_entry_changes_of_others_are_not_there(web, stranger, change):
    lead = web(stranger(Role.PROVIDER_LEAD))
    assert lead.get(change.get_absolute_url()).status_code == 404
    assert lead.post(f"{LIST}{change.pk}/withdraw/").status_code == 404
    commissioner = web(stranger(Role.COMMISSIONER))
    for act in ("accept/", "return/", ""):
        assert commissioner.post(f"{LIST}{change.pk}/{act}").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_STAFF])
def test_entry_change_pages_are_not_for_every_role(web, role, change):
    client = web(member(role))
    assert client.get(LIST).status_code == 403
    assert client.get(change.get_absolute_url()).status_code == 403
    assert client.post(f"{LIST}{change.pk}/accept/").status_code == 403
