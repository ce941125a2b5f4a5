"""Somebody who types an address that is not theirs is told so on a page of ours."""

import pytest

from tests.browser import assert_accessible
from tests.journeys.demo_site import TODAY
from tests.journeys.steps import words

SITE = (
    "SELECT s.id FROM providers_site s JOIN providers_provider p ON p.organisation_id ="
    " s.provider_id JOIN accounts_organisation o ON o.id = p.organisation_id WHERE o.name = %s"
)
PLACEMENT = (
    "SELECT l.id FROM placements_placement l JOIN accounts_organisation o"
    " ON o.id = l.provider_id WHERE o.name = %s AND l.status = 'active' ORDER BY l.id LIMIT 1"
)
PUPIL = (
    "SELECT p.id FROM placements_pupil p JOIN accounts_organisation o ON o.id = p.school_id"
    " JOIN accounts_organisation a ON a.id = o.authority_id WHERE a.name = %s LIMIT 1"
)
DRAFT = "SELECT id FROM reports_forumreport WHERE status = %s LIMIT 1"
NOT_FOUND = "may belong to an organisation you are not working for at the moment"
NOT_ALLOWED = "Your role in this organisation does not include this page."


@pytest.mark.parametrize(
    ("role", "query", "value", "address", "refusal"),
    [
        ("Provider staff", SITE, "Olive Tree AP Academy", f"/registers/%s/{TODAY}/am/", 404),
        ("Provider staff", PLACEMENT, "Riverside Motor Project", "/placements/%s/", 403),
        ("Provider lead", PLACEMENT, "Olive Tree AP Academy", "/placements/%s/", 404),
        ("School lead", PUPIL, "Bromley", "/pupils/%s/", 404),
        ("AP commissioner", PUPIL, "Bromley", "/pupils/%s/", 404),
        ("Finance officer", PUPIL, "Havering", "/pupils/%s/", 403),
        ("Schools Forum member", DRAFT, "draft", "/forum/%s/", 404),
        ("School lead", DRAFT, "draft", "/forum/%s/", 403),
    ],
)
def test_typed_address_of_somebody_elses_record(
    person, demo_site, role, query, value, address, refusal
):
    page = person(role)
    [(number,)] = demo_site.query(query, value)
    assert page.goto(address % number).status == refusal
    assert (NOT_FOUND if refusal == 404 else NOT_ALLOWED) in words(page)
    assert_accessible(page)
    assert page.refused == [(refusal, address % number)]
    page.refused.clear()


def test_address_that_is_nothing_says_so(person):
    page = person("School lead")
    assert page.goto("/no/such/page/").status == 404
    assert NOT_FOUND in words(page)
    page.refused.clear()


def test_nobody_sees_a_record_without_signing_in(visitor):
    page = visitor()
    for path in ("/", "/pupils/", "/forum/", "/registers/"):
        page.goto(path)
        assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
