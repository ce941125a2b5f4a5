"""The questions of tests/browser.py, asked of pages that are wrong on purpose."""

import pytest

from tests.browser import (
    NARROWEST,
    PHONE,
    assert_accessible,
    assert_no_overflow,
    axe,
    error_summary_targets,
    open_page,
    repeated_ids,
)

GOOD = (
    '<html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Page</title><header>Name</header><main><h1>Page</h1>"
    "<p>Words</p></main></html>"
)


@pytest.fixture
def show(chromium):
    pages = []

    def load(html, size=PHONE):
        page = open_page(chromium, size)
        page.set_content(html)
        pages.append(page)
        return page

    yield load
    for page in pages:
        page.context.close()


def test_a_good_page_passes(show):
    page = show(GOOD)
    assert_accessible(page)
    assert_no_overflow(page)
    assert (page.complaints, page.hosts) == ([], set())


def test_axe_names_the_rule_and_the_place(show):
    page = show(GOOD.replace("<p>Words</p>", '<img src="data:,"><input>'))
    assert [(rule, impact) for rule, impact, _, _ in axe(page)] == [
        ("image-alt", "critical"),
        ("label", "critical"),
    ]
    with pytest.raises(AssertionError):
        assert_accessible(page)


def test_what_is_folded_is_looked_at(show):
    folded = "<details><summary>More</summary><input></details>"
    page = show(GOOD.replace("<p>Words</p>", folded))
    assert axe(page) == []
    with pytest.raises(AssertionError):
        assert_accessible(page)


@pytest.mark.parametrize(
    "wrong",
    ["<h1>Two</h1>", '<p id="a">1</p><p id="a">2</p>'],
)
def test_a_second_heading_or_id_is_refused(show, wrong):
    with pytest.raises(AssertionError):
        assert_accessible(show(GOOD.replace("<p>Words</p>", wrong)))


def test_repeated_ids(show):
    assert repeated_ids(show('<p id="a"></p><p id="b"></p><p id="a"></p>')) == ["a"]


def test_what_is_too_wide_is_named(show):
    page = show(GOOD.replace("<p>", '<p style="width:600px">'), NARROWEST)
    with pytest.raises(AssertionError, match="width:600px"):
        assert_no_overflow(page)


def test_links_of_the_error_summary_and_where_they_lead(show):
    page = show(
        '<div class="govuk-error-summary"><a href="#a">One</a><a href="#b">Two</a>'
        '<a href="#c">Three</a></div><input id="a"><p id="b"></p>'
    )
    assert error_summary_targets(page) == [
        ["One", "#a", "INPUT"],
        ["Two", "#b", None],
        ["Three", "#c", None],
    ]


def test_what_the_page_complains_of_is_kept(show):
    page = show(GOOD)
    page.evaluate("() => { console.error('a'); console.log('b'); setTimeout(() => { throw 'c' }) }")
    page.wait_for_timeout(100)
    assert page.complaints == ["a", "c"]
