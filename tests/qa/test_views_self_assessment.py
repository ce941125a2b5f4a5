import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from qa.models import SelfAssessment
from tests.factories.accounts import member
from tests.factories.qa import (
    FrameworkFactory,
    SelfAssessmentFactory,
    StandardFactory,
)

LIST = "/visits/self-assessments/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def framework(authority):
    framework = FrameworkFactory(authority=authority, name="Elmshire standards")
    StandardFactory(framework=framework, number="1")
    StandardFactory(framework=framework, number="2")
    return framework


@pytest.fixture
def open_one(provider, framework):
    return SelfAssessmentFactory(provider=provider, framework=framework)


def test_a_provider_is_offered_the_standards_it_is_visited_on(web, provider_lead, framework):
    FrameworkFactory(name="Of another LA", authority=member(Role.OFFICER).organisation)
    FrameworkFactory(name="A draft", authority=framework.authority, in_force_from=None)
    page = web(provider_lead).get(LIST).content.decode()
    assert "Start or go on: Elmshire standards, Elmshire" in page
    assert "Start or go on: National standards for non-school AP" in page
    for other in ("Of another LA", "A draft", "as in London"):
        assert other not in page


def test_start_goes_on_with_the_one_begun_before(web, provider_lead, framework):
    client = web(provider_lead)
    first = client.post(f"{LIST}start/{framework.pk}/")
    again = client.post(f"{LIST}start/{framework.pk}/")
    assert first.url == again.url
    assert SelfAssessment.objects.get().provider_id == provider_lead.organisation.pk


def test_standards_that_nobody_asks_for_cannot_be_started(web, provider_lead):
    theirs = FrameworkFactory(authority=member(Role.OFFICER).organisation)
    assert web(provider_lead).post(f"{LIST}start/{theirs.pk}/").status_code == 404


def test_it_is_sent_once_every_standard_is_judged(web, provider_lead, officer, open_one):
    client, address = web(provider_lead), f"{LIST}{open_one.pk}/"
    first, second = open_one.framework.standards.all()
    saved = client.post(
        f"{address}record/",
        {f"outcome_{first.pk}": "met", f"evidence_{second.pk}": "Ask Jo", "summary": "Half"},
        follow=True,
    ).content.decode()
    assert "Saved at 09:00." in saved
    told = client.post(f"{address}send/", follow=True).content.decode()
    assert "Judge every standard first. Still to do: 2." in told
    assert web(officer).get(address).status_code == 404
    client.post(
        f"{address}record/",
        {f"outcome_{first.pk}": "met", f"outcome_{second.pk}": "partly_met", "do": "check"},
    )
    client.post(f"{address}send/")
    page = web(officer).get(address).content.decode()
    assert "sent on 23 Nov 2026" in page
    assert "Partly met" in page


def test_what_was_sent_stays_as_it_is(web, provider_lead, provider, framework):
    sent = SelfAssessmentFactory(provider=provider, framework=framework, is_sent_now=True)
    client, address = web(provider_lead), f"{LIST}{sent.pk}/"
    told = client.post(f"{address}record/", {"summary": "Other"}, follow=True).content.decode()
    assert "It was sent and stays as it is." in told
    again = client.post(f"{address}send/", follow=True).content.decode()
    assert "Start a new one to correct it." in again
    sent.refresh_from_db()
    assert sent.summary == ""


def test_it_is_for_its_provider_and_once_sent_for_authorities(
    web, provider, framework, open_one, school_lead, stranger, officer
):
    open_one.sent_at = dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)
    open_one.save()
    address = f"{LIST}{open_one.pk}/"
    assert web(officer).get(address).status_code == 200
    for other in (school_lead, stranger(Role.PROVIDER_LEAD)):
        assert web(other).get(address).status_code == 404
    assert "Bridge Farm" not in web(school_lead).get(LIST).content.decode()
    assert web(officer).get(f"{address}record/").status_code == 403


def test_the_list_costs_the_same_for_three_as_for_one(web, officer):
    SelfAssessmentFactory(is_sent_now=True)
    client = web(officer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    SelfAssessmentFactory.create_batch(2, is_sent_now=True)
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(LIST).context["assessments"]) == 3
    assert len(three) == len(one)
