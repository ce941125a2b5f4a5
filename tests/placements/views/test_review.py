import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.models import Review
from tests.placements.views.conftest import date_boxes

HELD = {
    **date_boxes("held_on", "2026-11-20"),
    "attendees": "Ada, her mother",
    "notes": "Settled.",
    "outcome": "continue",
    **date_boxes("next_due_on", "2027-02-05"),
}


@pytest.fixture
def page(placement):
    return reverse("placements:review_add", args=[placement.pk])


def test_review_add_proposes_the_end_of_the_next_half_term(web, school_lead, page, half_terms):
    response = web(school_lead).get(page)
    assert response.context["form"]["next_due_on"].value() == dt.date(2027, 2, 12)
    assert "by 12 February 2027" in response.content.decode()


def test_review_add_saves(web, school_lead, page, placement):
    response = web(school_lead).post(page, HELD)
    assert response.url == placement.get_absolute_url()
    assert Review.objects.get().notes == "Settled."
    placement.refresh_from_db()
    assert placement.review_due_on == dt.date(2027, 2, 5)


@pytest.mark.parametrize(
    ("outcome", "leads_to"), [("change", "plan_edit"), ("end", "placement_end")]
)
def test_review_add_leads_to_what_was_decided(web, school_lead, page, placement, outcome, leads_to):
    response = web(school_lead).post(page, HELD | {"outcome": outcome})
    assert response.url == reverse(f"placements:{leads_to}", args=[placement.pk])


def test_review_add_extends(web, school_lead, page, placement):
    extend = {"outcome": "extend", **date_boxes("extended_to", "2027-03-26")}
    web(school_lead).post(page, HELD | extend)
    placement.refresh_from_db()
    assert placement.planned_end_on == dt.date(2027, 3, 26)


def test_review_add_by_the_provider_who_cannot_extend(web, provider_lead, page, placement):
    client = web(provider_lead)
    form = client.get(page).context["form"]
    assert "extended_to" not in form.fields
    response = client.post(page, HELD | {"outcome": "extend"})
    assert list(response.context["form"].errors) == ["outcome"]
    response = client.post(page, HELD | {"outcome": "end"})
    assert response.url == placement.get_absolute_url()
    assert Review.objects.get().recorded_by_id == provider_lead.pk


def test_review_add_says_what_is_missing_and_keeps_the_rest(web, school_lead, page):
    given = {"notes": "Settled.", "outcome": "extend", **date_boxes("held_on", "2026-11-24")}
    response = web(school_lead).post(page, given)
    assert response.context["form"].errors == {
        "held_on": ["Date of the review must be today or in the past"],
        "attendees": ["Enter who took part"],
        "extended_to": ["Enter the new end"],
        "next_due_on": ["Enter when the next review is due"],
    }
    assert ">\nSettled.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("commissioner", 200),
        ("school_lead", 200),
        ("provider_lead", 200),
        ("finance_officer", 403),
        ("provider_staff", 403),
    ],
)
def test_review_add_by_role(request, web, page, who, status):
    assert web(request.getfixturevalue(who)).get(page).status_code == status


def test_review_add_is_not_found_by_a_stranger(web, stranger, page):
    for role in (Role.SCHOOL_LEAD, Role.PROVIDER_LEAD, Role.OFFICER):
        assert web(stranger(role)).get(page).status_code == 404
