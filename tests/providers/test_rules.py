import datetime as dt
from decimal import Decimal

import pytest

from providers.choices import ApprovalStatus, HalfDay, PriceUnit
from providers.rules import (
    BLOCKS_NEW_PLACEMENTS,
    HALF_DAYS_IN,
    NOT_LISTED,
    TRANSITIONS,
    USABLE,
    closed_half_days,
    half_day_price,
    months_after,
    next_statuses,
    refusal,
    spoken_half_days,
    training_state,
)

A = ApprovalStatus


def test_transitions_name_every_status():
    assert set(TRANSITIONS) == {NOT_LISTED, *ApprovalStatus}


def test_usable_and_blocked_do_not_meet():
    assert set(USABLE) & BLOCKS_NEW_PLACEMENTS == set()


@pytest.mark.parametrize(
    ("status", "following"),
    [
        (NOT_LISTED, [A.APPROVED, A.CONDITIONAL, A.REFUSED]),
        (A.APPLIED, [A.APPROVED, A.CONDITIONAL, A.REFUSED]),
        (A.APPROVED, [A.APPROVED, A.CONDITIONAL, A.SUSPENDED, A.REMOVED]),
        (A.CONDITIONAL, [A.APPROVED, A.CONDITIONAL, A.SUSPENDED, A.REMOVED]),
        (A.SUSPENDED, [A.APPROVED, A.CONDITIONAL, A.REMOVED]),
        (A.REFUSED, []),
        (A.REMOVED, []),
    ],
)
def test_next_statuses_are_what_an_authority_may_decide(status, following):
    assert next_statuses(status) == following


def test_refusal_is_empty_when_the_decision_can_be_made():
    assert refusal(A.APPLIED, A.APPROVED, "", "") == ""
    assert refusal(A.APPLIED, A.CONDITIONAL, "New leader", "Train two first aiders") == ""
    assert refusal(A.APPROVED, A.SUSPENDED, "Fire risk", "") == ""


def test_refusal_names_both_ends_of_a_move_that_is_not_allowed():
    assert (
        refusal(A.REFUSED, A.APPROVED, "Second thoughts", "")
        == "An approval that is “refused” cannot become “approved”."
    )


def test_refusal_of_a_provider_that_never_applied():
    assert (
        refusal(NOT_LISTED, A.SUSPENDED, "Why not", "")
        == "A provider that has not applied cannot be suspended."
    )


@pytest.mark.parametrize("status", [A.CONDITIONAL, A.SUSPENDED, A.REMOVED])
def test_refusal_asks_for_the_reason(status):
    words = A(status).label.lower()
    assert (
        refusal(A.APPROVED, status, "  ", "Anything")
        == f"Give the reason: the approval becomes “{words}”, and schools read why."
    )


def test_refusal_asks_for_the_conditions():
    asked = refusal(A.APPROVED, A.CONDITIONAL, "New leader", " ")
    assert asked == "Give the conditions that the provider must meet."


@pytest.mark.parametrize(
    ("date", "months", "later"),
    [
        (dt.date(2026, 11, 23), 12, dt.date(2027, 11, 23)),
        (dt.date(2026, 11, 23), 1, dt.date(2026, 12, 23)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
    ],
)
def test_months_after_keeps_the_day_where_there_is_one(date, months, later):
    assert months_after(date, months) == later


def test_half_day_price_puts_units_side_by_side():
    assert set(HALF_DAYS_IN) == set(PriceUnit)
    assert half_day_price(4000, PriceUnit.HOUR) == Decimal(10000)
    assert half_day_price(9000, PriceUnit.DAY) == Decimal(4500)
    assert half_day_price(40000, PriceUnit.WEEK) == Decimal(4000)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (dt.date(2026, 11, 21), "current"),
        (dt.date(2026, 11, 22), "due"),
        (dt.date(2027, 1, 20), "due"),
        (dt.date(2027, 1, 21), "overdue"),
    ],
)
def test_training_is_renewed_every_two_years(on, state):
    assert training_state(dt.date(2025, 1, 21), on) == state
    assert training_state(None, on) == "missing"


@pytest.mark.parametrize(
    ("half_days", "said"),
    [
        (list(HalfDay.values), "Monday to Friday"),
        (["1am", "2am", "3am", "4am", "5am"], "Mornings, Monday to Friday"),
        (["1pm", "2pm", "3pm", "4pm", "5pm"], "Afternoons, Monday to Friday"),
        (["2am", "1pm", "1am"], "Monday, Tuesday morning"),
        (["5pm", "3am"], "Wednesday morning, Friday afternoon"),
        ([], ""),
    ],
)
def test_spoken_half_days(half_days, said):
    assert spoken_half_days(half_days) == said


def test_closed_half_days_are_in_the_order_of_the_week():
    assert closed_half_days(["5pm", "1am", "2am"], ["1am", "1pm"]) == ["2am", "5pm"]
    assert closed_half_days(["1am"], ["1am", "1pm"]) == []
