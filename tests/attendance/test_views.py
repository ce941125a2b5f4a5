"""One mark, one day, one pupil: what the pages show to whom, and what they cost."""

import datetime as dt
import re

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from attendance.models import CodeDecision, Mark
from placements.choices import SenProvision
from providers.models import SiteStaff
from tests.attendance.pages import cost, mark_url, text
from tests.factories.attendance import NOW, A, L, P, expected_pupils, mark, save
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


# Changing a mark


@pytest.mark.capability("F013")
def test_mark_change_needs_a_reason_and_keeps_the_history(
    web, due, site, provider_staff, provider_lead, school_lead
):
    save(provider_staff, site, mark(due))
    browser = web(provider_lead)
    address = mark_url(due, "change")
    data = {"observation": "L", "minutes": "20", "base_version": "1"}
    assert "Say why you are changing this mark" in text(browser.post(address, data))
    response = browser.post(address, data | {"reason": "Taxi log"}, follow=True)
    assert "The mark of Ada Marsh is changed." in text(response)
    for user, page in (
        (provider_lead, address),
        (school_lead, mark_url(due, "code")),
        (school_lead, f"/attendance/pupils/{due.pupil_id}/"),
    ):
        words = text(web(user).get(page))
        assert re.search(r"Present( \(B\))? Late, 20 minutes( \(B\))? Taxi log Pat Lowe", words)


def test_mark_change_on_an_older_version_says_so(web, due, site, provider_staff):
    save(provider_staff, site, mark(due))
    save(provider_staff, site, mark(due, A, base_version=1), change_reason="Wrong row")
    data = {"observation": "P", "reason": "No", "base_version": "1"}
    words = text(web(provider_staff).post(mark_url(due, "change"), data))
    assert "Somebody else has marked these pupils" in words
    assert Mark.objects.get().observation == A


def test_mark_change_of_an_unmarked_pupil_is_no_page(web, due, provider_staff):
    assert web(provider_staff).get(mark_url(due, "change")).status_code == 404


def test_mark_change_is_for_staff_of_the_site(web, due, site, provider_staff):
    save(provider_staff, site, mark(due))
    barn = SiteFactory(provider=site.provider, name="Barn")
    SiteStaff.objects.create(
        site=barn, provider=site.provider, membership=provider_staff.membership
    )
    assert web(provider_staff).get(mark_url(due, "change")).status_code == 404


# The school's code


def test_code_decide(web, due, site, provider_staff, school_attendance):
    save(provider_staff, site, mark(due, A, reason="refused", told_by="Tutor"))
    browser = web(school_attendance)
    address = mark_url(due, "code")
    words = text(browser.get(address))
    assert "Refused to come, told by Tutor" in words
    assert "N Reason for absence not yet established" in words
    assert "Say why the code is not the one proposed" in text(
        browser.post(address, {"code": "O", "reason": ""})
    )
    response = browser.post(address, {"code": "O", "reason": "Not authorised"}, follow=True)
    assert "Code O is recorded for Ada Marsh." in text(response)
    assert CodeDecision.objects.get().decided_by_id == school_attendance.pk
    words = text(browser.get(address))
    assert "Not authorised Ann Teal" in words


def test_code_decide_shows_the_nature_of_the_activity(web, due, site, provider_staff, school_lead):
    save(provider_staff, site, mark(due))
    words = text(web(school_lead).get(mark_url(due, "code")))
    assert "B Attending any other approved educational activity" in words
    assert "Nature of the activity Construction skills" in words


@pytest.mark.parametrize("who", ["provider_lead", "commissioner", "officer"])
def test_code_decide_is_the_schools_alone(web, request, due, site, provider_staff, who):
    save(provider_staff, site, mark(due))
    browser = web(request.getfixturevalue(who))
    assert browser.get(mark_url(due, "code")).status_code == 403


def test_code_decide_is_not_found_for_another_school(web, due, site, provider_staff, stranger):
    save(provider_staff, site, mark(due))
    assert web(stranger(Role.SCHOOL_LEAD)).get(mark_url(due, "code")).status_code == 404


# The day


@pytest.fixture
def day(term, school, site, provider_staff):
    """Five pupils: absent, absent and with a plan, late, present, not yet marked."""
    five = expected_pupils(5, school=school, site=site)
    five[1].pupil.sen_provision = SenProvision.PLAN
    five[1].pupil.save()
    save(
        provider_staff,
        site,
        mark(five[0], A, reason="ill", told_by="Mum"),
        mark(five[1], A),
        mark(five[2], L, minutes=10),
        mark(five[3], P),
    )
    return five


def test_attendance_day_puts_the_absent_and_vulnerable_first(web, day, school_lead):
    words = text(web(school_lead).get("/attendance/"))
    names = [words.index(day[n].pupil.name) for n in (1, 0, 4, 2, 3)]
    assert names == sorted(names)
    assert "1 register due" in words
    assert "2 not here" in words
    assert "1 not yet marked" in words
    assert "EHC plan" in words
    assert "Ill Told by Mum" in words


def test_attendance_day_shows_the_school_provider_reason_and_code(web, day, school_lead):
    words = text(web(school_lead).get("/attendance/"))
    assert "Bridge Farm Main yard Not here Ill Told by Mum I proposed" in words
    assert "B proposed Construction skills Decide" in words
    assert "Hillside School" not in words.partition("Attendance")[2].partition("Registers")[0]


def test_attendance_day_never_shows_a_provider_a_code(web, day, provider_lead):
    page = web(provider_lead).get("/attendance/")
    assert "proposed" not in text(page)
    assert "/code/" not in page.content.decode()
    assert "Hillside School" in text(page)


def test_attendance_day_of_a_school_has_its_own_pupils_alone(web, day, site, school, school_lead):
    neighbour = PupilFactory(school__authority=school.authority, surname="Neighbour")
    theirs = PlacementFactory(pupil=neighbour, provider=site.provider)
    SlotFactory(placement=theirs, site=site)
    words = text(web(school_lead).get("/attendance/"))
    assert "Neighbour" not in words
    assert "4 of 5" in words


def test_attendance_day_of_the_authority(web, day, commissioner, stranger):
    words = text(web(commissioner).get("/attendance/"))
    assert "Hillside School" in words
    assert "Decide" not in words
    other = text(web(stranger(Role.COMMISSIONER)).get("/attendance/"))
    assert "No sessions on this date" in other
    assert day[0].pupil.surname not in other


def test_attendance_day_is_not_for_provider_staff(web, provider_staff):
    assert web(provider_staff).get("/attendance/").status_code == 403


def test_attendance_day_of_another_date(web, day, school_lead):
    words = text(web(school_lead).get("/attendance/", {"date": "2026-11-16"}))
    assert "Not yet marked: 5" in words
    assert "Missing" in words
    holiday = text(web(school_lead).get("/attendance/", {"date": "2026-10-26"}))
    assert "No session is held: School holiday." in holiday


@pytest.mark.capability("F007")
def test_attendance_day_as_csv_has_those_not_yet_marked(web, day, school_lead, provider_lead):
    response = web(school_lead).get("/attendance/", {"date": "2026-11-23", "format": "csv"})
    assert response["Content-Disposition"] == 'attachment; filename="attendance-2026-11-23.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    [unmarked] = [line for line in lines if day[4].pupil.name in line]
    assert '"Not yet marked"' in unmarked
    assert PupilView.objects.filter(route="attendance:attendance_day").count() == 5
    theirs = web(provider_lead).get("/attendance/", {"format": "csv"}).content.decode()
    assert "Code" not in theirs


def test_attendance_day_costs_the_same_for_any_number(web, term, school, site, school_lead):
    costs = set()
    browser = web(school_lead)
    browser.get("/attendance/")
    for _ in range(2):
        expected_pupils(3, school=school, site=site)
        _, own, all_of_them = cost(browser, lambda: browser.get("/attendance/"))
        costs.add((own, all_of_them))
    assert len(costs) == 1
    assert own <= 6


def test_attendance_day_notes_who_was_seen(web, day, school_lead):
    web(school_lead).get("/attendance/")
    assert PupilView.objects.filter(route="attendance:attendance_day").count() == 5


# The pupil's half term


@pytest.mark.capability("F022")
def test_attendance_pupil_shows_the_rate_with_its_rule(web, due, site, provider_staff, school_lead):
    """Of four sessions: present, absent, not delivered, not yet marked. One of two is 50%."""
    days = [dt.date(2026, 11, n) for n in (2, 9, 16)]
    for day, observation in zip(days, ("P", "A", "X"), strict=True):
        now = dt.datetime(day.year, day.month, day.day, 9, 30, tzinfo=dt.UTC)
        save(provider_staff, site, mark(due, observation), date=day, now=now)
    words = text(web(school_lead).get(f"/attendance/pupils/{due.pupil_id}/"))
    assert "50.0% attendance" in words
    assert "1 attended of 2 possible" in words
    assert "1 not delivered" in words
    assert "1 session of this half term not yet marked." in words
    assert "not yet marked, or that the law does not count as possible are left out" in words
    assert "This academic year so far: 1 of 2 possible sessions, 50.0%" in words
    assert "Severe absence" in words
    assert "30 Nov 2026 am Planned" in words


def test_attendance_pupil_of_another_half_term(web, due, school_lead):
    browser = web(school_lead)
    address = f"/attendance/pupils/{due.pupil_id}/"
    words = text(browser.get(address, {"half_term": "1"}))
    assert "7 Sep 2026 am Not yet marked" in words
    assert "– attendance" in words
    with time_machine.travel(dt.datetime(2026, 8, 20, 9, tzinfo=dt.UTC)):
        assert "No half term has begun" in text(web(school_lead).get(address))


def test_attendance_pupil_is_not_found_for_strangers(web, due, stranger, provider_staff):
    address = f"/attendance/pupils/{due.pupil_id}/"
    for role in (Role.SCHOOL_LEAD, Role.PROVIDER_LEAD, Role.COMMISSIONER):
        assert web(stranger(role)).get(address).status_code == 404
    assert web(provider_staff).get(address).status_code == 403


def test_attendance_pupil_shows_a_provider_its_own_sessions_alone(
    web, due, site, provider_lead, school_lead
):
    other = PlacementFactory(pupil=due.pupil)
    SlotFactory(placement=other, weekday=2)
    address = f"/attendance/pupils/{due.pupil_id}/"
    assert text(web(school_lead).get(address)).count("Planned") == 7
    assert text(web(provider_lead).get(address)).count("Planned") == 3
