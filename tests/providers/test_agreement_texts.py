import pytest

from providers.agreement_texts import TITLES, starting_text
from providers.choices import AgreementKind


def test_every_kind_has_a_title():
    assert set(TITLES) == set(AgreementKind)


@pytest.mark.parametrize("is_school", [True, False])
def test_expectations_speak_of_what_every_provider_must_know(is_school):
    text = starting_text(AgreementKind.EXPECTATIONS, is_school=is_school)
    for heading in ("Child protection", "Attendance", "social media"):
        assert heading in text


def test_school_and_authority_start_with_words_of_their_own():
    contract = starting_text(AgreementKind.CONTRACT, is_school=False)
    assert contract.startswith("1. What this covers")
    texts = {
        contract,
        starting_text(AgreementKind.EXPECTATIONS, is_school=True),
        starting_text(AgreementKind.EXPECTATIONS, is_school=False),
    }
    assert len(texts) == 3
