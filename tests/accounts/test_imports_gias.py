import pytest

from apcommission.accounts.imports.gias import (
    Problem,
    SchoolRow,
    missing_columns,
    read_schools,
)
from tests.accounts.gias_files import HEADING, HILLSIDE, VALLEY

NAMES = {"311": "Havering", "305": "Bromley"}


def reading(*rows):
    return read_schools(list(enumerate(rows, start=2)), NAMES)


def test_a_row_becomes_the_facts_that_a_placement_needs():
    assert reading(HILLSIDE).schools == [
        SchoolRow(
            row=2,
            urn=102345,
            la_code="311",
            is_open=True,
            values={
                "name": "Hillside School",
                "establishment_type": "Community school",
                "phase": "Secondary",
                "street": "1 Hill Road",
                "town": "Romford",
                "postcode": "RM1 3BB",
                "pupils_on_roll": 812,
                "latitude": 51.425042,
                "longitude": 0.073771,
            },
        )
    ]


def test_degrees_in_the_file_are_taken_before_the_grid():
    row = {**HILLSIDE, "Latitude": "51.5", "Longitude": "0.25"}

    values = reading(row).schools[0].values
    assert (values["latitude"], values["longitude"]) == (51.5, 0.25)


def test_a_grid_of_nought_is_no_position():
    values = reading({**HILLSIDE, "Easting": "0", "Northing": "0"}).schools[0].values

    assert "latitude" not in values


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("Open", True),
        ("Open, but proposed to close", True),
        ("", True),
        ("Closed", False),
        ("Proposed to open", False),
    ],
)
def test_which_schools_are_open(status, is_open):
    row = {**HILLSIDE, "EstablishmentStatus (name)": status}

    assert reading(row).schools[0].is_open is is_open


@pytest.mark.parametrize(
    ("column", "given", "advice"),
    [
        ("URN", "", "Enter the school's six-digit URN."),
        ("URN", "12345", "Enter the school's six-digit URN."),
        ("URN", "10234x", "Enter the school's six-digit URN."),
        ("URN", "１０２３４５", "Enter the school's six-digit URN."),
        (
            "URN",
            "1.02E+05",
            "A spreadsheet has shortened this number. Enter the school's six-digit URN.",
        ),
        (
            "LA (code)",
            "",
            "Enter the three-digit number of a local authority in England, such as 311.",
        ),
        (
            "LA (code)",
            "928",
            "Enter the three-digit number of a local authority in England, such as 311.",
        ),
        ("EstablishmentName", "", "Enter the school's name."),
        ("EstablishmentName", "x" * 201, "Shorten it to 200 characters."),
        ("EstablishmentStatus (name)", "Ajar", "Enter Open or Closed."),
        (
            "Postcode",
            "RM1",
            "Enter a full UK postcode, such as RM1 3BB, or leave it empty.",
        ),
        ("NumberOfPupils", "many", "Enter a whole number or leave it empty."),
        (
            "NumberOfPupils",
            "1E+09",
            "A spreadsheet has shortened this number. Enter a whole number or leave it empty.",
        ),
        ("Easting", "east", "Enter a number or leave it empty."),
        ("Easting", "nan", "Enter a number or leave it empty."),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_what_to_do(column, given, advice):
    result = reading(VALLEY, {**HILLSIDE, column: given})

    assert result.problems == [Problem(3, column, given, advice)]
    assert [school.urn for school in result.schools] == [102346]


def test_every_problem_of_a_row_is_told():
    result = reading({**HILLSIDE, "URN": "", "Postcode": "x"})

    assert [problem.column for problem in result.problems] == ["URN", "Postcode"]


def test_the_same_school_twice_is_told_with_the_first_row():
    result = reading(HILLSIDE, VALLEY, HILLSIDE)

    assert len(result.schools) == 2
    assert result.problems == [
        Problem(4, "URN", "102345", "Row 2 has the same URN. Remove one of the two.")
    ]


@pytest.mark.parametrize("kind", ["Higher education institutions", "Children's centre"])
def test_what_is_no_school_is_left_out_and_counted(kind):
    result = reading({**HILLSIDE, "TypeOfEstablishment (name)": kind}, VALLEY)

    assert [school.urn for school in result.schools] == [102346]
    assert result.left_out == {"no school": 1}


def test_a_phase_that_does_not_apply_is_no_phase():
    row = {**HILLSIDE, "PhaseOfEducation (name)": "Not applicable"}

    assert "phase" not in reading(row).schools[0].values


def test_the_columns_that_must_be_there():
    assert missing_columns(HEADING) == []
    assert missing_columns(["EstablishmentName"]) == ["URN", "LA (code)"]
