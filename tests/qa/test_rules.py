import datetime as dt
from dataclasses import dataclass

import pytest

from qa.choices import ActionStatus, Grade, VisitStatus
from qa.rules import (
    ACTION_TRANSITIONS,
    MONTHS_TO_NEXT_VISIT,
    TRANSITIONS,
    due_state,
    next_visit_due,
    sign_off_refusal,
    submit_refusal,
    unjudged,
)

VISITED = dt.date(2026, 10, 12)
NEXT = dt.date(2027, 10, 12)


@dataclass
class Standard:
    pk: int
    number: str


def test_transitions_name_every_status():
    assert set(TRANSITIONS) == set(VisitStatus)
    assert set(ACTION_TRANSITIONS) == set(ActionStatus)
    assert set(MONTHS_TO_NEXT_VISIT) == set(Grade)


def test_published_and_closed_are_final():
    assert TRANSITIONS[VisitStatus.PUBLISHED] == set()
    assert ACTION_TRANSITIONS[ActionStatus.CLOSED] == set()


@pytest.mark.parametrize(
    ("grade", "due"),
    [
        (Grade.STRONG, dt.date(2027, 10, 12)),
        (Grade.SOUND, dt.date(2027, 10, 12)),
        (Grade.DEVELOPING, dt.date(2027, 4, 12)),
        (Grade.CONCERN, dt.date(2026, 11, 12)),
    ],
)
def test_next_visit_is_sooner_where_more_is_to_be_put_right(grade, due):
    assert next_visit_due(VISITED, grade) == due


@pytest.mark.parametrize(
    ("due_on", "state"),
    [
        (None, "due_soon"),
        (dt.date(2026, 11, 22), "overdue"),
        (dt.date(2026, 11, 23), "due_soon"),
        (dt.date(2026, 12, 23), "due_soon"),
        (dt.date(2026, 12, 24), ""),
    ],
)
def test_due_state_turns_on_the_day(due_on, state):
    assert due_state(due_on, dt.date(2026, 11, 23)) == state


def test_unjudged_keeps_the_order():
    first, second, third = Standard(1, "1.1"), Standard(2, "1.2"), Standard(3, "2.1")
    assert unjudged([first, second, third], {2}) == [first, third]


def test_submit_refusal_of_one_and_of_several_standards():
    one = [Standard(1, "1.1")]
    assert submit_refusal("draft", one, "Calm") == "Standard 1.1 has no judgement yet."
    two = [*one, Standard(2, "2.1")]
    assert submit_refusal("draft", two, "Calm") == "2 standards have no judgement yet: 1.1, 2.1."
    assert submit_refusal("draft", [], "Calm") == ""


def test_submit_refusal_of_what_is_no_draft():
    assert (
        submit_refusal("published", [], "Calm")
        == "A visit that is “published” cannot be sent for sign-off."
    )


def test_sign_off_refusal():
    assert sign_off_refusal("submitted", 1, 2, VISITED, NEXT) == ""
    assert (
        sign_off_refusal("draft", 1, 2, VISITED, NEXT)
        == "A visit that is “draft” cannot be signed off."
    )
    assert (
        sign_off_refusal("submitted", 1, 1, VISITED, NEXT)
        == "You led this visit: somebody else must sign it off."
    )
    assert (
        sign_off_refusal("submitted", 1, 2, VISITED, VISITED)
        == "The next visit must be due after this one."
    )
