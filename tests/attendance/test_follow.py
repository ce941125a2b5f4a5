"""Asking after an absent pupil, entering for a provider, reopening and deciding, as pages."""

import datetime as dt
import uuid

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import FollowUp, Mark, MarkConflict, MarkEvent, Reopening
from attendance.rules import LONDON
from tests.attendance.pages import mark_url, sent, take_url, text
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import MONDAY, A, expected_pupils, mark, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(time_machine_at):
    return time_machine_at(dt.datetime(2026, 11, 23, 9, 40, tzinfo=LONDON))


ASKED = {"asked": "Mother, by phone", "outcome": "no_answer", "seen_safe": "unknown"}


@pytest.mark.capability("F082")
@pytest.mark.parametrize("who", ["school_attendance", "officer"])
def test_follow_up_add_keeps_each_attempt(web, request, due, site, provider_staff, who):
    save(provider_staff, site, mark(due, A))
    user = request.getfixturevalue(who)
    browser, path = web(user), mark_url(due, "follow-up")
    assert "Enter who was asked" in text(browser.post(path, {**ASKED, "asked": ""}))
    assert browser.post(path, ASKED).status_code == 302
    last = {"outcome": "visited", "seen_safe": "yes", "escalated_to": "police", "note": "At 11"}
    assert browser.post(path, {**ASKED, **last}).status_code == 302
    shown = text(browser.get(path))
    assert "Mother, by phone No answer Not known yet Nobody else" in shown
    assert "Visited at home At 11 Yes, seen or spoken to Police welfare check" in shown
    assert user.name in shown
    assert FollowUp.objects.count() == 2


def test_record_follow_up_needs_who_was_asked(due, school_lead):
    given = {**ASKED, "asked": " "}
    with pytest.raises(NotAllowed, match="who was asked"):
        actions.record_follow_up(by=school_lead, placement=due, date=MONDAY, session="am", **given)


def test_follow_up_add_is_not_found_for_strangers_nor_open_to_staff(
    web, due, site, provider_staff, stranger
):
    save(provider_staff, site, mark(due, A))
    path = mark_url(due, "follow-up")
    assert web(stranger("school_lead")).get(path).status_code == 404
    assert web(provider_staff).get(path).status_code == 403


def enter_url(site):
    return take_url(site) + "enter/"


@pytest.mark.parametrize("who", ["school_attendance", "commissioner"])
def test_register_enter_says_who_entered_and_who_told(
    web, request, due, site, school, provider_staff, who
):
    others = expected_pupils(
        1, school=SchoolFactory(authority__name="Far"), site=site, session="am"
    )
    user = request.getfixturevalue(who)
    browser = web(user)
    page = browser.get(enter_url(site))
    assert others[0].pupil.surname not in page.content.decode()
    data = sent(page, **{f"mark_{due.pk}": "P"})
    assert "Say who at the provider told you" in text(browser.post(enter_url(site), data))
    assert browser.post(enter_url(site), data | {"on_behalf": "Pat"}).status_code == 302
    event = MarkEvent.objects.get()
    assert (event.on_behalf, event.person_name) == ("Told by Pat", user.name)
    for viewer, path in ((provider_staff, take_url(site)), (user, enter_url(site))):
        shown = text(web(viewer).get(path))
        assert f"Entered for Bridge Farm by {user.name} (Told by Pat)" in shown
        assert "for the provider (Told by Pat)" in shown
    assert "for the provider (Told by Pat)" in text(web(user).get("/attendance/"))


def test_register_enter_is_not_the_providers(web, due, site, provider_lead):
    assert web(provider_lead).get(enter_url(site)).status_code == 403


def test_a_closed_register_says_so_and_is_reopened(
    web, due, site, provider_staff, commissioner, officer, time_machine_at
):
    time_machine_at(dt.datetime(2026, 12, 14, 9, 40, tzinfo=LONDON))
    shown = web(provider_staff).get(take_url(site))
    assert "closed for changes on Monday 7 December 2026" in text(shown)
    assert '<form method="post" novalidate id="register"' not in shown.content.decode()
    path = take_url(site) + "reopen/"
    assert web(officer).get(path).status_code == 403
    assert "Say why it is reopened" in text(web(commissioner).post(path, {"reason": ""}))
    assert web(commissioner).post(path, {"reason": "Paper sheet found"}).status_code == 302
    assert Reopening.objects.get().reason == "Paper sheet found"
    page = web(provider_staff).get(take_url(site))
    data = sent(page, **{f"mark_{due.pk}": "P"})
    assert web(provider_staff).post(take_url(site), data).status_code == 302
    assert Mark.objects.count() == 1


@pytest.mark.capability("F076")
def test_a_mark_entered_on_a_later_day_says_so_everywhere(
    web, due, site, provider_staff, school_lead
):
    """The database's own clock dates a mark, and no test moves that: the session is a week ago."""
    before = MONDAY - dt.timedelta(days=7)
    page = web(provider_staff).get(take_url(site, date=before))
    data = sent(page, **{f"mark_{due.pk}": "P"})
    assert web(provider_staff).post(take_url(site, date=before), data).status_code == 302
    assert "Entered late." in text(web(provider_staff).get(take_url(site, date=before)))
    school = web(school_lead)
    assert "entered late" in text(school.get(f"/attendance/?date={before}"))
    assert "entered late" in text(school.get(f"/attendance/pupils/{due.pupil_id}/"))
    csv = school.get(f"/attendance/?date={before}&format=csv").content.decode()
    assert '"Entered late"' in csv
    assert '"Yes"' in csv


@pytest.fixture
def conflict(due, site, provider_staff, provider_lead):
    save(provider_lead, site, mark(due))
    with database_scope(provider_staff.membership):
        actions.receive_marks(
            by=provider_staff,
            site=site,
            date=MONDAY,
            session="am",
            key=uuid.uuid4(),
            marks=[mark(due, A)],
        )
    return MarkConflict.objects.get()


def test_conflict_list_and_settle(web, conflict, school_lead, provider_staff, stranger):
    for user in (school_lead, provider_staff):
        assert "Ada Marsh" in text(web(user).get("/attendance/conflicts/"))
    other = web(stranger("school_lead"))
    assert "Nothing to decide" in text(other.get("/attendance/conflicts/"))
    path = f"/attendance/conflicts/{conflict.pk}/"
    assert other.get(path).status_code == 404
    browser = web(school_lead)
    assert "Present, stored, by Pat Lowe" in text(browser.get(path))
    answer = {"which": "replace", "reason": "Rang them", "on_behalf": ""}
    assert "Say who at the provider told you" in text(browser.post(path, answer))
    assert browser.post(path, answer | {"on_behalf": "Pat"}).status_code == 302
    assert Mark.objects.get().observation == A
    assert "Nothing to decide" in text(browser.get("/attendance/conflicts/"))
    assert "The other mark was right, by Sam Okoro: Rang them" in text(browser.get(path))


def test_a_conflict_on_the_page_is_kept_until_the_sender_decides(
    web, due, site, provider_staff, provider_lead
):
    page = web(provider_staff).get(take_url(site))
    save(provider_lead, site, mark(due))
    data = sent(page, **{f"mark_{due.pk}": "A"})
    assert web(provider_staff).post(take_url(site), data).status_code == 409
    assert MarkConflict.objects.open().get().observation == A
    again = sent(web(provider_staff).get(take_url(site)), **{f"mark_{due.pk}": "A"})
    again["change_reason"] = "He left at the gate"
    assert web(provider_staff).post(take_url(site), again).status_code == 302
    assert MarkConflict.objects.get().outcome == "replaced"
    assert Mark.objects.get().observation == A


def test_a_pupil_who_could_not_be_taught_needs_a_reason(web, due, site, provider_staff):
    page = web(provider_staff).get(take_url(site))
    data = sent(page, **{f"mark_{due.pk}": "X"})
    assert "Say why Ada Marsh could not be taught" in text(
        web(provider_staff).post(take_url(site), data)
    )
    data[f"note-{due.pk}"] = "Tutor ill"
    assert web(provider_staff).post(take_url(site), data).status_code == 302
    assert Mark.objects.get().observation == "X"
