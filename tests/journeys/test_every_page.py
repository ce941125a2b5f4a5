"""Every page of every role: it opens, everybody can use it, its form says what is missing, and
nothing leaves the host.

Each role starts at its own first page and follows the links in it. A page of each URL name is
opened once a role.
"""

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import get_resolver, resolve

from apcommission.accounts.choices import Role
from apcommission.accounts.roles import ROLES
from tests.browser import (
    DESK,
    NARROWEST,
    PHONE,
    assert_accessible,
    assert_no_overflow,
    error_summary_targets,
)
from tests.journeys.steps import go, menu, press

# Files, not pages: they are only asked for.
FILES = {
    "reports:forum_report_pdf",
    "reports:forum_report_csv",
    "accounts:school_import_problems",
    *("placements:pupil_import_template", "placements:pupil_import_problems"),
    *("providers:provider_import_template", "providers:provider_import_problems"),
    *("providers:catalogue_pdf", "providers:catalogue_csv", "providers:catalogue_xlsx"),
    *("providers:catalogue_compare_pdf", "providers:document_file", "reports:market_gap_file"),
    *("attendance:register_sheet", "qa:coverage_csv", "qa:visit_report", "qa:visit_photo"),
    *("qa:action_file", "qa:calendar_file"),
}
# Pages that look the same to everybody: looked at once.
EVERYBODYS = (
    *("account_", "mfa_", "usersessions_", "accounts:account_detail", "accounts:role_list"),
    *("accounts:accessibility", "accounts:privacy"),
)
# Forms in which nothing is required: sent empty they are complete.
NOTHING_REQUIRED = {
    *("accounts:member_end", "attendance:register_take", "placements:safeguarding_edit"),
    *("placements:medical_edit", "placements:pupil_profile_edit"),
    *("providers:provider_edit", "providers:site_staff", "qa:visit_record"),
    # The browser's own passkey dialog comes before the form.
    "mfa_add_webauthn",
}
# Friday has marks, which today at 09:05 has not.
ASKED = ("/attendance/?date=2026-11-20",)
# What no walk comes to, because it is no page, or because it needs more than a link.
NO_PAGE = {
    *("accounts:demo_sign_in", "accounts:health_live", "accounts:health_ready"),
    *("accounts:membership_switch", "accounts:invitation_withdraw", "placements:draft_discard"),
    *("reports:forum_report_publish",),
}
NOT_WALKED = {
    # test_main_job.py looks at these.
    *("placements:draft_check", "placements:placement_start", "providers:approval_check"),
    # tests/attendance and tests/accounts look at these in a browser.
    *("attendance:mark_change", "accounts:invitation_accept"),
    *("accounts:school_import_check", "placements:pupil_import_check"),
    # Of the same make as the pages beside them, for a record in a rarer state.
    *("placements:placement_resume", "qa:action_close", "reports:forum_report_withdraw"),
    "terms:closure_remove",
    # test_application.py and test_catalogue.py look at these.
    *("providers:application_edit", "providers:application_answer"),
    *("providers:application_check", "providers:catalogue_compare"),
    # For a record in a state that the small demo lacks: their views are tested, their look is not.
    *("qa:visit_block", "qa:visit_reply", "qa:visit_accept", "qa:visit_photo_remove"),
    *("qa:action_answer", "qa:action_reopen", "qa:standard_edit", "qa:standard_remove"),
    *("qa:framework_edit", "qa:framework_in_force", "qa:framework_retire", "qa:standard_add"),
    *("qa:self_assessment_start", "qa:self_assessment_record", "qa:self_assessment_send"),
    *("qa:calendar_feed_renew", "qa:calendar_feed_stop"),
    # The same, one question or one button each.
    *("providers:application_withdraw", "providers:agreement_accept"),
    *("providers:entry_change_accept", "providers:entry_change_withdraw"),
    *("providers:requirement_adopt", "providers:requirement_add"),
    *("providers:requirement_edit", "providers:requirement_retire"),
    *("attendance:conflict_settle", "attendance:part_time_stop", "attendance:register_reopen"),
    *("attendance:planned_absence_withdraw", "placements:feedback_add"),
    *("placements:placement_end", "placements:placement_pause", "placements:timetable_edit"),
}
EMPTY = """form => {
  for (const box of form.querySelectorAll('input, select, textarea')) {
    if (box.type === 'hidden') continue;
    if (['radio', 'checkbox'].includes(box.type)) box.checked = false;
    else if (box.tagName === 'SELECT') box.selectedIndex = -1;
    else if (box.type !== 'submit') box.value = '';
  }
}"""
FORM = "main form[method=post]:has(input:not([type=hidden]), select, textarea)"


@pytest.fixture(scope="module")
def looked_at():
    """(who, URL name) of the pages that were looked at in full."""
    return set()


@pytest.fixture(scope="module")
def opened():
    """{URL name: title} of all pages that any role came to."""
    return {}


@pytest.fixture(scope="module")
def walked():
    """The roles whose pages were walked."""
    return set()


def name_of(url):
    return resolve(urlsplit(url).path).view_name


def links_of(page):
    """Addresses of this host that the page links to, without fragments, in their order."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(page.url).netloc
    whole = [urljoin(page.url, each).partition("#")[0] for each in found]
    return list(dict.fromkeys(each for each in whole if urlsplit(each).netloc == here))


def beginnings(page):
    """Where a walk begins: the first page, and those that only a question leads to."""
    page.goto("/")
    paths = {urlsplit(each).path for each in links_of(page)}
    found = [each for each in ASKED if urlsplit(each).path in paths]
    if page.get_by_role("search").count():
        found.append("/search/?q=walker")
    return [urljoin(page.url, each) for each in ("/", *found)]


def walk(page, look):
    """Open one page of each URL name that can be reached; `look(name)` raises AssertionError.

    Returns ({URL name: title}, [(path, what is wrong)]).
    """
    waiting, titles, wrong = deque(beginnings(page)), {}, []
    while waiting:
        url = waiting.popleft()
        name = name_of(url)
        if name in titles:
            continue
        try:
            if name in FILES:
                titles[name] = name
                assert page.request.get(url).status == 200
                continue
            answer = page.goto(url)
            titles[name] = ""
            titles[name_of(page.url)] = page.title()
            waiting.extend(links_of(page))
            assert answer.status == 200
            look(name)
        except AssertionError as problem:
            wrong.append((urlsplit(url).path, str(problem)[:1500]))
            page.refused.clear()
    return titles, wrong


def look_in_full(page, name):
    """On a desk and on a phone; and what an empty form says."""
    look(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    page.set_viewport_size(DESK)
    if page.locator(FORM).count() and name not in NOTHING_REQUIRED:
        send_empty(page)


def look(page):
    assert_accessible(page)
    for size in (NARROWEST, PHONE, DESK):
        page.set_viewport_size(size)
        assert_no_overflow(page)
    statement = page.get_by_role("contentinfo").get_by_role("link", name="Accessibility statement")
    assert statement.count() == 1, "no link to the accessibility statement"


def send_empty(page):
    """Every form sent without answers says what is missing and leads to each box."""
    form = page.locator(FORM).first
    form.evaluate(EMPTY)
    button = form.locator("button:not([type=button]), input[type=submit]").first
    assert button.is_visible(), "a form without a button"
    with page.expect_navigation():
        button.click()
    assert page.locator(".govuk-error-summary").count() == 1, "an empty form is taken"
    assert page.title().startswith("Error: "), page.title()
    dead = [target for target in error_summary_targets(page) if target[2] is None]
    assert dead == [], dead
    assert_accessible(page)


def begin_a_request(page):
    """Leave a request half answered, so that its pages have something to show."""
    menu(page, "Providers")
    go(page, "Riverside Motor Project", "Ask for a place")
    page.get_by_role("radio").first.check()
    press(page, "Continue")


def begin_a_visit(page):
    menu(page, "Visits")
    go(page, "Start a visit")
    page.get_by_label("Which provider do you visit?").select_option(label="Bower Farm Learning")
    press(page, "Continue")
    page.get_by_label("Full review").check()
    press(page, "Begin the visit")


BEGUN = {Role.OFFICER: begin_a_visit, Role.SCHOOL_LEAD: begin_a_request}


def repeated(titles):
    """Titles that pages of different URL names share."""
    names = {}
    for name, title in titles.items():
        names.setdefault(title or name, []).append(name)
    return [(title, sorted(same)) for title, same in names.items() if len(same) > 1]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_page_of(person, demo_site, looked_at, opened, walked, role):
    page = person(role.label)
    if role in BEGUN:
        BEGUN[role](page)

    def look_once(name):
        who = "" if name.startswith(EVERYBODYS) else ROLES[role].kind
        if (who, name) in looked_at:
            return look(page) if who else None
        looked_at.add((who, name))
        return look_in_full(page, name)

    titles, wrong = walk(page, look_once)
    opened.update(titles)
    walked.add(role)
    assert wrong == [], "\n".join([*(f"{path}: {what}" for path, what in wrong), demo_site.said()])
    assert repeated(titles) == []


def test_every_page_of_nobody(visitor, opened):
    """What somebody who is not signed in can come to."""
    page = visitor()
    titles, wrong = walk(page, lambda name: look_in_full(page, name))
    opened.update(titles)
    assert wrong == [], "\n".join(f"{path}: {what}" for path, what in wrong)
    assert repeated(titles) == []


def own_names():
    """URL names of our own pages."""
    for space, (_, inside) in get_resolver().namespace_dict.items():
        yield from (f"{space}:{each}" for each in inside.reverse_dict if isinstance(each, str))


def test_no_page_is_left_out(opened, walked):
    """A page that no link leads to is a page nobody finds."""
    if walked != set(Role):
        pytest.skip("says something only after the walks of all roles")
    left_out = set(own_names()) - set(opened) - NO_PAGE - FILES - NOT_WALKED
    assert sorted(left_out) == []
