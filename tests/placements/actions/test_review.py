import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import ReviewOutcome, Status
from placements.models import Placement, Review


@pytest.fixture
def review(school_lead, placement):
    def hold(**given):
        facts = {
            "by": school_lead,
            "placement": placement,
            "held_on": dt.date(2026, 11, 20),
            "attendees": "Ada, her mother, Pat Lowe",
            "notes": "Settled and attending.",
            "outcome": ReviewOutcome.CONTINUE,
            "next_due_on": dt.date(2027, 2, 5),
        }
        return actions.hold_review(**facts | given)

    return hold


def test_review_is_written_and_moves_the_next(review, placement, school_lead):
    placement.review_due_on = dt.date(2026, 10, 23)
    placement.save()
    held = review()
    held.refresh_from_db()
    assert (held.due_on, held.next_due_on) == (dt.date(2026, 10, 23), dt.date(2027, 2, 5))
    assert held.recorded_by_id == school_lead.pk
    placement.refresh_from_db()
    assert placement.review_due_on == dt.date(2027, 2, 5)
    assert placement.planned_end_on == dt.date(2027, 2, 12)
    assert Event.objects.get(table_name="placements_review").action == "review_held"


def test_review_by_a_provider_with_its_own_rights(review, placement, provider_lead):
    with database_scope(provider_lead.membership):
        review(by=provider_lead)
    assert Placement.objects.get().review_due_on == dt.date(2027, 2, 5)


def test_extend_moves_the_planned_end(review, placement):
    review(outcome=ReviewOutcome.EXTEND, extended_to=dt.date(2027, 3, 26))
    placement.refresh_from_db()
    assert placement.planned_end_on == dt.date(2027, 3, 26)


def test_extend_without_a_date_goes_to_the_next_review(review, placement):
    review(outcome=ReviewOutcome.EXTEND, next_due_on=dt.date(2027, 3, 19))
    placement.refresh_from_db()
    assert placement.planned_end_on == dt.date(2027, 3, 19)


def test_extend_must_move_the_end_forward_and_keeps_nothing(review):
    with pytest.raises(NotAllowed, match="The new end must be after the planned end"):
        review(outcome=ReviewOutcome.EXTEND, extended_to=dt.date(2027, 2, 12))
    assert Review.objects.count() == 0


def test_extend_is_not_the_providers_to_decide(review, provider_lead):
    with pytest.raises(NotAllowed) as refusal:
        review(by=provider_lead, outcome=ReviewOutcome.EXTEND, extended_to=dt.date(2027, 3, 26))
    assert str(refusal.value) == ("Only the school or the local authority can extend a placement.")


@pytest.mark.parametrize("outcome", [ReviewOutcome.END, ReviewOutcome.REINTEGRATE])
def test_a_last_review_needs_no_next(review, placement, outcome):
    review(outcome=outcome, next_due_on=None)
    placement.refresh_from_db()
    assert placement.review_due_on is None


def test_any_other_review_needs_a_next(review):
    with pytest.raises(NotAllowed, match="Give the date of the next review."):
        review(next_due_on=None)


def test_next_review_is_after_this_one(review):
    with pytest.raises(NotAllowed, match="The next review must be after this one."):
        review(next_due_on=dt.date(2026, 11, 20))


def test_review_is_not_before_the_start(review):
    with pytest.raises(NotAllowed, match="The review is before the start of the placement."):
        review(held_on=dt.date(2026, 9, 6))


def test_review_once_a_day(review):
    review()
    with pytest.raises(NotAllowed, match="A review held on that day is already recorded."):
        review()
    assert Review.objects.count() == 1


def test_review_only_while_live(review, placement):
    placement.status = Status.AGREED
    placement.save()
    with pytest.raises(NotAllowed) as refusal:
        review()
    assert str(refusal.value) == (
        "This placement is agreed. A review can be recorded only while it is live."
    )
