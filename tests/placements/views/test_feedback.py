import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.models import ProviderFeedback
from tests.factories.placements import FeedbackFactory, PlacementFactory, ReviewFactory
from tests.placements.views.conftest import date_boxes

ANSWERS = {
    "communication": "3",
    "progress": "2",
    "safety": "4",
    "would_use_again": "no",
    "comment": "Rings back on the day.",
}


@pytest.fixture
def today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 20, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def review(placement):
    return ReviewFactory(placement=placement)


@pytest.fixture
def page(placement):
    return reverse("placements:feedback_add", args=[placement.pk])


def about(review):
    return {"about": f"review-{review.pk}"}


@pytest.mark.capability("F092")
def test_feedback_is_asked_for_right_after_a_review_and_may_wait(
    web, school_lead, placement, page, today, half_terms
):
    client = web(school_lead)
    held = {
        **date_boxes("held_on", "2026-11-20"),
        "attendees": "Ada",
        "notes": "Settled.",
        "outcome": "continue",
        **date_boxes("next_due_on", "2027-02-05"),
    }
    add = reverse("placements:review_add", args=[placement.pk])
    after = client.post(add, held, follow=True).text

    review = placement.reviews.get()
    link = f"{page}?about=review-{review.pk}"
    assert "The review of 20 November 2026. You can also do it later." in after
    assert f'href="{link}"' in after
    # Not taken up, it stands on the placement's page still.
    assert f'href="{link}"' in client.get(placement.get_absolute_url()).text
    done = client.post(link, ANSWERS | about(review), follow=True).text
    assert "Your feedback is with the local authority." in done
    assert link not in done
    assert "Would not use it again. “Rings back on the day.”" in done


@pytest.mark.capability("F092")
def test_feedback_is_asked_for_at_the_end(web, school_lead, placement, page, today):
    client = web(school_lead)
    end = {**date_boxes("ended_on", "2026-11-20"), "reason": "completed", "note": ""}
    after = client.post(
        reverse("placements:placement_end", args=[placement.pk]), end, follow=True
    ).text
    assert "The end of the placement on 20 November 2026. You can also do it later." in after
    client.post(page, ANSWERS | {"about": "end"})
    kept = ProviderFeedback.objects.get()
    assert (kept.moment, kept.review, kept.would_use_again) == ("exit", None, False)


def test_the_form_opens_on_what_was_followed(web, school_lead, placement, page, review):
    ReviewFactory(placement=placement, held_on=dt.date(2026, 11, 21))
    client = web(school_lead)
    opened = client.get(page, about(review)).context["form"]
    assert opened["about"].value() == f"review-{review.pk}"
    assert client.get(page, {"about": "x"}).context["form"]["about"].value() != f"review-{review}"


def test_what_is_not_answered_is_said_and_what_is_typed_stays(web, school_lead, page, review):
    response = web(school_lead).post(page, about(review) | {"comment": "Kept"})
    errors = response.context["form"].errors
    assert {name: messages[0] for name, messages in errors.items()} == {
        "communication": "Select how well it kept in touch",
        "progress": "Select how the pupil’s progress was",
        "safety": "Select how safe the pupil was",
        "would_use_again": "Select whether you would use the provider again",
    }
    assert "Kept" in response.text


def test_a_review_of_another_placement_cannot_be_chosen(web, school_lead, page, review):
    other = ReviewFactory(placement=PlacementFactory())
    response = web(school_lead).post(page, ANSWERS | about(other))
    assert list(response.context["form"].errors) == ["about"]
    assert ProviderFeedback.objects.count() == 0


def test_an_older_review_has_a_button_and_no_banner(web, school_lead, placement, page, review):
    with time_machine.travel(dt.datetime(2027, 1, 11, 9, 20, tzinfo=dt.UTC)):
        shown = web(school_lead).get(placement.get_absolute_url()).text
    assert "How is the provider doing?" not in shown
    assert page in shown


def test_nothing_to_say_leads_back(web, school_lead, placement, page):
    response = web(school_lead).get(page, follow=True)
    assert response.redirect_chain[-1][0] == placement.get_absolute_url()
    assert "There is nothing to give feedback on now." in response.text


def test_the_authority_gives_it_for_what_it_arranged_only(web, officer, placement, page, review):
    assert web(officer).get(page).status_code == 403
    placement.commissioner_kind = "authority"
    placement.save()
    assert web(officer).post(page, ANSWERS | about(review)).status_code == 302
    assert ProviderFeedback.objects.get().given_by_id == officer.pk


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.FINANCE_OFFICER, Role.SCHOOL_ATTENDANCE])
def test_others_give_no_feedback(web, stranger, page, role):
    assert web(stranger(role)).get(page).status_code == 403


def test_another_schools_placement_is_not_found(web, stranger, page, review):
    assert web(stranger(Role.SCHOOL_LEAD)).get(page).status_code == 404


def test_the_provider_reads_nothing_of_it(web, provider_lead, placement, provider):
    FeedbackFactory(placement=placement, comment="Canary comment")
    client = web(provider_lead)
    for page in (placement.get_absolute_url(), provider.get_absolute_url()):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "Canary comment" not in shown.text
        assert "Feedback" not in shown.text
        assert "What schools say" not in shown.text
