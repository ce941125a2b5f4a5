"""A school looks for a provider: filters, the map, side by side, on paper, and for one pupil."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.browser import PHONE, assert_accessible, assert_no_overflow
from tests.journeys.demo_site import TODAY
from tests.journeys.steps import go, menu, press, words

PUPIL = "Reece Walker"


def apply_filters(page):
    """On a phone the filters are folded."""
    with page.expect_navigation():
        page.get_by_role("button", name="Apply filters").click()


def unfold(page, words):
    """Open the part under these words, which a look at the page may have opened already."""
    summary = page.locator("summary", has_text=words).first
    if summary.locator("xpath=..").get_attribute("open") is None:
        summary.click()


def names(page):
    return page.locator("main .catalogue__name a").all_inner_texts()


def text_of(path):
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without"])
def test_school_lead_filters_sees_the_map_and_compares(person, java_script, tmp_path):
    page = person("School lead", java_script_enabled=java_script)
    page.goto("/providers/")
    everybody = names(page)
    unfold(page, "Filter providers") if not page.get_by_label("Key stage").is_visible() else None
    page.get_by_label("Age of the pupil").fill("14")
    page.get_by_label("Places left in each half-day").select_option("At least 1")
    unfold(page, "Half-days (all of)")
    page.get_by_label("Tuesday morning").check()
    apply_filters(page)
    found = names(page)
    assert 3 <= len(found) <= len(everybody)
    assert "places=1" in page.url
    assert "half_day=2am" in page.url
    assert "Distances are from" in words(page)
    # The map's first number is the list's first provider.
    first = page.locator("svg.app-map a").first
    label = first.get_attribute("aria-label")
    assert label.startswith("1. ")
    with page.expect_navigation():
        first.focus()
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text().splitlines()[-1] in label
    assert "Places left" in words(page)
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    path = tmp_path / "catalogue.pdf"
    download.value.save_as(path)
    assert download.value.suggested_filename == f"providers-{TODAY:%Y-%m-%d}.pdf"
    text = text_of(path)
    assert f"{len(found)} providers on Monday 23 November 2026" in text
    assert "Age of the pupil: 14" in text
    assert "Half-days (all of): Tuesday morning" in text
    assert all(name in text for name in (found[0], found[-1]))
    for name in found[:3]:
        page.get_by_label(f"Compare {name}").check()
    press(page, "Compare those ticked")
    heads = page.locator("main thead th").all_inner_texts()
    assert heads[1:] == sorted(found[:3], key=str.lower)
    if java_script:
        assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF to print").click()
    download.value.save_as(path)
    assert all(name in text_of(path) for name in found[:3])
    go(page, "Back to the list")
    assert names(page) == found


def test_search_that_finds_nothing_is_noted_and_says_what_to_drop(person, demo_site):
    page = person("School lead")
    page.goto("/providers/?need=young_parent&age=5&near=RM1+3BB")
    assert "Your local authority is told" in words(page)
    (kept,) = demo_site.query(
        "SELECT question FROM providers_searchmiss WHERE question LIKE %s", "age=5%"
    )
    assert kept == ("age=5&near=RM1&need=young_parent",)
    assert_accessible(page)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_school_lead_finds_providers_that_fit_a_pupil(person, size):
    page = person("School lead", PHONE) if size == "phone" else person("School lead")
    menu(page, "Pupils")
    go(page, PUPIL, "Find providers that fit")
    count = re.search(r"(\d+) providers? could take", words(page))
    assert int(count[1]) >= 1
    assert "For: Takes ages" in words(page)
    assert "cannot" in words(page)
    assert_accessible(page)
    assert_no_overflow(page)
    unfold(page, "What is looked for") if size == "phone" else None
    page.get_by_label("Distances from (postcode)").fill("RM1")
    press(page, "Look again")
    assert "Distances are from RM1" in words(page)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Ask for a place")).first.click()
    assert PUPIL in words(page)


def test_anybody_reads_the_public_catalogue(visitor):
    page = visitor(PHONE)
    page.goto("/catalogue/havering/")
    assert "Approved alternative provision" in words(page)
    assert_accessible(page)
    assert_no_overflow(page)
