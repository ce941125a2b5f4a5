import datetime as dt
import io

import pytest

from apcommission.documents.spreadsheet import csv_text, xlsx_bytes
from apcommission.documents.uploads import Unreadable
from placements.imports.sheet import read_sheet, template

TODAY = dt.date(2026, 11, 23)


def read(text):
    return read_sheet(io.BytesIO(text.encode()), today=TODAY)


def test_the_template_reads_without_a_problem():
    columns, rows = template()
    for content in (csv_text(columns, rows).encode(), xlsx_bytes(columns, rows)):
        _, _, [robin], problems = read_sheet(io.BytesIO(content), today=TODAY)
        assert problems == []
        assert (robin.facts["upn"], robin.facts["preferred_forename"]) == ("L311999914001", "Rob")


def test_headings_of_other_systems_are_known():
    _, rows, [ann], problems = read(
        "Last Name;First name;DOB;GENDER;Shoe size\nLi;Ann;4.5.2012;F;4\n"
    )
    assert problems == []
    assert ann.facts == {
        "surname": "Li",
        "forename": "Ann",
        "date_of_birth": "2012-05-04",
        "sex": "F",
    }
    assert rows[2]["Shoe size"] == "4"


def test_a_bad_row_leaves_the_good_ones():
    _, _, pupils, problems = read("Surname,Forename,DOB\nLi,Ann,04/05/2012\nOde,Ben,soon\n")
    assert [pupil.row for pupil in pupils] == [2]
    assert [(problem.row, problem.given) for problem in problems] == [(3, "soon")]


def test_dates_that_excel_has_made_numbers_are_read():
    content = xlsx_bytes(["Surname", "Forename", "DOB"], [["Li", "Ann", 41033]])
    _, _, [ann], _ = read_sheet(io.BytesIO(content), today=TODAY)
    assert ann.date_of_birth == dt.date(2012, 5, 4)


def test_a_file_without_a_needed_column_is_refused():
    with pytest.raises(Unreadable, match="no column “Legal Forename”, “Date of Birth”"):
        read("Surname,UPN\nLi,\n")
