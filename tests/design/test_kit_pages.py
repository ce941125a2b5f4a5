"""Every part of the kit in a real browser: accessible, narrow enough, and quiet under our CSP.

Pages and static files are answered from here, without a server: these are no product pages.
"""

import mimetypes
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.browser import (
    DESK,
    NARROWEST,
    PHONE,
    assert_accessible,
    assert_no_overflow,
    error_summary_targets,
    open_page,
)
from tests.design import kit

pytestmark = pytest.mark.urls("tests.design.urls")

ORIGIN = "http://kit.example"
CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self';"
    " frame-ancestors 'none'; form-action 'self'"
)
PAGES = {
    "form": lambda: kit.draw("form", form=kit.ReferralForm(cancel_url="/")),
    "form_with_errors": lambda: kit.draw("form", form=kit.sent_wrong()),
    "choice": lambda: kit.draw("choice", form=kit.Choice({})),
    "list": kit.list_page,
    "record": kit.record_page,
    "charts": kit.charts_page,
    "register": kit.register_page,
}


def show(browser, name, size=DESK, **options):
    html, page = PAGES[name](), open_page(browser, size, **options)

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": CSP}
            route.fulfill(body=html, headers=headers)

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/kit/")
    return page


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(chromium, name, size):
    page = show(chromium, name, size)
    assert_accessible(page)
    assert_no_overflow(page)
    assert page.complaints == []
    assert page.hosts == {"kit.example"}
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(chromium, name):
    page = show(chromium, name, NARROWEST)
    assert_no_overflow(page)
    page.context.close()


def test_error_summary_has_the_focus_and_every_link_reaches_a_control(chromium):
    page = show(chromium, "form_with_errors", PHONE)
    assert page.title() == "Error: Refer a pupil – Alternative Provision Register"
    page.wait_for_function("document.activeElement.classList.contains('govuk-error-summary')")
    links = error_summary_targets(page)
    assert [(href, tag) for _, href, tag in links] == [
        ("#id_name", "INPUT"),
        ("#id_year", "SELECT"),
        ("#id_start_0", "INPUT"),
        ("#id_sen_0", "INPUT"),
        ("#id_days_0", "INPUT"),
        ("#id_at", "INPUT"),
        ("#id_cost", "INPUT"),
        ("#id_hours", "INPUT"),
        ("#id_reason", "TEXTAREA"),
        ("#id_agree", "INPUT"),
        ("#id_evidence", "INPUT"),
        ("#id_password", "INPUT"),
    ]
    for text, href, _ in links:
        page.locator(".govuk-error-summary a", has_text=text).first.click()
        assert page.evaluate("'#' + document.activeElement.id") == href
    page.context.close()


@pytest.mark.parametrize("name", ["form", "list", "record", "register"])
def test_page_works_without_scripts(chromium, name):
    page = show(chromium, name, PHONE, java_script_enabled=False)
    assert page.get_by_role("link", name="Placements").first.is_visible()
    assert page.locator(".app-jsonly").filter(visible=True).count() == 0
    page.locator(".app-account__summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.context.close()


def test_filter_is_folded_on_a_phone_and_open_on_a_desk(chromium):
    phone, desk = show(chromium, "list", PHONE), show(chromium, "list", DESK)
    assert phone.get_by_role("button", name="Apply filters").is_visible() is False
    phone.locator(".app-filter__summary").click()
    assert phone.get_by_role("button", name="Apply filters").is_visible() is True
    assert desk.get_by_role("button", name="Apply filters").is_visible() is True
    phone.context.close()
    desk.context.close()


def test_choices_of_the_register_are_large_enough_and_open_what_follows(chromium):
    page = show(chromium, "register", PHONE)
    boxes = [each.bounding_box() for each in page.locator(".app-choice__label").all()]
    assert [box for box in boxes if box["height"] < 48 or box["width"] < 48] == []
    follow = page.locator(".app-register__follow--late").nth(3)
    assert follow.is_visible() is False
    page.locator("#mark-4-late").check()
    assert follow.is_visible() is True
    page.context.close()


def test_focus_is_not_hidden_by_the_bar(chromium):
    page = show(chromium, "register", {"width": 390, "height": 420})
    for number in (1, 2, 3, 4):
        page.locator(f"#mark-{number}-absent").focus()
        bar, choice = (
            page.locator(place).bounding_box()
            for place in (".app-bar", f"label[for=mark-{number}-absent]")
        )
        assert choice["y"] + choice["height"] <= bar["y"]
    page.context.close()


def test_motion_is_off_where_a_person_asked_for_that(chromium):
    page = show(chromium, "form", DESK, reduced_motion="reduce")
    styles = "() => new Set([...document.querySelectorAll('*')].map(e => getComputedStyle(e)))"
    moving = page.evaluate(
        f"() => [...({styles})()].filter(s => s.animationName !== 'none').length"
    )
    assert moving == 0
    page.context.close()


def test_print_leaves_the_words_and_drops_the_controls(chromium):
    page = show(chromium, "record")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".app-navigation").is_visible() is False
    assert page.locator(".app-footer").is_visible() is False
    page.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_account_panel_can_be_read(chromium, size):
    """axe leaves out text that has exactly the colour of its ground, so the colours are read."""
    page = show(chromium, "list", size)
    page.locator(".app-account__summary").click()
    colours = page.evaluate(
        "() => [...document.querySelectorAll('.app-account__panel *')].filter(e => e.innerText)"
        ".map(each => getComputedStyle(each).color)"
    )
    assert len(colours) >= 5
    assert "rgb(255, 255, 255)" not in colours
    assert page.get_by_role("button", name="Riverbank Academy").is_visible()
    page.context.close()


def test_print_does_not_spell_out_addresses(chromium):
    page = show(chromium, "record")
    page.emulate_media(media="print")
    after = page.evaluate(
        "() => [...document.querySelectorAll('main .govuk-link')]"
        ".map(each => getComputedStyle(each, '::after').content)"
    )
    assert set(after) == {"none"}
    page.context.close()
