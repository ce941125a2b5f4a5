import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.choices import CommissionerKind, Status
from placements.models import TimetableSlot
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.placements.views.conftest import date_boxes


def url(name, placement):
    return reverse(f"placements:placement_{name}", args=[placement.pk])


def test_answer_accepts_with_a_first_day(web, provider_lead, requested):
    given = {"answer": "accept", "note": "Ask for Mo.", **date_boxes("starts_on", "2026-12-07")}
    response = web(provider_lead).post(url("answer", requested), given)
    requested.refresh_from_db()
    assert response.url == requested.get_absolute_url()
    assert (requested.status, requested.starts_on) == (Status.AGREED, dt.date(2026, 12, 7))
    assert TimetableSlot.objects.get().is_agreed


def test_answer_begins_with_the_day_that_was_asked_for(web, provider_lead, requested):
    response = web(provider_lead).get(url("answer", requested))
    assert response.context["form"]["starts_on"].value() == dt.date(2026, 11, 30)
    assert "2 hours 30 minutes, breaks counted" in response.content.decode()


def test_answer_declines_with_a_reason(web, provider_lead, requested):
    given = {"answer": "decline", "note": "No place until June."}
    web(provider_lead).post(url("answer", requested), given)
    requested.refresh_from_db()
    assert (requested.status, requested.answer_note) == (Status.DECLINED, "No place until June.")


def test_answer_asks_for_the_reason_and_keeps_what_was_typed(web, provider_lead, requested):
    given = {"answer": "decline", **date_boxes("starts_on", "2026-12-07")}
    response = web(provider_lead).post(url("answer", requested), given)
    assert response.context["form"].errors == {"note": ["Enter the reason why you decline"]}
    assert 'value="12"' in response.content.decode()
    requested.refresh_from_db()
    assert requested.status == Status.REQUESTED


def test_answer_names_the_half_day_that_clashes_and_nobody_else(web, provider_lead, requested):
    elsewhere = PlacementFactory(
        pupil=requested.pupil, provider__organisation__name="Secret Stables"
    )
    SlotFactory(placement=elsewhere)
    given = {"answer": "accept", **date_boxes("starts_on", "2026-11-30")}
    response = web(provider_lead).post(url("answer", requested), given)
    assert response.context["form"].non_field_errors() == [
        (
            "Ada Marsh is already expected somewhere else on Monday morning. "
            "One of the two timetables must change first."
        )
    ]
    assert "Secret Stables" not in response.content.decode()
    requested.refresh_from_db()
    assert requested.status == Status.REQUESTED


def test_answer_twice_says_that_it_is_answered(web, provider_lead, agreed):
    given = {"answer": "accept", **date_boxes("starts_on", "2026-11-30")}
    response = web(provider_lead).post(url("answer", agreed), given)
    assert response.context["form"].non_field_errors() == [
        "This placement is agreed. It cannot be accepted."
    ]


@pytest.mark.parametrize("who", ["school_lead", "commissioner", "officer", "provider_staff"])
def test_answer_is_the_provider_leads(request, web, requested, who):
    assert web(request.getfixturevalue(who)).get(url("answer", requested)).status_code == 403


def test_answer_is_not_found_by_a_stranger(web, stranger, requested):
    response = web(stranger(Role.PROVIDER_LEAD)).get(url("answer", requested))
    assert response.status_code == 404


def test_start_makes_it_active_and_says_when_the_review_is_due(
    web, school_lead, agreed, half_terms
):
    response = web(school_lead).post(
        url("start", agreed), date_boxes("on", "2026-11-23"), follow=True
    )
    agreed.refresh_from_db()
    assert (agreed.status, agreed.starts_on) == (Status.ACTIVE, dt.date(2026, 11, 23))
    assert agreed.review_due_on == dt.date(2026, 12, 18)
    assert "The first review is due by 18 December 2026." in response.content.decode()


def test_start_is_not_in_the_future(web, school_lead, agreed):
    response = web(school_lead).post(url("start", agreed), date_boxes("on", "2026-11-24"))
    assert response.context["form"].errors == {"on": ["Start date must be today or in the past"]}


def test_withdraw(web, school_lead, requested):
    web(school_lead).post(url("withdraw", requested), {"reason": "Moved away."})
    requested.refresh_from_db()
    assert (requested.status, requested.end_note) == (Status.WITHDRAWN, "Moved away.")


def test_withdraw_asks_why(web, school_lead, requested):
    response = web(school_lead).post(url("withdraw", requested), {"reason": ""})
    assert response.context["form"].errors == {"reason": ["Enter the reason"]}


def test_pause_and_resume(web, school_lead, placement):
    client = web(school_lead)
    pause = {"reason": "In hospital.", **date_boxes("on", "2026-11-16")}
    client.post(url("pause", placement), pause)
    placement.refresh_from_db()
    assert placement.status == Status.PAUSED
    client.post(url("resume", placement))
    placement.refresh_from_db()
    assert placement.status == Status.PAUSED
    client.post(url("resume", placement), {"reason": "", **date_boxes("on", "2026-11-23")})
    placement.refresh_from_db()
    assert placement.status == Status.ACTIVE


def test_end_closes_it(web, school_lead, placement, slot):
    given = {"reason": "moved", "note": "College.", **date_boxes("ended_on", "2026-11-20")}
    response = web(school_lead).post(url("end", placement), given, follow=True)
    placement.refresh_from_db()
    assert (placement.status, placement.ended_on) == (Status.ENDED, dt.date(2026, 11, 20))
    assert TimetableSlot.objects.get().valid_to == dt.date(2026, 11, 20)
    page = response.content.decode()
    assert "Moved to other provision" in page
    assert "College." in page


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("2026-11-24", {"ended_on": ["Last day must be today or in the past"]}),
        ("2026-09-06", {"__all__": ["The end is before the start of the placement."]}),
    ],
)
def test_end_refuses_an_impossible_day(web, school_lead, placement, day, error):
    given = {"reason": "moved", **date_boxes("ended_on", day)}
    response = web(school_lead).post(url("end", placement), given)
    assert response.context["form"].errors == error
    placement.refresh_from_db()
    assert placement.status == Status.ACTIVE


@pytest.mark.parametrize("name", ["start", "withdraw", "pause", "resume", "end"])
def test_running_pages_by_role(
    web, commissioner, officer, school_lead, provider_lead, finance_officer, placement, name
):
    allowed = {
        user.role: web(user).get(url(name, placement)).status_code
        for user in (commissioner, officer, school_lead, provider_lead, finance_officer)
    }
    assert allowed == {
        "commissioner": 200,
        "officer": 200,
        "school_lead": 200,
        "provider_lead": 403,
        "finance_officer": 403,
    }


@pytest.mark.parametrize("name", ["start", "withdraw", "pause", "resume", "end"])
def test_running_pages_are_not_found_by_a_stranger(web, stranger, placement, name):
    for role in (Role.SCHOOL_LEAD, Role.COMMISSIONER):
        assert web(stranger(role)).get(url(name, placement)).status_code == 404


@pytest.mark.parametrize("name", ["start", "withdraw", "pause", "resume", "end"])
def test_a_school_does_not_run_what_the_la_arranged(web, school_lead, placement, name):
    placement.commissioner_kind = CommissionerKind.AUTHORITY
    placement.save()
    assert web(school_lead).get(url(name, placement)).status_code == 403
