import datetime as dt

import pytest
from django.urls import reverse

from placements.models import TimetableSlot
from tests.factories.placements import SlotFactory
from tests.factories.providers import SiteFactory
from tests.placements.views.conftest import date_boxes


@pytest.fixture
def page(placement, slot):
    return reverse("placements:timetable_edit", args=[placement.pk])


def test_timetable_edit_begins_with_the_week_in_force(web, school_lead, page):
    form = web(school_lead).get(page).context["form"]
    assert form["on_1_am"].value() is True
    assert form["on_1_pm"].value() is False
    assert form["starts_1_am"].value() == "09:30"


def test_timetable_edit_begins_with_a_change_that_is_planned(
    web, school_lead, page, placement, slot, site
):
    slot.valid_to = dt.date(2026, 11, 29)
    slot.save()
    SlotFactory(placement=placement, site=site, weekday=4, valid_from=dt.date(2026, 11, 30))
    form = web(school_lead).get(page).context["form"]
    assert (form["on_1_am"].value(), form["on_4_am"].value()) == (False, True)


def test_timetable_edit_changes_the_week_from_a_day_on(web, school_lead, page, placement, site):
    given = {
        **date_boxes("valid_from", "2026-11-30"),
        "site": site.pk,
        "on_2_am": "on",
        "starts_2_am": "10am",
        "finishes_2_am": "",
    }
    response = web(school_lead).post(page, given)
    assert response.url == placement.get_absolute_url()
    slots = TimetableSlot.objects.of(placement).agreed().order_by("valid_from")
    assert [(s.weekday, s.starts_at, s.finishes_at, s.valid_from, s.valid_to) for s in slots] == [
        (1, dt.time(9, 30), dt.time(12), dt.date(2026, 9, 7), dt.date(2026, 11, 29)),
        (2, dt.time(10), dt.time(12), dt.date(2026, 11, 30), None),
    ]


def test_timetable_edit_keeps_what_was_typed_on_an_error(web, school_lead, page, site):
    given = {
        **date_boxes("valid_from", "2026-11-22"),
        "site": site.pk,
        "on_2_am": "on",
        "starts_2_am": "half ten",
    }
    response = web(school_lead).post(page, given)
    assert response.context["form"].errors == {
        "valid_from": ["A timetable can be changed from today on. Past weeks stay as they were."],
        "starts_2_am": ["Tuesday morning, from: enter a time, like 09:30"],
    }
    assert 'value="half ten"' in response.content.decode()


def test_timetable_edit_refuses_another_providers_site(web, school_lead, page):
    given = {
        **date_boxes("valid_from", "2026-11-30"),
        "site": SiteFactory().pk,
        "on_2_am": "on",
    }
    response = web(school_lead).post(page, given)
    assert list(response.context["form"].errors) == ["site"]


def test_timetable_edit_of_a_placement_without_slots(web, school_lead, placement, site):
    page = reverse("placements:timetable_edit", args=[placement.pk])
    form = web(school_lead).get(page).context["form"]
    assert form["site"].value() == site.pk


def test_timetable_edit_is_not_the_providers(web, provider_lead, page):
    assert web(provider_lead).get(page).status_code == 403
