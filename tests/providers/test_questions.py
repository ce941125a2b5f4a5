from types import SimpleNamespace

import pytest

from providers.choices import ProviderType
from providers.questions import all_questions, question_named, questions_for

NON_SCHOOL = SimpleNamespace(type=ProviderType.NON_SCHOOL)
SCHOOL = SimpleNamespace(type=ProviderType.INDEPENDENT_SCHOOL)


def test_questions_cover_what_authorities_ask():
    assert [each.key for each in all_questions()] == [
        "safeguarding",
        "not_a_school",
        "communication",
        "impact",
        "safe_place",
        "staffing",
        "equality",
    ]


def test_every_question_says_what_to_write():
    assert [each for each in all_questions() if not (each.question and each.hint)] == []


@pytest.mark.parametrize("question", all_questions(), ids=str)
def test_questions_name_only_types_there_are(question):
    assert set(question.provider_types) <= set(ProviderType.values)


def test_only_a_provider_that_is_no_school_is_asked_how_it_stays_none():
    assert "not_a_school" in [each.key for each in questions_for(NON_SCHOOL)]
    assert "not_a_school" not in [each.key for each in questions_for(SCHOOL)]


def test_question_named_finds_only_what_is_asked():
    assert question_named(SCHOOL, "staffing").title == "Staffing"
    assert question_named(SCHOOL, "not_a_school") is None
    assert question_named(SCHOOL, "no_such") is None
