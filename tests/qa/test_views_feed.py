import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from apcommission.accounts.choices import Role
from apcommission.audit.models import Event
from qa.models import CalendarFeed
from tests.factories.accounts import member
from tests.factories.qa import VisitFactory
from tests.webclient import WebClient

PAGE = "/visits/calendar/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


def address(client):
    page = client.post(f"{PAGE}renew/", follow=True).content.decode()
    return re.search(r"(/visits/calendar/[\w-]{43}/visits\.ics)", page).group(1)


@pytest.fixture
def visit(authority, provider, officer, placement):
    return VisitFactory(
        authority=authority, provider=provider, lead=officer, visited_on=dt.date(2026, 12, 2)
    )


def test_a_calendar_program_reads_the_feed_without_signing_in(web, officer, visit):
    feed = WebClient().get(address(web(officer)))
    assert feed.status_code == 200
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    text = feed.content.decode()
    assert "SUMMARY:Full review: Bridge Farm" in text
    assert "DTSTART;VALUE=DATE:20261202" in text


def test_no_child_is_named_in_the_feed(web, officer, visit, pupil):
    text = WebClient().get(address(web(officer))).content.decode()
    assert "Bridge Farm" in text
    assert pupil.surname not in text


def test_the_address_is_shown_once_and_only_its_hash_is_kept(web, officer, visit):
    client = web(officer)
    secret = address(client).split("/")[3]
    again = client.get(PAGE).content.decode()
    assert secret not in again
    assert "Address made on 23 Nov 2026" in again
    assert secret not in str(CalendarFeed.objects.values_list().get())
    events = Event.objects.filter(table_name="qa_calendarfeed").values_list("after")
    assert secret not in str(list(events))


def test_a_new_address_ends_the_old_one(web, officer, visit):
    client = web(officer)
    old, new = address(client), address(client)
    assert WebClient().get(old).status_code == 404
    assert WebClient().get(new).status_code == 200


def test_the_calendar_can_be_stopped(web, officer, visit):
    client = web(officer)
    path = address(client)
    page = client.post(f"{PAGE}stop/", follow=True).content.decode()
    assert "Make the address" in page
    assert WebClient().get(path).status_code == 404


def test_each_read_is_logged(web, officer, visit):
    client = web(officer)
    path = address(client)
    for _ in range(2):
        WebClient().get(path)
    feed = CalendarFeed.objects.get()
    assert (feed.reads, feed.last_read_at) == (2, dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC))
    assert "2 times in all" in client.get(PAGE).content.decode()
    reads = Event.objects.filter(table_name="qa_calendarfeed", action="calendar_read")
    assert reads.count() == 2


def test_a_person_who_left_reads_nothing(web, officer, visit):
    path = address(web(officer))
    officer.membership.ended_at = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    officer.membership.save()
    assert WebClient().get(path).status_code == 404


def test_a_person_whose_account_is_closed_reads_nothing(web, officer, visit):
    path = address(web(officer))
    officer.is_active = False
    officer.save()
    assert WebClient().get(path).status_code == 404


def test_somebody_signed_in_is_led_to_the_page_about_it(web, officer, school_lead, visit):
    client = web(officer)
    path = address(client)
    page = client.get(path, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert "That address is for your calendar program" in page.content.decode()
    other = web(school_lead).get(path)
    assert (other.status_code, other.url) == (302, PAGE)


def test_a_guessed_address_is_not_there(db):
    assert Client().get(f"{PAGE}{'x' * 43}/visits.ics").status_code == 404


@pytest.mark.parametrize("role", [Role.FINANCE_OFFICER, Role.PROVIDER_STAFF, Role.FORUM_MEMBER])
def test_the_calendar_is_not_for_every_role(web, role):
    client = web(member(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}renew/").status_code == 403
