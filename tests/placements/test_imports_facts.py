import datetime as dt

import pytest

from placements.choices import Roll
from placements.imports.facts import as_json, from_json, read_facts

TODAY = dt.date(2026, 11, 23)
ROBIN = {"surname": "Example", "forename": "Robin", "date_of_birth": "17/05/2012"}


def read(**given):
    return read_facts(2, ROBIN | given, today=TODAY)


def advice(**given):
    return [(problem.column, problem.advice) for problem in read(**given)[1]]


def test_reads_what_a_schools_system_writes():
    row, problems = read(
        upn=" l311999914001 ",
        uln="1000000019",
        sex="male",
        roll="m",
        sen_provision="SEN Support",
        sen_primary="Social, emotional and mental health",
        ethnicity="wbri",
        first_language="English",
        has_free_meals="Y",
        is_looked_after="false",
        care_la_code="305",
        postcode="rm13bb",
        contact_name="Alex Example",
        contact_phone="'01632 960001",
        urn="100000",
    )
    assert problems == []
    assert row.facts == {
        "surname": "Example",
        "forename": "Robin",
        "date_of_birth": "2012-05-17",
        "upn": "L311999914001",
        "sex": "M",
        "roll": Roll.DUAL,
        "sen_provision": "K",
        "sen_primary": "SEMH",
        "has_free_meals": True,
        "is_looked_after": False,
        "care_la_code": "305",
    }
    assert row.profile == {"uln": "1000000019", "ethnicity": "WBRI", "first_language": "ENG"}
    assert (row.urn, row.postcode) == ("100000", "RM1 3BB")
    assert [(c["name"], c["phone"]) for c in row.contacts] == [("Alex Example", "01632 960001")]


def test_what_is_empty_is_not_a_fact():
    row, _ = read(upn="", sex=" ", has_free_meals="", preferred_forename="")
    assert set(row.facts) == set(ROBIN)
    assert row.profile == {}


@pytest.mark.parametrize(
    "text", ["2012-05-17", "17/05/2012", "17/05/12", "17 May 2012", "2012-05-17T00:00:00", "41046"]
)
def test_dates_as_systems_and_excel_write_them(text):
    assert read(date_of_birth=text)[0].date_of_birth == dt.date(2012, 5, 17)


@pytest.mark.parametrize(
    ("given", "column", "words"),
    [
        ({"upn": "A311999914001"}, "UPN", "The first letter of this UPN does not fit its digits"),
        ({"upn": "3.12E+12"}, "UPN", "A UPN has 13 characters"),
        ({"date_of_birth": "31/02/2012"}, "Date of Birth", "Write the date as day, month and year"),
        ({"date_of_birth": "17/05/2024"}, "Date of Birth", "makes a child under 4"),
        ({"sen_provision": "S"}, "SEN Status", "Statements ended in 2018"),
        ({"sen_provision": "Q"}, "SEN Status", "Give N, K or E"),
        ({"ethnicity": "WXXX"}, "Ethnicity", "no ethnicity code"),
        ({"sex": "U"}, "Sex", "Give M or F"),
        ({"has_free_meals": "perhaps"}, "FSM", "Give Y or N"),
        ({"postcode": "RM1"}, "Postcode", "no postcode"),
        ({"uln": "1E+09"}, "ULN", "check that Excel has kept them all"),
        ({"surname": "x" * 81}, "Legal Surname", "80 letters"),
        ({"forename": ""}, "Legal Forename", "no pupil is known without it"),
    ],
)
def test_each_wrong_cell_has_its_advice(given, column, words):
    [(where, what)] = advice(**given)
    assert where == column
    assert words in what


def test_problems_carry_the_files_own_heading():
    _, [problem] = read_facts(7, ROBIN | {"sex": "?"}, today=TODAY, headings={"sex": "Gender"})
    assert (problem.row, problem.column, problem.given) == (7, "Gender", "?")


@pytest.mark.parametrize(
    ("year", "offset"), [("Year  9", -1), ("10", 0), ("11", 1), ("R", None), ("X", None)]
)
def test_a_year_is_kept_as_its_distance_from_the_age(year, offset):
    assert read(nc_year=year)[0].facts.get("nc_year_offset") == offset


def test_a_uln_that_says_that_none_is_known_is_left_out():
    row, problems = read(uln="9999999999")
    assert (row.profile, problems) == ({}, [])


def test_rows_are_kept_between_preview_and_confirmation():
    row, _ = read(upn="L311999914001", postcode="RM1 3BB", contact_name="A", contact_phone="1")
    assert from_json(as_json(row)) == row
