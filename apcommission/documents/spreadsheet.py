"""Writing CSV and XLSX that open well and run nothing (reliability.md D6)."""

import csv
import datetime as dt
import io
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is run as a formula by Excel, LibreOffice or Google Sheets.
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
NUMBERS = (int, float, Decimal)


def safe_text(text):
    """The text with an apostrophe before it when a spreadsheet would run it as a formula."""
    begins = text.lstrip(" \u00a0")
    return f"'{text}" if begins.startswith(RUN_AS_FORMULA) else text


def csv_text(columns, rows):
    """The whole file: byte order mark for Excel, every cell quoted, CRLF, dates as 2026-11-23."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_text(str(column)) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return BOM + out.getvalue()


def csv_response(filename, columns, rows):
    """A download of `rows`, each a list of values in the order of `columns`.

    The rows are read here, inside the request's transaction: a stream would outlive its scope.
    """
    return _download(csv_text(columns, rows).encode(), filename, "text/csv; charset=utf-8")


def xlsx_bytes(columns, rows, notes=()):
    """A workbook: the rows under a frozen heading, and a sheet "Notes" of [(what, value)].

    Dates are real dates, numbers are numbers, and any text stays text.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("Data")
        _write_row(sheet, 0, columns, heading)
        for number, row in enumerate(rows, start=1):
            _write_row(sheet, number, row, None, moment)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 18)
        if notes:
            about = book.add_worksheet("Notes")
            about.set_column(0, 1, 40)
            for number, note in enumerate(notes):
                _write_row(about, number, note, None, moment)
    return out.getvalue()


def xlsx_response(filename, columns, rows, notes=()):
    """A download of the workbook that `xlsx_bytes` makes."""
    return _download(xlsx_bytes(columns, rows, notes), filename, XLSX)


def _download(content, filename, content_type):
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _csv_cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, NUMBERS) else safe_text(str(value))


def _write_row(sheet, number, row, style=None, moment=None):
    for place, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_string(number, place, "yes" if value else "no", style)
        elif isinstance(value, dt.datetime):
            # Excel knows no time zones: the wall clock's time is written.
            sheet.write_datetime(number, place, value.replace(tzinfo=None), moment)
        elif isinstance(value, dt.date):
            sheet.write_datetime(number, place, value)
        elif isinstance(value, NUMBERS):
            sheet.write_number(number, place, value, style)
        elif value is not None:
            sheet.write_string(number, place, safe_text(str(value)), style)
