import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from qa.models import Framework, Standard
from tests.factories.accounts import member
from tests.factories.qa import FrameworkFactory, StandardFactory, national_standards

LIST = "/visits/standards/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def draft(authority):
    framework = FrameworkFactory(authority=authority, in_force_from=None, name="Our standards")
    StandardFactory(framework=framework, number="1", position=1, summary="Doors lock")
    return framework


def date(name, day, month, year):
    return {f"{name}_0": str(day), f"{name}_1": str(month), f"{name}_2": str(year)}


def test_the_list_has_the_national_ones_the_examples_and_ones_own(web, commissioner, draft):
    FrameworkFactory(authority=member(Role.COMMISSIONER).organisation, name="Theirs")
    page = web(commissioner).get(LIST).content.decode()
    for name in (
        "National standards for non-school AP",
        "Annual review, as in the North West",
        "Verification of setting and curriculum, as in London",
        "Our standards",
    ):
        assert name in page
    assert page.count("Example</strong>") == 2
    assert "Theirs" not in page


def test_the_list_costs_the_same_for_three_as_for_one(web, commissioner, authority):
    FrameworkFactory(authority=authority)
    client = web(commissioner)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    FrameworkFactory(authority=authority)
    FrameworkFactory(authority=authority, in_force_from=None)
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


def test_wording_that_is_not_confirmed_is_marked(web, commissioner, draft):
    client = web(commissioner)
    national = client.get(national_standards().get_absolute_url()).content.decode()
    assert national.count("Not confirmed</span>") == 21
    assert "DfE, Non-school alternative provision: voluntary national standards" in national
    Standard.objects.filter(framework=draft).update(is_confirmed=True)
    own = client.get(draft.get_absolute_url()).content.decode()
    assert own.count("Not confirmed") == 0


def test_an_authority_copies_edits_and_puts_its_own_in_force(web, commissioner, authority):
    client = web(commissioner)
    example = Framework.objects.get(name__contains="London")
    response = client.post(f"{LIST}{example.pk}/copy/", {"name": "Elmshire standards"})
    own = Framework.objects.get(authority=authority)
    assert response.url == own.get_absolute_url()
    assert (own.kind, own.scale, own.copied_from, own.is_draft) == (
        "own",
        "verified",
        example,
        True,
    )
    first = own.standards.first()
    client.post(f"{LIST}{own.pk}/edit/", {"name": own.name, "source": "Ours", "scale": "two"})
    changed = {"number": "S1", "area": "Setting", "summary": "The roof is whole"}
    client.post(f"{LIST}one/{first.pk}/", changed)
    added = {"number": "S7", "area": "Setting", "summary": "There is a quiet room"}
    client.post(f"{LIST}{own.pk}/add/", added)
    client.post(f"{LIST}one/{own.standards.get(number='C6').pk}/remove/")
    client.post(f"{LIST}{own.pk}/in-force/", date("in_force_from", 1, 12, 2026))
    own.refresh_from_db()
    assert (own.scale, own.source, own.in_force_from) == ("two", "Ours", dt.date(2026, 12, 1))
    numbers = [standard.number for standard in own.standards.all()]
    assert numbers == ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "C1", "C2", "C3", "C4", "C5"]
    assert own.standards.first().summary == "The roof is whole"
    assert example.standards.first().summary != "The roof is whole"


def test_what_is_in_force_has_no_page_to_change_it(web, commissioner, draft):
    draft.in_force_from = dt.date(2026, 9, 1)
    draft.save()
    client = web(commissioner)
    standard = draft.standards.get()
    answers = {"number": "1", "area": "Safety", "summary": "Doors are painted"}
    assert client.post(f"{LIST}one/{standard.pk}/", answers).status_code == 404
    assert client.post(f"{LIST}one/{standard.pk}/remove/").status_code == 404
    told = client.post(f"{LIST}{draft.pk}/add/", {**answers, "number": "2"}).content.decode()
    assert "These standards are in force, so their words stay as they are." in told
    renamed = client.post(
        f"{LIST}{draft.pk}/edit/", {"name": "New", "source": "New", "scale": "two"}
    ).content.decode()
    assert "These standards are in force" in renamed
    standard.refresh_from_db()
    draft.refresh_from_db()
    assert (standard.summary, draft.name) == ("Doors lock", "Our standards")


def test_standards_come_into_force_today_or_later_and_not_empty(web, commissioner, draft):
    client, address = web(commissioner), f"{LIST}{draft.pk}/in-force/"
    early = client.post(address, date("in_force_from", 22, 11, 2026)).content.decode()
    assert "Standards come into force today or later." in early
    draft.standards.all().delete()
    empty = client.post(address, date("in_force_from", 23, 11, 2026)).content.decode()
    assert "Add at least one standard first." in empty
    draft.refresh_from_db()
    assert draft.is_draft is True


def test_retired_standards_are_not_offered_for_a_visit(web, commissioner, draft, provider):
    draft.in_force_from = dt.date(2026, 9, 1)
    draft.save()
    client, add = web(commissioner), f"/visits/add/?provider={provider.pk}"
    assert "Our standards" in client.get(add).content.decode()
    client.post(f"{LIST}{draft.pk}/retire/", date("retired_on", 23, 11, 2026))
    assert "Our standards" not in client.get(add).content.decode()
    again = client.post(f"{LIST}{draft.pk}/retire/", date("retired_on", 1, 12, 2026))
    assert "These standards are retired already." in again.content.decode()
    assert "Retired" in client.get(LIST).content.decode()


def test_a_number_is_used_once_and_a_name_by_one_draft(web, commissioner, draft):
    client = web(commissioner)
    twice = client.post(
        f"{LIST}{draft.pk}/add/", {"number": "1", "area": "Safety", "summary": "Again"}
    ).content.decode()
    assert "There is a standard 1 already." in twice
    copied = client.post(f"{LIST}{draft.pk}/copy/", {"name": "Our standards"}).content.decode()
    assert "You have standards of this name already" in copied
    assert Framework.objects.filter(name="Our standards").count() == 1


def test_standards_of_another_authority_are_not_there(web, stranger, draft):
    client = web(stranger(Role.COMMISSIONER))
    for page in ("", "copy/", "edit/", "in-force/", "retire/", "add/"):
        assert client.get(f"{LIST}{draft.pk}/{page}").status_code == 404
    assert client.get(f"{LIST}one/{draft.standards.get().pk}/").status_code == 404


def test_national_standards_are_nobodys_to_change(web, commissioner):
    client, national = web(commissioner), national_standards()
    for page in ("edit/", "in-force/", "retire/", "add/"):
        assert client.get(f"{LIST}{national.pk}/{page}").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_standards_are_the_commissioners(web, role, draft):
    client = web(member(role))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{draft.pk}/edit/").status_code == 403
