import datetime as dt
from dataclasses import dataclass

import pytest

from qa.choices import ActionStatus, Grade, Outcome, Scale, VisitStatus
from qa.rules import (
    ACTION_TRANSITIONS,
    FALLING_SHORT,
    MONTHS_TO_NEXT_VISIT,
    OUTCOMES_OF,
    TRANSITIONS,
    due_state,
    needed_standards,
    next_visit_due,
    sample_size,
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


@dataclass
class Visit:
    status: str = "submitted"
    lead_id: int = 1
    co_visitor_id: int = 3
    visited_on: dt.date = VISITED
    reply_by: dt.date | None = None
    replied_at: dt.datetime | None = None

    def may_be_replied_to(self, on):
        return self.reply_by is not None and on <= self.reply_by


def test_sign_off_refusal():
    assert sign_off_refusal(Visit(), 2, NEXT, VISITED) == ""
    assert (
        sign_off_refusal(Visit(status="draft"), 2, NEXT, VISITED)
        == "A visit that is “draft” cannot be signed off."
    )
    assert (
        sign_off_refusal(Visit(), 1, NEXT, VISITED)
        == "You led this visit: somebody else must sign it off."
    )
    assert (
        sign_off_refusal(Visit(), 3, NEXT, VISITED)
        == "You made this visit with its lead: somebody else must sign it off."
    )
    assert (
        sign_off_refusal(Visit(), 2, VISITED, VISITED)
        == "The next visit must be due after this one."
    )


def test_sign_off_waits_for_the_reply_or_its_last_day():
    last = dt.date(2026, 10, 22)
    waits = "The provider may reply until 22 October 2026. Sign off once it has, or when that day"
    assert sign_off_refusal(Visit(reply_by=last), 2, NEXT, last).startswith(waits)
    day_after = last + dt.timedelta(days=1)
    assert sign_off_refusal(Visit(reply_by=last), 2, NEXT, day_after) == ""
    replied = Visit(reply_by=last, replied_at=dt.datetime(2026, 10, 14, 9, 0, tzinfo=dt.UTC))
    assert sign_off_refusal(replied, 2, NEXT, dt.date(2026, 10, 15)) == ""


def test_every_scale_has_its_words_and_no_word_is_lost():
    assert set(OUTCOMES_OF) == set(Scale)
    assert {word for words in OUTCOMES_OF.values() for word in words} == set(Outcome)
    assert set(FALLING_SHORT) < set(Outcome)


@dataclass
class InArea:
    number: str
    area: str


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("full", ["1", "2"]),
        ("desk_top", ["1", "2"]),
        ("safeguarding", ["1"]),
        ("focused", []),
        ("unannounced", []),
        ("school", []),
        ("other_authority", []),
    ],
)
def test_each_kind_of_visit_needs_what_it_came_for(kind, numbers):
    standards = [InArea("1", "Safeguarding and wellbeing"), InArea("2", "Learning")]
    assert [each.number for each in needed_standards(kind, standards)] == numbers


def test_a_safeguarding_audit_without_such_an_area_needs_everything():
    standards = [InArea("1", "Learning"), InArea("2", "Premises")]
    assert needed_standards("safeguarding", standards) == standards


def test_submit_refusal_of_a_visit_to_come():
    day = dt.date(2026, 11, 23)
    later = {"visited_on": day + dt.timedelta(days=1), "on": day}
    assert submit_refusal("draft", [], "Calm", **later) == (
        "The day of the visit is still to come."
    )


@pytest.mark.parametrize(
    ("pupils", "heard"), [(0, 0), (2, 2), (3, 3), (4, 3), (15, 3), (16, 4), (60, 12), (400, 12)]
)
def test_sample_is_one_in_five_never_too_few_to_hide_in_and_never_endless(pupils, heard):
    assert sample_size(pupils) == heard
