"""From a provider's approval to the Schools Forum: one story through every role."""

import datetime as dt

from tests.browser import assert_accessible
from tests.journeys.demo_site import TODAY
from tests.journeys.steps import enter_date, go, menu, press, row_of, score_every_section, words

PUPILS = [("Zoë", "Okafor"), ("Callum", "Brightwell")]


def test_main_job(person, on_phone, demo_site):
    """Given a provider that has applied, when it is approved, commissioned, taught at and visited,
    then each of its people sees at once what the others did."""
    approve_the_provider(person)
    for name in PUPILS:
        ask_for_a_place(person, *name)
    accept_and_start(person)
    take_the_register(person, on_phone)
    visit_and_grade(person, demo_site)


def approve_the_provider(person):
    """The commissioner approves Spark Digital; a school finds it that did not see it before."""
    school = person("School lead")
    menu(school, "Providers")
    assert school.get_by_role("link", name="Spark Digital").count() == 0

    page = person("AP commissioner")
    menu(page, "Providers")
    go(page, "Spark Digital", "Decide on approval")
    score_every_section(page)
    page.get_by_label("Approve", exact=True).check()
    press(page, "Continue")
    assert "All your schools see the provider in the catalogue" in words(page)
    assert_accessible(page)
    press(page, "Record the decision")
    assert page.get_by_role("heading", level=1).inner_text() == "Spark Digital"

    menu(school, "Providers")
    entry = row_of(school, "Spark Digital")
    assert "Approved" in entry.inner_text()
    assert "Developing" in entry.inner_text()


def ask_for_a_place(person, forename, surname):
    """A school lead adds a pupil, answers one thing a page, checks the answers and sends them."""
    page = person("School lead")
    menu(page, "Pupils")
    go(page, "Add a pupil")
    page.get_by_label("First name, as on the register").fill(forename)
    page.get_by_label("Last name").fill(surname)
    enter_date(page, "Date of birth", dt.date(2012, 5, 4))
    page.get_by_label("Male", exact=True).check()
    page.get_by_label("On the home school's roll only").check()
    page.get_by_label("SEN support").check()
    press(page, "Save the pupil")
    assert page.get_by_role("heading", level=1).inner_text() == f"{forename} {surname}"

    go(page, "Request a placement")
    page.get_by_label(f"{forename} {surname}").check()
    press(page, "Continue")
    answer_each_part(page)
    go(page, "Check your answers and send")
    answers = words(page)
    assert "Arranged by the school otherwise" in answers
    assert "Spark Digital, Main site" in answers
    assert "From 3 half-days a week to 8 half-days by 18 Dec 2026" in answers
    assert "23 Nov 2026 to 12 Feb 2027" in answers
    assert_accessible(page)
    press(page, "Send the request")
    assert "The request is sent to Spark Digital." in words(page)


def answer_each_part(page):
    go(page, "Reason and basis in law")
    page.get_by_label("Arranged by the school otherwise").check()
    page.get_by_label("Not attending school").check()
    press(page, "Save and continue")
    go(page, "Provider and site")
    page.get_by_label("Search by name, town or what is taught").fill("spark")
    press(page, "Search")
    page.get_by_label("Spark Digital: Main site").check()
    press(page, "Save and continue")
    go(page, "Dates and timetable")
    page.get_by_label("What will the pupil do there?").fill("Games and coding")
    enter_date(page, "When should it start?", TODAY)
    enter_date(page, "When is it planned to end?", dt.date(2027, 2, 12))
    page.get_by_label("Monday morning", exact=True).check()
    page.get_by_label("Thursday morning", exact=True).check()
    press(page, "Save and continue")
    go(page, "Support plan and objectives")
    page.get_by_label("Strengths").fill("Curious about how games are made")
    page.get_by_label("Needs").fill("Large groups are hard")
    page.get_by_label("What helps").fill("A quiet start and a plan for the morning")
    first = page.get_by_role("group", name="Objective 1")
    first.get_by_label("Objective", exact=True).fill("Come to more of the week")
    first.get_by_label("Area").select_option("Attendance")
    first.get_by_label("Baseline").fill("3 half-days a week")
    first.get_by_label("Target").fill("8 half-days")
    enter_date(first, "By when", dt.date(2026, 12, 18))
    press(page, "Save and continue")


def accept_and_start(person):
    """The provider's lead accepts both requests; the school records their start."""
    lead, school = person("Provider lead", at="Spark Digital"), person("School lead")
    for forename, surname in PUPILS:
        lead.goto("/")
        row = row_of(lead, f"{forename} {surname}")
        with lead.expect_navigation():
            row.get_by_role("link", name="Answer").click()
        lead.get_by_label("Yes, accept the request").check()
        press(lead, "Send the answer")
        assert f"You have accepted {forename} {surname}." in words(lead)

        menu(school, "Placements")
        go(school, f"{forename} {surname}", "Record the start")
        assert_accessible(school)
        press(school, "Record the start")
        assert "The placement is active." in words(school)


def take_the_register(person, on_phone):
    """A tutor marks all present but one on a phone; the school's attendance officer reads it at
    the next look, with the code proposed."""
    tutor = on_phone("Provider staff", at="Spark Digital")
    with tutor.expect_navigation():
        tutor.get_by_role("button", name="Take the morning register").click()
    tutor.get_by_role("button", name="Mark everyone not yet marked as present").click()
    assert "Everyone is marked" in words(tutor)
    callum = tutor.get_by_role("group", name="Callum Brightwell")
    callum.get_by_role("radio", name="Not here").check()
    callum.get_by_label("Do you know why?").select_option(label="Ill")
    callum.get_by_label("Who told you?").fill("His mother, by phone")
    press(tutor, "Save register")
    assert "Register saved: 2 of 2 pupils marked." in words(tutor)
    assert_accessible(tutor)

    school = person("Attendance officer")
    menu(school, "Attendance")
    absent, present = row_of(school, "Callum Brightwell"), row_of(school, "Zoë Okafor")
    assert "Told by His mother, by phone" in absent.inner_text()
    assert absent.locator("abbr").inner_text() == "I"
    assert present.locator("abbr").inner_text() == "B"
    assert "proposed" in present.inner_text()


def visit_and_grade(person, demo_site):
    """An officer records a visit on the standards, the commissioner signs it off, and its grade
    stands in the catalogue."""
    officer = person("LA officer")
    menu(officer, "Visits")
    go(officer, "Start a visit")
    officer.get_by_label("Which provider do you visit?").select_option(label="Spark Digital")
    press(officer, "Continue")
    officer.get_by_label("Full review").check()
    press(officer, "Begin the visit")
    for met in officer.get_by_label("Met", exact=True).all():
        met.check()
    officer.get_by_label("Summary of the visit").fill("Well run, in a calm and tidy room.")
    press(officer, "Save and check")
    assert_accessible(officer)
    press(officer, "Send for sign-off")
    assert "somebody else signs it off" in words(officer)
    # The days in which the provider may reply pass.
    demo_site.query(
        "UPDATE qa_visit SET reply_by = visited_on - 1"
        " WHERE status = 'submitted' AND visited_on = %s",
        TODAY,
    )

    page = person("AP commissioner")
    page.goto(officer.url)
    go(page, "Sign off")
    page.get_by_label("Strong").check()
    press(page, "Sign off and publish")
    assert "Signed off: Spark Digital is graded “Strong”" in words(page)

    school = person("School lead")
    menu(school, "Providers")
    assert "Strong" in row_of(school, "Spark Digital").inner_text()


def test_commissioner_sees_what_is_wrong_and_its_working(person):
    """Given a day of the demo, when the commissioner opens the first page, then it names what is
    missing, and the flag of the registration watch shows counts, never names, of the neighbour."""
    page = person("AP commissioner")
    home = words(page)
    # At 09:05 no morning register of today is late yet; last week's missing one is still open.
    for kind in ("Register missing", "Review overdue", "Needs to register"):
        assert kind in home
    row = page.get_by_role("listitem").filter(has_text="Needs to register")
    with page.expect_navigation():
        row.get_by_role("link").first.click()
    working = words(page)
    for own in ("Reece Walker", "Tyler Marsh", "Kai Bennett", "Jayden Cole"):
        assert own in working
    assert "Luca Fenn" not in page.content()
    shares = page.get_by_role("table", name="By local authority")
    assert [row.inner_text().split() for row in shares.get_by_role("row").all()[1:]] == [
        ["Bromley", "1"],
        ["Havering", "4"],
    ]


def test_forum_reads_what_the_commissioner_publishes(person):
    """Given a draft, when the commissioner publishes it, then a Forum member can read it, who
    could not before."""
    member = person("Schools Forum member")
    menu(member, "Forum reports")
    assert member.get_by_role("link", name="Places to commission next year").count() == 0

    page = person("AP commissioner")
    menu(page, "Forum reports")
    go(page, "Places to commission next year")
    press(page, "Publish to the Schools Forum")
    assert "Published. The Schools Forum can now read this report." in words(page)

    menu(member, "Forum reports")
    go(member, "Places to commission next year")
    assert "That the Forum gives its view on the number of places proposed." in words(member)
    table = member.get_by_role("table", name="Placements by home school")
    assert table.get_by_role("row").nth(1).inner_text().split("\t")[0] == (
        "Abbs Cross Academy and Arts College"
    )
    names = [f"{forename} {surname}" for forename, surname in PUPILS]
    assert [name for name in names if name in member.content()] == []
