"""Taking the register: what the pages show to whom, and what they cost."""

import datetime as dt
import re
import uuid

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from attendance.models import Mark, MarkEvent, Register
from providers.models import SiteStaff
from tests.attendance.pages import cost, mark_url, sent, take_url, text
from tests.factories.attendance import MONDAY, NOW, A, P, expected_pupils, mark, save
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


# The list of registers


@pytest.mark.capability("F004")
def test_register_today_lists_each_register_with_its_state(web, due, site, school, provider_staff):
    barn = SiteFactory(provider=site.provider, name="Barn")
    expected_pupils(2, school=school, site=barn)
    SlotFactory(placement=due, site=site, session="pm")
    browser = web(provider_staff)
    page = browser.get("/registers/")
    assert "Today's registers" in text(page)
    words = text(page)
    assert words.index("Morning") < words.index("Barn") < words.index("Main yard")
    assert words.index("Main yard") < words.index("Afternoon")
    assert "2 pupils expected." in words
    assert "Not open yet" in words
    assert "Opens at 11:45." in words
    assert [url in page.content.decode() for url in (take_url(barn), take_url(site, "pm"))] == [
        True,
        True,
    ]
    browser.post(take_url(site), sent(browser.get(take_url(site)), **{f"mark_{due.pk}": "P"}))
    words = text(browser.get("/registers/"))
    assert "1 of 1 pupil marked. Saved 09:12 by Stef Nowak." in words


@pytest.mark.capability("F004")
def test_register_today_opens_a_register_with_one_press(web, due, site, provider_staff):
    browser = web(provider_staff)
    page = browser.get("/registers/").content.decode()
    [address] = re.findall(r'href="(/registers/\d+/[^"]+/[ap]m/)"', page)
    assert "Ada Marsh" in text(browser.get(address))


def test_register_today_puts_the_session_of_the_clock_first(web, due, site, provider_staff):
    SlotFactory(placement=due, site=site, session="pm")
    with time_machine.travel(NOW.replace(hour=13)):
        words = text(web(provider_staff).get("/registers/"))
    assert words.index("Afternoon") < words.index("Morning")
    assert "Missing" in words


def test_register_today_of_another_date(web, due, provider_staff):
    browser = web(provider_staff)
    before = MONDAY - dt.timedelta(days=7)
    words = text(browser.get("/registers/", {"date": str(before)}))
    assert "Monday 16 November 2026" in words
    assert "1 pupil expected." in words
    boxes = {"date_0": "16", "date_1": "11", "date_2": "2026"}
    assert "Monday 16 November 2026" in text(browser.get("/registers/", boxes))
    wrong = {"date_0": "31", "date_1": "11", "date_2": "2026"}
    assert "Date must be a real date" in text(browser.get("/registers/", wrong))
    assert "No pupils are expected" in text(browser.get("/registers/", {"date": "2026-11-24"}))
    assert "Monday 23 November 2026" in text(browser.get("/registers/", {"date": "nonsense"}))


def test_register_today_shows_staff_their_own_sites(web, due, site, school, provider_staff):
    barn = SiteFactory(provider=site.provider, name="Barn")
    expected_pupils(1, school=school, site=barn)
    SiteStaff.objects.create(
        site=barn, provider=site.provider, membership=provider_staff.membership
    )
    browser = web(provider_staff)
    words = text(browser.get("/registers/"))
    assert ("Barn" in words, "Main yard" in words) == (True, False)
    assert browser.get(take_url(site)).status_code == 404
    assert browser.get(take_url(barn)).status_code == 200
    assert browser.post(take_url(site), {"key": ""}).status_code == 404


# One register


@pytest.mark.capability("F005")
def test_register_take_lists_only_those_planned_in_this_half_day(
    web, due, site, school, provider_staff
):
    for weekday, session in ((1, "pm"), (2, "am")):
        expected_pupils(1, school=school, site=site, weekday=weekday, session=session)
    past = SlotFactory(
        placement__pupil__school=school, placement__provider=site.provider, site=site
    )
    past.valid_to = MONDAY - dt.timedelta(days=7)
    past.save()
    browser = web(provider_staff)
    page = browser.get(take_url(site)).content.decode()
    assert re.findall(r"<legend[^>]*>([^<]+)</legend>", page) == ["Ada Marsh"]
    before = browser.get(take_url(site, date=past.valid_to)).content.decode()
    assert before.count("<legend") == 2


@pytest.mark.capability("F006")
def test_register_take_marks_nothing_ahead(web, due, site, provider_staff):
    page = web(provider_staff).get(take_url(site))
    assert "checked" not in page.content.decode().partition("<main")[2]
    assert "1 not marked yet" in text(page)


@pytest.mark.capability("F008")
def test_register_take_shows_what_is_saved_by_whom_and_when(web, due, site, provider_staff):
    browser = web(provider_staff)
    data = sent(browser.get(take_url(site)), **{f"mark_{due.pk}": "L", f"minutes_{due.pk}": "20"})
    response = browser.post(take_url(site), data, follow=True)
    words = text(response)
    assert response.redirect_chain == [(take_url(site), 302)]
    assert "Register saved: 1 of 1 pupil marked." in words
    assert "You saved this register at 09:12. 1 of 1 pupil marked." in words
    event = MarkEvent.objects.get()
    when = event.at.astimezone(dt.UTC)
    assert f"Late, 20 minutes. Saved {when:%H:%M}" in words
    assert "by Stef Nowak" in words
    page = response.content.decode()
    assert re.findall(r'value="(\w)" checked', page) == ["L"]
    assert f'id="id_minutes-{due.pk}" name="minutes-{due.pk}" inputmode="numeric"' in page


@pytest.mark.capability("F009")
def test_register_take_tells_a_second_person_who_already_saved(
    web, due, site, provider_staff, provider_lead
):
    save(provider_staff, site, mark(due))
    words = text(web(provider_lead).get(take_url(site)))
    assert "Stef Nowak has already saved this register , at 09:12." in words


def test_register_take_keeps_what_was_typed_in_a_conflict(
    web, term, school, site, provider_staff, provider_lead
):
    one, other = expected_pupils(2, school=school, site=site)
    browser = web(provider_lead)
    opened = browser.get(take_url(site))
    save(provider_staff, site, mark(one))
    changes = {f"mark_{one.pk}": "A", f"mark_{other.pk}": "P"}
    response = browser.post(take_url(site), sent(opened, **changes))
    assert response.status_code == 409
    words = text(response)
    assert "Nothing was saved." in words
    assert f"{one.pupil.name} was marked “Present” by Stef Nowak at" in words
    page = response.content.decode()
    assert re.findall(r'name="mark-(\d+)"[^>]*value="(\w)" checked', page) == [
        (str(one.pk), "A"),
        (str(other.pk), "P"),
    ]
    assert Mark.objects.count() == 1
    again = sent(response, change_reason="Left before it began") | {
        "change_reason": "Left before it began"
    }
    assert browser.post(take_url(site), again).status_code == 302
    assert set(Mark.objects.values_list("placement_id", "observation")) == {
        (one.pk, "A"),
        (other.pk, "P"),
    }


@pytest.mark.capability("F006")
def test_register_take_asks_why_a_saved_mark_changes(web, due, site, provider_staff):
    save(provider_staff, site, mark(due))
    browser = web(provider_staff)
    data = sent(browser.get(take_url(site)), **{f"mark_{due.pk}": "A"})
    words = text(browser.post(take_url(site), data))
    assert "Say why you are changing what was saved for Ada Marsh." in words
    assert Mark.objects.get().observation == P
    data["change_reason"] = "Pressed the wrong row"
    assert browser.post(take_url(site), data).status_code == 302
    assert Mark.objects.get().observation == A


def test_register_take_says_when_nothing_changed(web, due, site, provider_staff):
    browser = web(provider_staff)
    response = browser.post(take_url(site), sent(browser.get(take_url(site))), follow=True)
    assert "Nothing has changed" in text(response)
    assert Register.objects.count() == 0


def test_register_take_pressed_twice_is_one_save(web, due, site, provider_staff):
    browser = web(provider_staff)
    data = sent(browser.get(take_url(site)), **{f"mark_{due.pk}": "P"})
    for _ in range(2):
        response = browser.post(take_url(site), data, follow=True)
        assert "Register saved: 1 of 1" in text(response)
    assert MarkEvent.objects.count() == 1


def test_register_take_before_it_opens_shows_who_comes(web, due, site, provider_staff):
    browser = web(provider_staff)
    ahead = take_url(site, date=MONDAY + dt.timedelta(days=7))
    page = browser.get(ahead)
    assert "opens on Monday 30 November 2026 at 08:30" in text(page)
    assert "Ada Marsh" in text(page)
    assert "<form" not in page.content.decode().partition("<main")[2]
    posted = browser.post(ahead, {f"version-{due.pk}": "0", f"mark-{due.pk}": "P"})
    assert "opens on 30 November 2026" in text(posted)
    assert Mark.objects.count() == 0


def test_register_take_says_why_nobody_is_expected(web, due, site, provider_staff):
    words = text(web(provider_staff).get(take_url(site, date=dt.date(2026, 10, 26))))
    assert "No session is held: School holiday." in words
    words = text(web(provider_staff).get(take_url(site, "pm")))
    assert "No pupil has a planned session here" in words


@pytest.mark.parametrize("address", ["2026-02-30/am/", "2026-11-23/eve/", "23-11-2026/am/"])
def test_register_take_of_no_date_or_session_is_no_page(web, site, provider_staff, address):
    assert web(provider_staff).get(f"/registers/{site.pk}/{address}").status_code == 404


def test_register_take_is_not_found_for_a_stranger(web, due, site, stranger):
    browser = web(stranger(Role.PROVIDER_LEAD))
    assert browser.get(take_url(site)).status_code == 404
    data = {"key": str(uuid.uuid4()), f"version-{due.pk}": "0", f"mark-{due.pk}": "P"}
    assert browser.post(take_url(site), data).status_code == 404
    assert browser.get(mark_url(due, "change")).status_code == 404
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("who", ["commissioner", "school_lead", "finance_officer", "forum_member"])
def test_registers_are_the_providers_to_take(web, request, due, site, who):
    browser = web(request.getfixturevalue(who))
    for address in ("/registers/", take_url(site), mark_url(due, "change")):
        assert browser.get(address).status_code == 403


def test_a_mark_for_anothers_pupil_is_refused(web, due, site, provider_staff):
    foreign = PlacementFactory()
    data = {"key": "", f"version-{foreign.pk}": "0", f"mark-{foreign.pk}": "P"}
    words = text(web(provider_staff).post(take_url(site), data))
    assert "A pupil you marked is not expected in this session." in words
    assert Mark.objects.count() == 0


def test_names_are_escaped(web, term, school, site, provider_staff):
    pupil = PupilFactory(school=school, forename="<b>Bob", surname="O'Brien</b>")
    expected_pupils(1, school=school, site=site, pupil=pupil)
    page = web(provider_staff).get(take_url(site)).content.decode()
    assert "<b>Bob" not in page
    assert "&lt;b&gt;Bob O&#x27;Brien" in page


@pytest.mark.capability("F014")
def test_register_take_has_one_fieldset_a_pupil_with_labelled_radios(
    web, term, school, site, provider_staff
):
    placements = expected_pupils(3, school=school, site=site)
    page = web(provider_staff).get(take_url(site)).content.decode().partition("<main")[2]
    legends = re.findall(r"<legend[^>]*>([^<]+)</legend>", page)
    assert legends == [placement.pupil.name for placement in placements]
    assert page.count("<fieldset") == 3
    ids = set(re.findall(r'<input[^>]*type="radio"[^>]*id="([^"]+)"', page))
    assert len(ids) == 15
    assert ids <= set(re.findall(r'<label[^>]*for="([^"]+)"', page))


def test_register_take_costs_the_same_for_any_number(web, term, school, site, provider_lead):
    costs = set()
    browser = web(provider_lead)
    browser.get(take_url(site))
    for _ in range(3):
        expected_pupils(4, school=school, site=site)
        _, own, all_of_them = cost(browser, lambda: browser.get(take_url(site)))
        costs.add((own, all_of_them))
    assert len(costs) == 1
    assert own <= 6


def test_register_take_saves_at_the_same_cost_for_any_number(
    web, term, school, site, provider_lead
):
    costs = set()
    browser = web(provider_lead)
    for number in (1, 3, 12):
        placements = expected_pupils(number, school=school, site=site)
        changes = {f"mark_{p.pk}": "P" for p in placements}
        data = sent(browser.get(take_url(site)), **changes)
        response, own, all_of_them = cost(
            browser, lambda data=data: browser.post(take_url(site), data)
        )
        assert response.status_code == 302
        costs.add((own, all_of_them))
    assert len(costs) == 1
    assert own <= 12


def test_register_take_notes_who_was_seen(web, due, site, provider_staff):
    web(provider_staff).get(take_url(site))
    seen = PupilView.objects.get()
    assert (seen.pupil_id, seen.person_id, seen.route) == (
        due.pupil_id,
        provider_staff.pk,
        "attendance:register_take",
    )


# A session that was not delivered


def test_register_not_delivered(web, term, school, site, provider_lead):
    expected_pupils(2, school=school, site=site)
    browser = web(provider_lead)
    address = take_url(site) + "not-delivered/"
    page = browser.get(address)
    assert "2 expected pupils" in text(page)
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    assert "Say why the session was not delivered" in text(
        browser.post(address, {"key": key, "reason": ""})
    )
    response = browser.post(address, {"key": key, "reason": "Burst pipe"}, follow=True)
    words = text(response)
    assert "Recorded as not delivered for 2 pupils." in words
    assert "Recorded as not delivered by Pat Lowe at 23 Nov 2026, 09:12: Burst pipe" in words
    assert "Not delivered" in text(browser.get("/registers/"))


def test_register_not_delivered_is_refused_when_somebody_was_there(web, due, site, provider_lead):
    save(provider_lead, site, mark(due))
    browser = web(provider_lead)
    assert "We did not deliver" not in text(browser.get(take_url(site)))
    data = {"key": str(uuid.uuid4()), "reason": "Flood"}
    assert "Change those marks first." in text(
        browser.post(take_url(site) + "not-delivered/", data)
    )
