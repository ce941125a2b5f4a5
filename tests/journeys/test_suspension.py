"""A commissioner suspends a provider: who is affected is named, told, and nobody new can come."""

import pytest

from tests.browser import assert_accessible
from tests.journeys import demo_site as sites
from tests.journeys.steps import go, menu, press, row_of, words

RIVERSIDE = "Riverside Motor Project"
REASON = "Two members of staff have no enhanced check."


@pytest.fixture
def a_minute_later(demo_site, tmp_path):
    """Let the jobs of the minute run, as the worker does in the night and by day."""

    def run():
        settings = sites.environment(demo_site.owner_url, tmp_path)
        at = f"{sites.TODAY.isoformat()}T09:30"
        sites.manage("run_jobs", "suspensions", "--at", at, settings=settings)

    return run


def test_suspension(person, a_minute_later, demo_site):
    """Given a provider with pupils of two schools, when it is suspended, then each school is told
    of its own, nobody new can be asked for or accepted, until it is reinstated."""
    page = person("AP commissioner")
    suspend(page)
    a_minute_later()
    everybody_is_named(page)
    the_school_is_told(person, demo_site)
    nobody_new_can_come(person)
    reinstate(page)


def suspend(page):
    menu(page, "Providers")
    page.goto(page.url + "?text=riverside")
    go(page, RIVERSIDE, "Decide on approval")
    page.get_by_label("Suspend", exact=True).check()
    page.get_by_label("Reason").fill(REASON)
    press(page, "Continue")
    said = words(page)
    for name in ("Reece Walker", "Tyler Marsh", "Kai Bennett", "Jayden Cole", "Harvey Stone"):
        assert name in said
    assert "Luca Fenn" not in said  # Bromley's
    assert_accessible(page)
    press(page, "Record the decision")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Who is affected")


def everybody_is_named(page):
    page.reload()
    said = words(page)
    assert "Not yet: within minutes" not in said
    assert "1 person by e-mail" in row_of(page, "Reece Walker").inner_text()
    assert "1 person by e-mail" in row_of(page, "Kai Bennett").inner_text()
    assert_accessible(page)


def the_school_is_told(person, demo_site):
    school = person("School lead")
    school.goto("/")
    row = row_of(school, f"still placed at {RIVERSIDE}")
    with school.expect_navigation():
        row.get_by_role("link").first.click()
    said = words(school)
    assert REASON in said
    assert "Reece Walker" in said
    assert "Kai Bennett" not in said  # another school's
    [(count,)] = demo_site.query(
        "SELECT count(*) FROM notify_message WHERE subject = %s", f"{RIVERSIDE}: suspended"
    )
    assert count >= 2
    [(named,)] = demo_site.query(
        "SELECT count(*) FROM notify_message WHERE body ~ 'Walker|Bennett|Reece|Kai'"
    )
    assert named == 0


def nobody_new_can_come(person):
    school = person("School lead")
    menu(school, "Providers")
    school.goto(school.url + "?text=riverside")
    go(school, RIVERSIDE)
    assert "Suspended" in words(school)
    assert school.get_by_role("button", name="Ask for a place").count() == 0

    lead = person("Provider lead")
    lead.goto("/")
    with lead.expect_navigation():
        row_of(lead, "Harvey Stone").get_by_role("link", name="Answer").click()
    lead.get_by_label("Yes, accept the request").check()
    press(lead, "Send the answer")
    assert f"Nobody new can start at {RIVERSIDE}" in words(lead)


def reinstate(page):
    page.goto("/providers/?text=riverside")
    go(page, RIVERSIDE, "Decide on approval")
    page.get_by_label("Reinstate", exact=True).check()
    press(page, "Continue")
    press(page, "Record the decision")
    assert f"{RIVERSIDE} is approved" in words(page)
    assert "Reinstated: approved" in words(page)


def test_two_authorities_hold_different_decisions(person):
    """Given a provider that both approved, when one of them put a condition on it, then each
    sees the other's status and date, and nothing of its reasons."""
    said = {}
    for name in ("Havering", "Bromley"):
        page = person("AP commissioner", at=None if name == "Havering" else name)
        page.goto("/providers/?text=bower")
        go(page, "Bower Farm Learning")
        assert_accessible(page)
        said[name] = words(page)
        other = "Bromley" if name == "Havering" else "Havering"
        row = page.get_by_role("row").filter(has_text=other).last.inner_text()
        assert ("Approved with conditions" in row) is (other == "Bromley")
        assert "20" in row
    assert "minibus" in said["Bromley"]
    assert "minibus" not in said["Havering"]
