"""Somebody is found by what is half remembered."""

import datetime as dt

import pytest

from tests.journeys.steps import enter_date, go, menu, press

STRANGER = "Jude Fox"


@pytest.fixture
def look_for(person):
    page = person("School lead")

    def search(text):
        box = page.get_by_role("banner").get_by_role("searchbox")
        box.fill(text)
        with page.expect_navigation():
            box.press("Enter")
        return page.locator("main section").first.get_by_role("link").all_inner_texts()

    search.page = page
    return search


@pytest.mark.parametrize("typed", ["Reece Walker", "walker", "Reese Walker", "Wlaker", "Rééce"])
def test_pupil_is_found_with_a_typo_or_an_accent_too_many(look_for, typed):
    assert look_for(typed)[0] == "Reece Walker"


def test_pupil_with_an_accent_is_found_without_it(look_for):
    page = look_for.page
    menu(page, "Pupils")
    go(page, "Add a pupil")
    page.get_by_label("First name, as on the register").fill("Zoë")
    page.get_by_label("Last name").fill("Nováková")
    enter_date(page, "Date of birth", dt.date(2013, 2, 3))
    page.get_by_label("Female", exact=True).check()
    page.get_by_label("On the home school's roll only").check()
    page.get_by_label("No special educational need").check()
    press(page, "Save the pupil")
    assert look_for("zoe novakova") == ["Zoë Nováková"]


def test_pupil_of_another_school_is_not_found(look_for, demo_site):
    [(school,)] = demo_site.query(
        "SELECT s.name FROM placements_pupil p JOIN accounts_organisation s ON s.id = p.school_id"
        " WHERE p.forename = %s AND p.surname = %s",
        *STRANGER.split(),
    )
    assert school != "Drapers' Academy"
    assert look_for(STRANGER) == []
    assert f"Nothing found for “{STRANGER}”" in look_for.page.locator("main").inner_text()
