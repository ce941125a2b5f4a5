"""The attendance report: by the one rule, page and file alike."""

import datetime as dt

import pytest

from attendance import actions
from attendance.report import PupilLine, total
from attendance.rules import LONDON, Counts
from tests.attendance.pages import text
from tests.factories.attendance import MONDAY, A, X, expected_pupils, mark, save

pytestmark = pytest.mark.django_db
PAGE = "/attendance/report/"


@pytest.fixture(autouse=True)
def afternoon(time_machine_at):
    return time_machine_at(dt.datetime(2026, 11, 23, 15, 0, tzinfo=LONDON))


@pytest.fixture
def five(term, school, site, provider_staff):
    placements = expected_pupils(5, school=school, site=site)
    present, ill, unknown, undelivered, _ = placements
    save(
        provider_staff,
        site,
        mark(present),
        mark(ill, A, reason="ill"),
        mark(unknown, A),
        mark(undelivered, X, note="Tutor ill"),
    )
    return placements


def line(attended, absent, authorised=0):
    return PupilLine(None, Counts(attended=attended, absent=absent), authorised)


def test_lines_have_rate_band_and_what_was_not_authorised():
    assert [each.band for each in (line(9, 1), line(10, 1), line(1, 1), line(0, 0))] == [
        "Persistent absence",
        "",
        "Severe absence",
        "",
    ]
    assert str(line(9, 1).rate) == "90.0"
    assert line(0, 0).rate is None
    assert line(5, 3, 1).unauthorised == 2


def test_total_is_by_the_same_rule():
    whole = total([line(9, 1), line(1, 1, 1)])
    assert (whole.counts.possible, whole.authorised, whole.unauthorised) == (12, 1, 1)
    assert str(whole.rate) == "83.3"


def test_attendance_report_of_the_week(web, five, school_attendance):
    actions.record_follow_up(
        by=school_attendance,
        placement=five[2],
        date=MONDAY,
        session="am",
        asked="Mother",
        outcome="no_answer",
        seen_safe="no",
    )
    shown = text(web(school_attendance).get(PAGE))
    assert (
        "33.3% attendance: 1 of 3 possible sessions attended, 1 absent authorised, 1 unauthorised."
        " 1 not delivered and 1 not yet marked are in neither. 1 follow-up recorded." in shown
    )
    assert "Sessions attended out of sessions possible." in shown


def test_attendance_report_as_csv_has_the_same_figures(web, five, school_lead):
    csv = web(school_lead).get(f"{PAGE}?format=csv").content.decode()
    rows = [row.strip().split(",") for row in csv.splitlines()]
    assert len(rows) == 6
    assert rows[1][2:10] == ['"1"', '"1"', '"0"', '"0"', '"0"', '"100.0"', '""', '"0"']
    assert rows[2][5:9] == ['"1"', '"0"', '"0.0"', '"Severe absence"']
    assert rows[5][9:11] == ['"0"', '"1"']


def test_attendance_report_of_a_half_term_and_of_last_week(web, five, commissioner):
    browser = web(commissioner)
    assert "1 of 3 possible" in text(browser.get(f"{PAGE}?period=Autumn 2"))
    assert "No planned" not in text(browser.get(f"{PAGE}?period=Last week"))


def test_attendance_report_shows_strangers_nothing(web, five, stranger, provider_staff):
    for role in ("school_lead", "commissioner"):
        assert "Pupil0" not in text(web(stranger(role)).get(PAGE))
    assert web(provider_staff).get(PAGE).status_code == 403
