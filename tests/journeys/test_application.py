"""A provider applies, an officer verifies its evidence, the commissioner approves it with a
condition; then a document runs out and the approval follows by itself."""

import datetime as dt

import pytest

from tests.browser import assert_accessible
from tests.documents.files import pdf
from tests.journeys import demo_site as sites
from tests.journeys.steps import enter_date, go, press, row_of, score_every_section, words

THAMES = "Thames Gateway Pupil Referral Service"
TOMORROW = sites.TODAY + dt.timedelta(days=1)
CONDITION = "A second first aider by Christmas."


@pytest.fixture
def the_night(demo_site, tmp_path):
    """Let the job of a night run, as the worker does."""

    def run(date):
        settings = sites.environment(demo_site.owner_url, tmp_path)
        at = f"{date.isoformat()}T02:30"
        sites.manage("run_jobs", "evidence", "--at", at, settings=settings)

    return run


def test_application(person, the_night):
    """Given an application that was begun, when the provider finishes it and the authority looks
    at it, then it is approved with a condition; when its evidence runs out, the night says so."""
    lead = person("Provider lead", at=THAMES)
    finish_the_application(lead)
    give_a_file(lead)
    send(lead)
    verify(person("LA officer", at="Connor Russell, Bromley"))
    approve_with_a_condition(person("AP commissioner", at="Bromley"))
    the_provider_reads_it(lead)
    the_night(TOMORROW + dt.timedelta(days=1))
    the_status_follows(lead)


def finish_the_application(page):
    """It says what is missing; what was written before is still there."""
    page.goto("/providers/applications/")
    go(page, "Bromley")
    assert "Staffing (your answer)" in words(page)
    assert_accessible(page)
    for title in ("Keeping pupils safe on site", "Staffing", "Equality and special needs"):
        go(page, title)
        page.get_by_label("Your answer").fill("We have a plan for it, and keep to it.")
        press(page, "Save and continue")
    accept_the_terms(page)


def accept_the_terms(page):
    """Each text that the authority has published, if any."""
    application = page.url
    while "your acceptance of" in words(page):
        missing = page.get_by_text("your acceptance of").first.inner_text()
        title = missing.partition("your acceptance of ")[2].partition(", version")[0]
        go(page, "Agreement to terms")
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=title).first.click()
        go(page, "Accept this version")
        for box in page.locator("main").get_by_role("checkbox").all():
            box.check()
        with page.expect_navigation():
            page.locator("main button[type=submit]").last.click()
        page.goto(application)


def give_a_file(page):
    """A file that is none is refused and the dates stay; then the real one is taken."""
    application = page.url
    go(page, "Evidence", "Replace Fire risk assessment")
    give = page.get_by_label("File")
    give.set_input_files({"name": "fire.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    enter_date(page, "Date of issue", dt.date(2025, 11, 25))
    enter_date(page, "Last day it holds (optional)", TOMORROW)
    press(page, "Save")
    assert "The file is called a PDF but is none inside." in words(page)
    box = page.get_by_role("group", name="Last day it holds (optional)").get_by_label("Day")
    assert box.input_value() == str(TOMORROW.day)
    assert_accessible(page)
    give.set_input_files({"name": "fire.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    press(page, "Save")
    assert "Saved: Fire risk assessment." in words(page)
    assert "Waiting for a check" in row_of(page, "Fire risk assessment").inner_text()
    assert_accessible(page)
    page.goto(application)


def send(page):
    go(page, "Check your answers and send")
    assert_accessible(page)
    page.get_by_label("What we say here is true").check()
    press(page, "Send the application")
    assert "Your application is sent to Bromley." in words(page)


def verify(page):
    page.goto("/providers/applications/")
    go(page, THAMES, "Check Fire risk assessment")
    page.get_by_label("It shows what it should").check()
    assert_accessible(page)
    press(page, "Save")
    assert "Runs out soon" in row_of(page, "Fire risk assessment").inner_text()


def approve_with_a_condition(page):
    page.goto("/providers/applications/")
    go(page, THAMES)
    assert_accessible(page)
    go(page, "Decide on approval")
    score_every_section(page)
    page.get_by_label("Approve with conditions", exact=True).check()
    page.get_by_label("Reason", exact=True).fill("Sound, with one thing to add.")
    page.get_by_label("Conditions (if you approve with conditions)").fill(CONDITION)
    press(page, "Continue")
    press(page, "Record the decision")
    assert "Approved with conditions" in words(page)


def the_provider_reads_it(page):
    page.goto("/providers/applications/")
    assert "Decided" in row_of(page, "Bromley").inner_text()
    go(page, "Bromley")
    assert "Approved with conditions" in words(page)


def the_status_follows(page):
    """Both authorities' approvals say which document ran out; Bromley's own condition stays."""
    page.goto("/providers/")
    entry = words(page)
    assert entry.count("Fire risk assessment (ran out on 24 Nov 2026)") >= 2
    assert CONDITION in entry
    assert "Give evidence that is in date: Fire risk assessment." in entry
