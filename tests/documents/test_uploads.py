import datetime as dt
import io
import struct
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from apcommission.documents.uploads import Unreadable, read_rows

DAMAGED = "The spreadsheet is damaged. Save it again in Excel."
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OLD_EXCEL = (
    "This is an old Excel file, or one with a password."
    " Save it as .xlsx or .csv without a password."
)
TOO_MUCH = "The spreadsheet unpacks to too much. Save it as CSV."


def upload(content):
    return io.BytesIO(content if isinstance(content, bytes) else content.encode())


def workbook(rows, sheets=1):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"More {number}").append(["not read"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, change):
    """The same archive after change(archive being written, name, data)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        change(new)
    return out.getvalue()


def why(content, **limits):
    with pytest.raises(Unreadable) as refusal:
        read_rows(upload(content), **limits)
    return str(refusal.value)


# CSV


def test_rows_are_read_with_their_numbers_and_stripped():
    columns, rows = read_rows(upload("URN, Name \r\n100, Hillside \r\n\r\n101,Valley\r\n"))

    assert columns == ["URN", "Name"]
    assert rows == [
        (2, {"URN": "100", "Name": "Hillside"}),
        (4, {"URN": "101", "Name": "Valley"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found_out(encoding):
    content = "Name,Town\nSt. Zoë’s,Čáslav\n" if encoding != "cp1252" else "Name,Town\nZoë’s,–\n"
    _, rows = read_rows(upload(content.encode(encoding)))

    assert rows[0][1]["Name"] == ("Zoë’s" if encoding == "cp1252" else "St. Zoë’s")


def test_an_accent_far_down_the_file_decides_too():
    content = b"Name\n" + b"Hillside\n" * 20_000 + "Zoë\n".encode("cp1252")

    assert read_rows(upload(content), max_rows=50_000)[1][-1][1] == {"Name": "Zoë"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(delimiter):
    content = f"URN{delimiter}Name\n1{delimiter}Hillside\n"

    assert read_rows(upload(content))[1] == [(2, {"URN": "1", "Name": "Hillside"})]


def test_short_rows_are_filled_and_long_ones_cut():
    assert read_rows(upload("a,b\n1\n1,2,3\n"))[1] == [
        (2, {"a": "1", "b": ""}),
        (3, {"a": "1", "b": "2"}),
    ]


def test_only_the_rows_asked_for_are_kept():
    kept = read_rows(upload("LA\n311\n305\n"), keep=lambda row: row["LA"] == "305")

    assert kept == (["LA"], [(3, {"LA": "305"})])


def test_a_file_of_an_upload_is_left_open_for_the_next_reader():
    file = SimpleUploadedFile("x.csv", b"a\n1\n")

    assert read_rows(file) == read_rows(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n,,\n", "The file is empty."),
        (b"a,a\n1,2\n", "Two columns are called “a”. Give each its own name."),
        (b",".join(b"c%d" % n for n in range(301)), "The file has more than 300 columns."),
        (b"%PDF-1.7\n\0\1\2", "The file must be a CSV or XLSX spreadsheet."),
        (b"%PDF-1.7\nobj", "The file must be a CSV or XLSX spreadsheet."),
        (b"\n<html>", "The file must be a CSV or XLSX spreadsheet."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            OLD_EXCEL,
        ),
        (
            b'a\n"' + b"x" * 200_000,
            "A row of the file cannot be read. Save it as CSV again.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, sentence):
    assert why(content) == sentence


def test_a_large_file_is_refused_before_it_is_read():
    assert why(b"a\n" + b"1\n" * 10, max_bytes=10) == "The file must be smaller than 0 MB."


def test_too_many_rows_are_refused():
    assert why("a\n" + "1\n" * 11, max_rows=10) == (
        "The file has more than 10 rows. Split it and try again."
    )
    assert len(read_rows(upload("a\n" + "1\n" * 10), max_rows=10)[1]) == 10


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_whatever_is_uploaded_is_read_or_refused(content):
    try:
        columns, rows = read_rows(upload(content))
    except Unreadable:
        columns, rows = [], []

    assert all(set(row) == set(columns) for _, row in rows)


# XLSX


def test_the_first_sheet_of_a_workbook_is_read_as_typed():
    content = workbook(
        [
            ["URN", "Name", "Opened", "Roll", None],
            [100123, "Hillside", dt.datetime.fromisoformat("2026-11-23"), 12.5, None],
            [None, None, None, None, None],
            [100124.0, True, dt.date(2026, 1, 2), None, None],
        ],
        sheets=2,
    )

    assert read_rows(upload(content)) == (
        ["URN", "Name", "Opened", "Roll"],
        [
            (2, {"URN": "100123", "Name": "Hillside", "Opened": "2026-11-23", "Roll": "12.5"}),
            (4, {"URN": "100124", "Name": "True", "Opened": "2026-01-02", "Roll": ""}),
        ],
    )


def test_a_bomb_is_refused_at_once():
    content = repacked(workbook([["a"]]), lambda new: None)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/zero.bin", b"\0" * 80_000_000)
    started = time.perf_counter()

    assert why(out.getvalue()) == TOO_MUCH
    assert time.perf_counter() - started < 1


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b"<x/>")
        new.writestr("xl/media/zero.bin", b"\0" * 80_000_000)
    content = bytearray(out.getvalue())
    honest, lie = struct.pack("<L", 80_000_000), struct.pack("<L", 1000)

    assert content.count(honest) == 2
    assert why(bytes(content.replace(honest, lie))) in {TOO_MUCH, DAMAGED}


def test_a_workbook_of_many_parts_is_refused():
    def many(new):
        for number in range(101):
            new.writestr(f"xl/media/{number}.bin", b"0")

    assert why(repacked(workbook([["a"]]), many)) == TOO_MUCH


def test_macros_are_refused():
    content = repacked(workbook([["a"]]), lambda new: new.writestr("xl/vbaProject.bin", b"x"))

    assert why(content) == "The spreadsheet has macros. Save it as .xlsx without them."


def test_a_locked_archive_is_refused():
    content = bytearray(workbook([["a"], ["1"]]))
    # The flag "encrypted" of each member, in its own header and in the directory.
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 1)

    assert why(bytes(content)) == "The spreadsheet has a password. Save it without one."


def test_another_kind_of_archive_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        new.writestr("word/document.xml", b"<x/>")

    assert why(out.getvalue()) == "The file must be a CSV or XLSX spreadsheet."


def test_a_damaged_workbook_is_refused():
    content = workbook([["a"], ["1"]])

    assert why(content[: len(content) // 2]) == DAMAGED
    broken = repacked(content, lambda new: None).replace(b"<worksheet", b"<worksheep")
    assert why(broken) == DAMAGED


def test_hostile_xml_is_refused():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"], ["b"]]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"<t>b</t>" in data
                data = LAUGHS + data[data.index(b"<worksheet") :].replace(b"<t>b<", b"<t>&b;<")
            new.writestr(name, data)

    assert why(out.getvalue()) == DAMAGED


def test_a_workbook_with_a_row_far_down_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.active["A900000"] = "1"
    out = io.BytesIO()
    book.save(out)

    assert why(out.getvalue()) == "The file has more than 20,000 rows. Split it and try again."
