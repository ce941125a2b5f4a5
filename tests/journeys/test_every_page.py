"""Every page of every role: it opens, anybody can use it, and it stays on the host.

Each role starts at its own first page and follows the links in it. A page of each URL name is
opened once a role, and looked at on a desk and on a phone; pages are counted as one when their
URL names are.
"""

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from apcommission.accounts.choices import Role
from tests.browser import (
    DESK,
    NARROWEST,
    PHONE,
    assert_accessible,
    assert_no_overflow,
    error_summary_targets,
)

# Files, not pages: they are only asked for.
FILES = {"forum_report_pdf", "forum_report_csv", "school_import_problems"}
# Forms in which nothing is required: sent empty they are right.
NOTHING_REQUIRED = {
    "placements:draft_plan",
    "placements:safeguarding_edit",
}
SECOND_STEPS = "mfa_"


def name_of(url):
    return resolve(urlsplit(url).path).view_name


def links_of(page):
    """Addresses of this host that the page links to, without fragments, in their order."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(page.url).netloc
    whole = [urljoin(page.url, each).partition("#")[0] for each in found]
    return list(dict.fromkeys(each for each in whole if urlsplit(each).netloc == here))


def walk(page, look):
    """Open one page of each URL name that can be reached; `look` returns what is wrong."""
    waiting, seen, wrong = deque([urljoin(page.url, "/")]), {}, []
    while waiting:
        url = waiting.popleft()
        name = name_of(url)
        if name in seen:
            continue
        if name.rpartition(":")[2] in FILES:
            seen[name] = ""
            answer = page.request.get(url)
            wrong += [(url, answer.status)] if answer.status != 200 else []
            continue
        answer = page.goto(url)
        seen[name] = seen[name_of(page.url)] = page.title()
        try:
            assert answer.status == 200
            look(page)
        except AssertionError as problem:
            wrong.append((urlsplit(url).path, str(problem)[:1500]))
            page.refused.clear()
        waiting.extend(links_of(page))
    return seen, wrong


def look(page):
    """What every page must be, on a desk and on phones."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_no_overflow(page)
    page.set_viewport_size(NARROWEST)
    assert_no_overflow(page)
    page.set_viewport_size(DESK)
    statement = page.get_by_role("contentinfo").get_by_role("link", name="Accessibility statement")
    assert statement.count() == 1, "no link to the accessibility statement"
    for problem in problems_of_empty_form(page):
        raise AssertionError(problem)


def problems_of_empty_form(page):
    return []


@pytest.mark.parametrize("role", [role.label for role in Role])
def test_every_page_of_a_role(person, role):
    seen, wrong = walk(person(role), look)
    print(role, seen)
    assert wrong == []
