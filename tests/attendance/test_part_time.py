"""Code C2: for the half-days that a part-time timetable frees, within its dates and after none."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.models import PartTimeTimetable
from attendance.part_time import code_for, half_days_in_words
from attendance.rules import LONDON
from tests.attendance.pages import text
from tests.factories.attendance import MONDAY, mark, save
from tests.webclient import WebClient

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY


@pytest.fixture
def agreed(pupil, school_lead):
    with database_scope(school_lead.membership):
        return agree(school_lead, pupil)


def agree(by, pupil, **given):
    facts = {
        "half_days": ["1 pm", "5 am"],
        "starts_on": MONDAY - 7 * DAY,
        "ends_on": FRIDAY,
        "parent": "Joan Marsh",
        "reason": "Anxiety after a bereavement",
    }
    return actions.agree_part_time(by=by, pupil=pupil, **{**facts, **given})


@pytest.mark.parametrize(
    ("date", "session", "code"),
    [
        (MONDAY, "pm", "C2"),
        (MONDAY, "am", ""),
        (FRIDAY, "am", "C2"),
        (FRIDAY + 3 * DAY, "pm", ""),
        (MONDAY - 14 * DAY, "pm", ""),
    ],
)
def test_code_for_is_c2_within_the_agreement_alone(agreed, date, session, code):
    assert code_for([agreed], date, session)[0] == code


def test_code_for_ends_when_the_pupil_is_back_full_time(agreed, school_lead):
    actions.stop_part_time(by=school_lead, timetable=agreed, on=MONDAY)
    assert code_for([agreed], MONDAY, "pm") == ("C2", agreed)
    assert code_for([agreed], FRIDAY, "am") == ("", None)
    with pytest.raises(NotAllowed, match="ended already"):
        actions.stop_part_time(by=school_lead, timetable=agreed, on=MONDAY)


def test_half_days_in_words(agreed):
    assert half_days_in_words(agreed) == "Monday afternoon, Friday morning"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"half_days": []}, "at least one half-day"),
        ({"ends_on": MONDAY - 30 * DAY}, "end is before"),
        ({"starts_on": dt.date(2024, 8, 1)}, "begins on 19 August 2024"),
        ({"ends_on": dt.date(2030, 1, 1)}, "not of compulsory school age"),
    ],
)
def test_agree_part_time_is_refused(pupil, school_lead, given, message):
    with pytest.raises(NotAllowed, match=message):
        agree(school_lead, pupil, **given)


def test_agree_part_time_is_refused_for_a_pupil_on_no_roll(pupil, school_lead):
    pupil.roll, pupil.school = "none", None
    with pytest.raises(NotAllowed, match="on a school's roll"):
        agree(school_lead, pupil)


def page(user, pupil):
    return text(WebClient().sign_in(user).get(f"/attendance/pupils/{pupil.pk}/"))


@pytest.fixture
def friday(time_machine_at):
    return time_machine_at(dt.datetime(2026, 11, 27, 10, tzinfo=LONDON))


@pytest.mark.capability("F010")
def test_a_pupils_week_shows_b_where_taught_and_c2_where_freed(
    friday, agreed, due, site, provider_staff, school_lead, provider_lead
):
    save(provider_staff, site, mark(due))
    shown = page(school_lead, due.pupil)
    assert "am Present (B)" in shown
    assert "pm C2" in shown
    assert "Joan Marsh, 16 to 27 Nov 2026: code C2 on Monday afternoon, Friday morning" in shown
    assert "C2" not in page(provider_lead, due.pupil)


def test_part_time_pages(friday, web, pupil, school_attendance, term, placement):
    browser = web(school_attendance)
    path = f"/attendance/pupils/{pupil.pk}/part-time/"
    assert browser.get(path).status_code == 200
    boxes = {"half_days": ["2 am"], "parent": "Joan", "reason": "Ill health"}
    for name, day in (("starts_on", 23), ("ends_on", 20)):
        boxes |= {f"{name}_0": day, f"{name}_1": 11, f"{name}_2": 2026}
    assert "must not be before the start date" in text(browser.post(path, boxes))
    assert browser.post(path, boxes | {"ends_on_0": 30}).status_code == 302
    made = PartTimeTimetable.objects.get()
    assert (made.half_days, made.parent, made.recorded_by_id) == (
        ["2 am"],
        "Joan",
        school_attendance.pk,
    )
    stop = f"/attendance/part-time/{made.pk}/end/"
    assert "Tuesday morning" in text(browser.get(stop))
    assert browser.post(stop, {"on_0": 24, "on_1": 11, "on_2": 2026}).status_code == 302
    made.refresh_from_db()
    assert made.stopped_on == dt.date(2026, 11, 24)


def test_part_time_timetables_are_the_schools_and_its_authoritys(
    agreed, commissioner, provider_lead, stranger
):
    for user, number in ((commissioner, 1), (provider_lead, 0), (stranger("school_lead"), 0)):
        with database_scope(user.membership):
            assert PartTimeTimetable.objects.visible_to(user).count() == number
