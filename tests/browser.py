"""A real browser for tests: the system's Chromium, an accessibility check and a few questions.

    @pytest.mark.journey
    def test_page(chromium, live_server):
        page = open_page(chromium, PHONE)
        page.goto(live_server.url)
        assert_accessible(page)

tests/conftest.py makes the fixture `chromium` known to every test.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

AXE = Path(__file__).resolve().parents[1] / ".assets" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chromium():
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code and
    # then refuses the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def open_page(browser, size=DESK, **options):
    """A page in a fresh context. `page.complaints` and `page.hosts` fill as it is used.

    complaints: console errors and warnings, script errors, refused requests (CSP shows here).
    hosts: each host a request went to. Options are those of playwright's `new_context`:
    java_script_enabled, reduced_motion, forced_colors and so on.
    """
    phone = size["width"] < 640
    context = browser.new_context(viewport=size, is_mobile=phone, has_touch=phone, **options)
    page = context.new_page()
    page.complaints, page.hosts = [], set()
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in LOUD else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.hosts.add(urlsplit(request.url).netloc))
    return page


LOUD = ("error", "warning")


def axe(page):
    """The accessibility rules this page breaks: [(rule, impact, what to do, [html of each place])].

    axe finds about half of what can be wrong; the rest needs people (accessibility statement).
    """
    page.evaluate(AXE.read_text())
    run = (
        "rules => axe.run(document, {"
        "runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
    )
    return [
        (found["id"], found["impact"], found["help"], [node["html"] for node in found["nodes"]])
        for found in page.evaluate(run, RULES)["violations"]
    ]


def assert_accessible(page):
    """No broken rule, one h1, a title, no repeated id; what is folded in main is looked at too."""
    page.evaluate("() => document.querySelectorAll('main details').forEach(e => e.open = true)")
    broken = axe(page)
    assert broken == [], broken
    assert page.locator("h1").count() == 1, "not one h1"
    assert not page.title().strip().startswith("–"), "no title of its own"
    repeated = repeated_ids(page)
    assert repeated == [], repeated


def repeated_ids(page):
    return page.evaluate(
        "() => [...document.querySelectorAll('[id]')].map(each => each.id)"
        ".filter((id, place, all) => all.indexOf(id) !== place)"
    )


def assert_no_overflow(page):
    """Nothing makes the page scroll sideways (WCAG 1.4.10 asks this down to 320 pixels)."""
    wider = page.evaluate(
        "() => { const room = document.documentElement.clientWidth;"
        " if (document.documentElement.scrollWidth <= room) return [];"
        " return [...document.body.querySelectorAll('*')]"
        ".filter(each => each.getBoundingClientRect().right > room + 1)"
        ".map(each => each.outerHTML.slice(0, 120)).slice(0, 5) || ['?']; }"
    )
    assert wider == [], wider


def error_summary_targets(page):
    """(text, href, tag name of what it leads to or None) of each link in the error summary."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.govuk-error-summary a')].map(link => {"
        " const id = link.getAttribute('href').slice(1);"
        " const found = document.getElementById(id);"
        " return [link.textContent, '#' + id, found && found.tabIndex >= 0 ? found.tagName : null];"
        "})"
    )
