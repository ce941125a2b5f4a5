"""The register as a person uses it: on a phone, by keyboard, without scripts, two at once."""

import datetime as dt

import pytest
import time_machine

from attendance.models import Mark, Register
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, open_page
from tests.factories.attendance import expected_pupils
from tests.factories.terms import half_terms_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MORNING = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
ADDRESS = "/registers/{}/2026-11-23/am/"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture
def eight(authority, school, site):
    half_terms_of(authority)
    return expected_pupils(8, school=school, site=site)


@pytest.fixture
def browse(chromium, live_server, web):
    """`browse(user, size)` is a page of a browser in which the user is signed in."""

    def start(user, size=PHONE, **options):
        page = open_page(chromium, size, **options)
        session = web(user).cookies["apr_session"].value
        page.context.add_cookies(
            [{"name": "apr_session", "value": session, "url": live_server.url}]
        )
        page.root = live_server.url
        return page

    return start


def choose(page, number, value):
    """Press one of the choices of the nth pupil."""
    page.locator("[data-row]").nth(number).locator(f"input[type=radio][value={value}]").check()


def marks():
    return list(Mark.objects.order_by("placement_id").values_list("observation", "minutes"))


@pytest.mark.capability("F014")
def test_register_by_keyboard_alone(browse, eight, site, provider_staff):
    page = browse(provider_staff, DESK)
    page.goto(page.root + ADDRESS.format(site.pk))
    assert page.locator("input[type=radio]:checked").count() == 0
    page.locator("[data-row] input[type=radio]").first.focus()
    for key in ("p", "p", "l", "1", "5", "Enter", "n", "p", "p", "p", "p"):
        page.keyboard.press(key)
    assert page.locator("[data-count]").text_content() == "Everyone is marked"
    assert page.evaluate("document.activeElement.textContent") == "Save register"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Register saved: 8 of 8 pupils marked.")
    assert marks() == [("P", None)] * 2 + [("L", 15), ("A", None)] + [("P", None)] * 4
    assert page.complaints == []


@pytest.mark.capability("F006")
def test_all_present_never_marks_over_an_exception(browse, eight, site, provider_staff):
    page = browse(provider_staff)
    page.goto(page.root + ADDRESS.format(site.pk))
    choose(page, 2, "A")
    page.get_by_role("button", name="Mark everyone not yet marked as present").click()
    page.get_by_role("button", name="Save register").click()
    page.wait_for_selector("text=Register saved: 8 of 8")
    assert marks() == [("P", None)] * 2 + [("A", None)] + [("P", None)] * 5


@pytest.mark.capability("F014")
def test_register_on_a_phone_is_accessible_and_fits(browse, eight, site, provider_staff, shot):
    page = browse(provider_staff)
    page.goto(page.root + "/registers/")
    shot(page, "today-phone")
    assert_accessible(page)
    assert_no_overflow(page)
    page.get_by_role("button", name="the morning register").click()
    page.wait_for_selector("h1:has-text('Morning register')")
    shot(page, "register-phone-empty")
    assert_accessible(page)
    assert_no_overflow(page)
    for label in page.locator(".app-choice__label:visible").all():
        assert label.bounding_box()["height"] >= 48
    choose(page, 0, "L")
    choose(page, 1, "A")
    page.locator("summary", has_text="Something else").nth(2).click()
    shot(page, "register-phone-filling")
    assert_accessible(page)
    assert_no_overflow(page)
    page.get_by_role("button", name="Save register").click()
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Error: ")
    shot(page, "register-phone-error")
    assert_accessible(page)
    page.locator(".govuk-error-summary a").click()
    page.keyboard.type("20")
    page.get_by_role("button", name="Save register").click()
    page.wait_for_selector("text=Saved: 2 of 8 pupils marked. 6 not marked yet.")
    shot(page, "register-phone-saved")
    assert_accessible(page)
    assert marks() == [("L", 20), ("A", None)]
    assert page.complaints == []


def test_register_without_scripts(browse, eight, site, provider_staff, shot):
    page = browse(provider_staff, java_script_enabled=False)
    page.goto(page.root + ADDRESS.format(site.pk))
    shot(page, "register-phone-noscript")
    assert not page.get_by_role("button", name="Mark everyone").is_visible()
    choose(page, 0, "L")
    page.locator("input[name^=minutes-]").first.fill("5")
    choose(page, 1, "P")
    page.get_by_role("button", name="Save register").click()
    page.wait_for_selector("text=Saved: 2 of 8")
    assert marks() == [("L", 5), ("P", None)]
    assert page.url.endswith(ADDRESS.format(site.pk))


@pytest.mark.capability("F009")
def test_two_people_at_once(browse, eight, site, provider_staff, provider_lead, shot):
    theirs, mine = browse(provider_staff), browse(provider_lead)
    for page in (theirs, mine):
        page.goto(page.root + ADDRESS.format(site.pk))
    choose(theirs, 0, "P")
    theirs.get_by_role("button", name="Save register").click()
    theirs.wait_for_selector("text=Saved: 1 of 8")
    choose(mine, 0, "A")
    choose(mine, 1, "P")
    mine.get_by_role("button", name="Save register").click()
    mine.wait_for_selector("text=Nothing was saved.")
    shot(mine, "register-phone-conflict")
    assert_accessible(mine)
    assert marks() == [("P", None)]
    assert mine.locator("text=Stef Nowak has already saved this register").is_visible()
    checked = mine.locator("input[type=radio]:checked")
    assert [checked.nth(n).get_attribute("value") for n in range(2)] == ["A", "P"]
    mine.fill("#id_change_reason", "He left before the session began")
    mine.get_by_role("button", name="Save register").click()
    mine.wait_for_selector("text=Saved: 2 of 8")
    assert marks() == [("A", None), ("P", None)]


def test_leaving_with_unsaved_marks_asks_first(browse, eight, site, provider_staff):
    page = browse(provider_staff)
    page.goto(page.root + ADDRESS.format(site.pk))
    choose(page, 0, "P")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Registers", exact=True).first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert Register.objects.count() == 0


def test_pages_beside_the_register_are_accessible(
    browse, eight, site, provider_staff, provider_lead, school_lead, commissioner, shot
):
    page = browse(provider_staff)
    page.goto(page.root + ADDRESS.format(site.pk))
    choose(page, 0, "A")
    choose(page, 1, "L")
    page.locator("input[name^=minutes-]").nth(1).fill("25")
    choose(page, 2, "P")
    page.get_by_role("button", name="Save register").click()
    page.wait_for_selector("text=Saved: 3 of 8")
    first = eight[0]
    mark = f"/marks/{first.pk}/2026-11-23/am"
    for who, name, path in (
        (provider_lead, "change", f"{mark}/change/"),
        (provider_lead, "not-delivered", ADDRESS.format(site.pk) + "not-delivered/"),
        (provider_lead, "day-provider", "/attendance/"),
        (school_lead, "day-school", "/attendance/"),
        (school_lead, "pupil-school", f"/attendance/pupils/{first.pupil_id}/"),
        (school_lead, "code", f"{mark}/code/"),
        (commissioner, "day-la", "/attendance/"),
        (provider_lead, "week", f"/registers/{site.pk}/week/2026-11-23/"),
        (school_lead, "enter", ADDRESS.format(site.pk) + "enter/"),
        (school_lead, "follow-up", f"{mark}/follow-up/"),
        (school_lead, "planned", f"/attendance/pupils/{first.pupil_id}/planned/"),
        (school_lead, "part-time", f"/attendance/pupils/{first.pupil_id}/part-time/"),
        (school_lead, "report", "/attendance/report/"),
        (school_lead, "conflicts", "/attendance/conflicts/"),
        (commissioner, "reopen", ADDRESS.format(site.pk) + "reopen/"),
    ):
        for size, width in ((DESK, "desk"), (PHONE, "phone")):
            page = browse(who, size)
            response = page.goto(page.root + path)
            assert (name, response.status) == (name, 200)
            shot(page, f"{name}-{width}")
            assert_accessible(page)
            assert_no_overflow(page)
            assert page.complaints == []
            page.context.close()
