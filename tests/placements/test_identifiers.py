import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.identifiers import (
    LETTERS,
    is_temporary_upn,
    make_upn,
    uln_is_valid,
    upn_check_letter,
    upn_problem,
)

DIGIT = "The first letter of this UPN does not fit its digits. Check for a typing mistake."


@pytest.mark.parametrize(
    ("body", "letter"),
    [
        ("801200001001", "H"),
        ("207000016049", "P"),
        ("31199992600A", upn_check_letter("311999926000")),
    ],
)
def test_the_check_letter_is_the_weighted_sum_modulo_23(body, letter):
    assert upn_check_letter(body) == letter


@pytest.mark.parametrize(
    "body", ["", "80120000100", "8012000010012", "80120000100I", "X01200001001"]
)
def test_a_body_of_another_shape_is_refused(body):
    with pytest.raises(ValueError, match="11 digits"):
        upn_check_letter(body)


@pytest.mark.parametrize(
    ("upn", "problem"),
    [
        ("H801200001001", ""),
        (" h801200001001 ", ""),
        ("", "Enter the UPN."),
        ("   ", "Enter the UPN."),
        ("H80120000100", "A UPN has 13 characters; this one has 12."),
        ("H8012000010011", "A UPN has 13 characters; this one has 14."),
        ("I801200001001", "A UPN begins with a letter, and never with I, O or S."),
        ("1801200001001", "A UPN begins with a letter, and never with I, O or S."),
        ("H8O1200001001", "Characters 2 to 12 of a UPN are digits."),
        ("H80120000100²", "A UPN ends with a digit, or with a letter when it is temporary."),
        ("H80120000100S", "A UPN ends with a digit, or with a letter when it is temporary."),
        ("A801200001001", DIGIT),
        ("H801200001002", DIGIT),
    ],
)
def test_the_problem_of_a_upn_is_one_sentence(upn, problem):
    assert upn_problem(upn) == problem


def test_a_upn_of_an_unknown_authority_is_named_when_the_codes_are_given():
    upn = make_upn("998", 4000, 2021, 7)

    assert upn_problem(upn) == ""
    assert upn_problem(upn, {"311", "305"}) == (
        "No local authority has the number 998 that this UPN gives."
    )
    assert upn_problem(make_upn("311", 4000, 2021, 7), {"311", "305"}) == ""


def test_a_temporary_upn_ends_in_a_letter():
    body = "31199992600A"

    assert is_temporary_upn(upn_check_letter(body) + body) is True
    assert is_temporary_upn("H801200001001") is False
    assert is_temporary_upn("A") is False
    assert upn_problem(upn_check_letter(body) + body) == ""


def test_a_made_upn_carries_authority_school_year_and_serial():
    assert make_upn("801", 2000, 2001, 1) == "H801200001001"


@settings(deadline=None)
@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 999))
def test_every_made_upn_is_right(school, year, serial):
    assert upn_problem(make_upn("311", school, year, serial), {"311"}) == ""


@settings(deadline=None)
@given(st.integers(0, 9999), st.integers(1, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(school, place, shift):
    upn = make_upn("311", school, 2021, 45)
    wrong = str((int(upn[place]) + shift) % 10)

    assert upn_problem(upn[:place] + wrong + upn[place + 1 :]) == DIGIT


def test_letters_that_look_like_digits_are_left_out():
    assert len(LETTERS) == 23
    assert set("IOS") & set(LETTERS) == set()


@pytest.mark.parametrize(
    ("uln", "valid"),
    [
        ("1000000019", True),
        ("1000000010", False),
        ("100000001", False),
        ("10000000l9", False),
        ("9999999999", False),
        ("", False),
    ],
)
def test_which_numbers_are_a_uln(uln, valid):
    assert uln_is_valid(uln) is valid


def test_each_uln_has_exactly_one_check_digit_or_none():
    for first in range(100000000, 100000200):
        fitting = [d for d in range(10) if uln_is_valid(f"{first}{d}")]
        total = sum(w * int(c) for w, c in zip(range(10, 1, -1), str(first), strict=True)) % 11
        assert fitting == ([] if total == 0 else [10 - total])
