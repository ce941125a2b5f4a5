import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from apcommission.documents.spreadsheet import (
    csv_response,
    csv_text,
    safe_text,
    xlsx_bytes,
    xlsx_response,
)

QUARTER_PAST = dt.datetime.fromisoformat("2026-11-23 09:12")
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1+1)",
    '=IMPORTXML("http://example.org","//a")',
]


def cells(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_in_a_csv_is_text(payload):
    assert cells(csv_text(["Name"], [[payload]])) == [["Name"], [f"'{payload}"]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_in_a_workbook_is_text(payload):
    cell = book(xlsx_bytes(["Name"], [[payload]]))["Data"]["A2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_a_heading_is_made_safe_too():
    assert cells(csv_text(["=1+1"], [])) == [["'=1+1"]]


@pytest.mark.parametrize("text", ["", "O'Brien", "St. Mary's", "a-b", "Zoë", "1=1"])
def test_ordinary_text_is_left_as_it_is(text):
    assert safe_text(text) == text


def test_a_csv_has_a_mark_for_excel_quotes_and_iso_dates():
    rows = [["Zoë", dt.date(2026, 11, 23), QUARTER_PAST, None, True, -3]]

    assert csv_text(["a", "b", "c", "d", "e", "f"], rows) == (
        '\ufeff"a","b","c","d","e","f"\r\n"Zoë","2026-11-23","2026-11-23 09:12","","yes","-3"\r\n'
    )


def test_a_negative_amount_stays_a_number():
    assert cells(csv_text(["Pounds"], [[Decimal("-12.50")]]))[1] == ["-12.50"]
    assert book(xlsx_bytes(["Pounds"], [[Decimal("-12.50")]]))["Data"]["A2"].value == -12.5


def test_a_csv_is_a_download_with_its_name():
    response = csv_response("schools-2026-11-23.csv", ["Name"], [["Hillside"]])

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="schools-2026-11-23.csv"'
    )
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_real_dates_a_frozen_heading_and_notes():
    moment = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
    content = xlsx_bytes(
        ["Name", "Day", "Places", "Open"],
        [["Hillside", dt.date(2026, 11, 23), 12, False]],
        [("Made by", "Carol Reyes"), ("Made at", moment)],
    )
    workbook = book(content)

    assert workbook.sheetnames == ["Data", "Notes"]
    data = [[cell.value for cell in row] for row in workbook["Data"].iter_rows()]
    assert data == [
        ["Name", "Day", "Places", "Open"],
        ["Hillside", dt.datetime.fromisoformat("2026-11-23"), 12, "no"],
    ]
    assert workbook["Data"].freeze_panes == "A2"
    assert [[cell.value for cell in row] for row in workbook["Notes"].iter_rows()] == [
        ["Made by", "Carol Reyes"],
        ["Made at", QUARTER_PAST],
    ]


def test_a_workbook_is_a_download():
    response = xlsx_response("x.xlsx", ["Name"], [])

    assert response.headers["Content-Disposition"] == 'attachment; filename="x.xlsx"'
    assert book(response.content)["Data"]["A1"].value == "Name"
