"""Absences entered ahead: advice on the register, and never a mark."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import Mark, PlannedAbsence
from attendance.rules import LONDON
from attendance.sheet import read_sheet
from tests.attendance.pages import take_url, text
from tests.factories.attendance import MONDAY, expected_pupils
from tests.factories.providers import ProviderFactory, SiteFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def morning(time_machine_at):
    return time_machine_at(dt.datetime(2026, 11, 23, 9, 20, tzinfo=LONDON))


def plan(by, *placements, **given):
    facts = {"kind": "at_school", "starts_on": MONDAY, "ends_on": MONDAY}
    with database_scope(by.membership):
        return actions.plan_absence(by=by, placements=placements, **{**facts, **given})


def advice(site, date=MONDAY, session="am"):
    sheet = read_sheet(date, [session], of="site", pk=site.pk, provider=site.provider_id)
    return [row.advice for row in sheet.rows]


def test_plan_absence_is_advice_on_its_dates_and_session(due, site, school_lead):
    plan(school_lead, due, note="Art exam", ends_on=MONDAY + DAY, session="am")
    assert advice(site) == ["At school that day: Art exam"]
    assert advice(site, MONDAY + 7 * DAY) == [""]


def test_plan_absence_of_the_other_session_is_no_advice(due, site, school_lead):
    plan(school_lead, due, session="pm")
    assert advice(site) == [""]


def test_plan_absence_reaches_every_provider_of_the_pupil(due, school, school_lead):
    other = SiteFactory(provider=ProviderFactory())
    [second] = expected_pupils(1, school=school, site=other, pupil=due.pupil, session="pm")
    planned = plan(school_lead, due, second)
    assert {each.provider_id for each in planned} == {due.provider_id, second.provider_id}
    assert advice(other, session="pm") == ["At school that day"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ends_on": MONDAY - DAY}, "last day is before"),
        ({"starts_on": dt.date(2026, 9, 1), "ends_on": dt.date(2026, 9, 2)}, "no placement"),
    ],
)
def test_plan_absence_is_refused(due, school_lead, given, message):
    with pytest.raises(NotAllowed, match=message):
        plan(school_lead, due, **given)


def test_withdraw_planned_absence_takes_the_advice_away(due, site, school_lead):
    [planned] = plan(school_lead, due)
    actions.withdraw_planned_absence(by=school_lead, planned=planned)
    assert advice(site) == [""]
    with pytest.raises(NotAllowed, match="taken back already"):
        actions.withdraw_planned_absence(by=school_lead, planned=planned)


@pytest.mark.capability("F075")
@pytest.mark.parametrize("who", ["school_attendance", "provider_staff", "officer"])
def test_absence_plan_page_shows_on_the_register_and_marks_nobody(
    web, request, due, site, provider_staff, who
):
    browser = web(request.getfixturevalue(who))
    path = f"/attendance/pupils/{due.pupil_id}/planned/"
    sent = {"kind": "at_school", "session": "", "note": "Back for a trial week"}
    for name, day in (("starts_on", 23), ("ends_on", 27)):
        sent |= {f"{name}_0": day, f"{name}_1": 11, f"{name}_2": 2026}
    assert "Select why" in text(browser.post(path, sent | {"kind": ""}))
    assert browser.post(path, sent).status_code == 302
    assert "23 to 27 Nov 2026" in text(browser.get(path))
    register = web(provider_staff).get(take_url(site))
    assert "Entered ahead: At school that day: Back for a trial week" in text(register)
    assert " checked" not in register.content.decode()
    assert Mark.objects.count() == 0
    planned = PlannedAbsence.objects.get()
    withdraw = f"/attendance/planned/{planned.pk}/withdraw/"
    assert browser.get(withdraw).status_code == 200
    assert browser.post(withdraw).status_code == 302
    assert "Entered ahead" not in text(web(provider_staff).get(take_url(site)))


def test_absence_plan_is_not_found_for_strangers(web, due, stranger):
    for role in ("school_lead", "provider_staff", "commissioner"):
        path = f"/attendance/pupils/{due.pupil_id}/planned/"
        assert web(stranger(role)).get(path).status_code == 404


def test_absence_plan_refuses_more_than_three_months(web, due, school_lead):
    sent = {"kind": "leave", "session": "", "note": ""}
    for name, year in (("starts_on", 2026), ("ends_on", 2027)):
        sent |= {f"{name}_0": 1, f"{name}_1": 12, f"{name}_2": year}
    page = web(school_lead).post(f"/attendance/pupils/{due.pupil_id}/planned/", sent)
    assert "three months or less" in text(page)
