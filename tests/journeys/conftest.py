"""People of the demo in a real browser, against a real server on a database of its own."""

import fcntl
import os
import re
from urllib.parse import urlsplit

import pytest

from tests.browser import DESK, PHONE, open_page
from tests.journeys import demo_site as sites


def pytest_itemcollected(item):
    item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def demo_site(request, tmp_path_factory):
    """The small demo, served from a copy of a database into which it was loaded once. With
    --reuse-db that database is kept for the next run, unless --create-db asks for a new one."""
    owner = os.environ.get("OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]
    folder = tmp_path_factory.mktemp("demo")
    template = loaded_once(request.config, owner, folder, tmp_path_factory)
    with sites.database(owner, template=template) as name:
        web = os.environ.get("WEB_DATABASE_URL") or re.sub(r"\bap_owner\b", "ap_web", owner)
        served = (sites.database_of(owner, name), sites.database_of(web, name), folder)
        with sites.served(*served) as site:
            yield site


def loaded_once(config, owner, folder, tmp_path_factory):
    """The name of the database that holds the demo; whichever worker comes first loads it."""
    name = f"{os.environ.get('TEST_DATABASE_NAME') or 'test'}_demo"
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    done = shared / f"{name}.loaded"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_new = config.getoption("create_db") or not config.getoption("reuse_db")
        if not done.exists() and is_new:
            sites.drop(owner, name)
        if not sites.exists(owner, name):
            sites.create(owner, name)
            sites.fill(sites.database_of(owner, name), folder)
        done.touch()
    return name


@pytest.fixture
def visitor(chromium, demo_site):
    """`visitor(PHONE)` opens a page for somebody who is not signed in; options are those of
    playwright's new_context.

    A page that complained or left the host fails the test, and so does an answer of 400 or more
    that the test did not take from `page.refused`, a list of (status, path).
    """
    pages = []

    def open_one(size=DESK, **options):
        page = open_page(chromium, size, base_url=demo_site.url, **options)
        page.set_default_timeout(15_000)
        page.refused = []
        page.on("response", lambda answer: note_refusal(page, answer))
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.close()
    said = [words for page in pages for words in page.complaints if REFUSED not in words]
    assert said == []
    assert [page.refused for page in pages if page.refused] == []
    host = demo_site.url.removeprefix("http://")
    assert set().union(*(page.hosts for page in pages)) <= {host, ""}


# What the browser says of each answer of 400 and more; `page.refused` tells which they were.
REFUSED = "Failed to load resource"


def note_refusal(page, answer):
    if answer.status >= 400:
        page.refused.append((answer.status, urlsplit(answer.url).path))


@pytest.fixture
def person(visitor):
    """`person("School lead")` is a page signed in by one press of the demo's sign-in page; with
    `at="Olive Tree"` as the person of that role at another organisation."""

    def sign_in(role, size=DESK, *, at=None, **options):
        page = visitor(size, **options)
        page.goto("/account/login/")
        demo = page.get_by_role("region", name="Try the demo")
        if at:
            demo.get_by_text("More people").click()
            others = demo.locator(f"xpath=.//h3[.='{role}']/following-sibling::ul[1]")
            button = others.get_by_role("button", name=at)
        else:
            button = demo.get_by_role("button", name=role, exact=True)
        with page.expect_navigation():
            button.click()
        page.locator("summary", has_text="Your account").wait_for()
        return page

    return sign_in


@pytest.fixture
def on_phone(person):
    """`person`, on a phone."""
    return lambda role, **options: person(role, PHONE, **options)
