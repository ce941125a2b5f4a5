"""A site's week: seen whole, filled in afterwards, on paper."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from attendance.models import Mark
from attendance.rules import LONDON
from attendance.week_grid import grid, half_days, week_of
from tests.attendance.pages import text
from tests.factories.attendance import MONDAY, L, expected_pupils, mark, save
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday(time_machine_at):
    return time_machine_at(dt.datetime(2026, 11, 26, 15, 0, tzinfo=LONDON))


def week_url(site, date=MONDAY):
    return f"/registers/{site.pk}/week/{date}/"


def cell(placement, date=MONDAY, session="am"):
    return f"cell-{placement.pk}-{date}-{session}"


def test_week_of_and_half_days():
    assert week_of(MONDAY + 6 * DAY)[0] == MONDAY
    assert half_days(MONDAY)[:3] == [(MONDAY, "am"), (MONDAY, "pm"), (MONDAY + DAY, "am")]
    assert len(half_days(MONDAY)) == 10
    assert grid([], MONDAY, times={}, closed=set(), now=None) == []


@pytest.mark.capability("F078")
def test_register_week_is_filled_in_afterwards(web, term, school, site, provider_staff):
    first, second = expected_pupils(2, school=school, site=site)
    SlotFactory(placement=first, site=site, weekday=2, session="pm")
    SlotFactory(placement=first, site=site, weekday=5)
    save(provider_staff, site, mark(second, L, minutes=10))
    browser = web(provider_staff)
    page = browser.get(week_url(site))
    content = page.content.decode()
    tuesday, friday = MONDAY + DAY, MONDAY + 4 * DAY
    assert f'name="{cell(first)}"' in content
    assert cell(first, friday) not in content  # that day is still to come
    assert cell(second) not in content
    assert "Late, 10 minutes" in text(page)
    filling = {cell(first): "P", cell(first, tuesday, "pm"): "A", "key": ""}
    assert browser.post(week_url(site), filling).status_code == 302
    stored = Mark.objects.filter(placement=first).order_by("date")
    assert [(m.date, m.session, m.observation) for m in stored] == [
        (MONDAY, "am", "P"),
        (tuesday, "pm", "A"),
    ]
    again = text(browser.get(week_url(site)))
    assert "Not here" in again
    assert "Fill in at least one box" in text(browser.post(week_url(site), {"key": ""}))


def test_register_week_of_one_pupil(web, term, school, site, provider_staff):
    first, second = expected_pupils(2, school=school, site=site)
    page = web(provider_staff).get(f"{week_url(site)}?pupil={first.pupil_id}")
    assert first.pupil.surname in text(page)
    assert second.pupil.surname not in page.content.decode()
    assert web(provider_staff).get(f"{week_url(site)}?pupil=x").status_code == 200


def test_register_week_that_is_closed_is_only_read(
    web, term, school, site, provider_staff, time_machine_at
):
    [first] = expected_pupils(1, school=school, site=site)
    time_machine_at(dt.datetime(2026, 12, 14, 9, 0, tzinfo=LONDON))
    page = web(provider_staff).get(week_url(site))
    assert cell(first) not in page.content.decode()
    assert "Not yet marked" in text(page)


def test_register_week_costs_the_same_for_any_number(web, term, school, site, provider_staff):

    counts = []
    for number in (1, 3):
        expected_pupils(number, school=school, site=site)
        with CaptureQueriesContext(connection) as captured:
            web(provider_staff).get(week_url(site))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_register_week_is_the_providers_alone(web, due, site, stranger, school_lead):
    assert web(stranger("provider_staff")).get(week_url(site)).status_code == 404
    assert web(school_lead).get(week_url(site)).status_code == 403


def test_register_sheet_lists_who_is_expected_and_nothing_marked(
    web, term, school, site, provider_staff
):
    [first] = expected_pupils(1, school=school, site=site)
    save(provider_staff, site, mark(first, L, minutes=10))
    response = web(provider_staff).get(f"/registers/{site.pk}/sheet/{MONDAY}/")
    assert response["Content-Type"] == "application/pdf"
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "Register sheet, Main yard" in words
    assert first.pupil.surname in words
    assert "Late" not in words.replace("late", "")
    day = web(provider_staff).get(f"/registers/{site.pk}/sheet/{MONDAY + DAY}/?day=1")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(day.content)).pages)
    assert "Nobody is expected." in words
