"""Reading the rows of an uploaded CSV or XLSX file, whatever somebody uploads."""

import codecs
import csv
import datetime as dt
import io
import warnings
import zipfile
import zlib

import openpyxl

MB = 1024**2
MAX_BYTES = 10 * MB
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_MEMBERS = 100
MAX_UNPACKED = 50 * MB
MAX_RATIO = 100
CHUNK = 64 * 1024

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# How files begin that are no text of rows whatever they are called: PDF, pictures, RTF, web pages.
OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Unreadable(Exception):
    """One sentence for the person who uploaded the file: what is wrong and what to do."""


def read_rows(file, *, keep=None, max_bytes=MAX_BYTES, max_rows=MAX_ROWS):
    """(columns, [(row number, {column: text})]) of the first sheet; the heading is row 1.

    Empty rows are left out, and those for which `keep(row)` is false as they are read. Text is
    stripped; dates are 2026-11-23. CSV may be UTF-8, UTF-16 or Windows-1252, with commas,
    semicolons or tabs. Raises Unreadable.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise Unreadable("The file is empty.")
    if size > max_bytes:
        raise Unreadable(f"The file must be smaller than {max_bytes // MB} MB.")
    start = file.read(4096)
    file.seek(0)
    rows = _xlsx_rows(file) if start.startswith(ZIP) else _csv_rows(file, start)
    return _with_headings(rows, keep, max_rows)


def _with_headings(rows, keep, max_rows):
    columns, kept = None, []
    for number, cells in rows:
        if number > max_rows + 1:
            raise Unreadable(f"The file has more than {max_rows:,} rows. Split it and try again.")
        if not any(cells):
            continue
        if columns is None:
            columns = _headings(cells)
            continue
        row = dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False))
        row.pop("", None)
        if keep is None or keep(row):
            kept.append((number, row))
    if columns is None:
        raise Unreadable("The file is empty.")
    return [column for column in columns if column], kept


def _headings(cells):
    while cells and not cells[-1]:
        cells = cells[:-1]
    named = [cell for cell in cells if cell]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise Unreadable(f"Two columns are called “{twice}”. Give each its own name.")
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(f"The file has more than {MAX_COLUMNS} columns.")
    return cells


def _csv_rows(file, start):
    if start.startswith(OLD_EXCEL):
        raise Unreadable(
            "This is an old Excel file, or one with a password. Save it as .xlsx or .csv without "
            "a password."
        )
    encoding = next((name for mark, name in MARKS.items() if start.startswith(mark)), None)
    if start.lstrip().startswith(OTHER_FILES) or encoding is None and b"\0" in start:
        raise Unreadable("The file must be a CSV or XLSX spreadsheet.")
    encoding = encoding or _encoding(file)
    text = io.TextIOWrapper(io.BufferedReader(_Raw(file)), encoding, errors="replace", newline="")
    first = start.decode(encoding, errors="replace").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):
            yield number, [cell.replace("\0", "").strip() for cell in cells]
    except csv.Error:
        raise Unreadable("A row of the file cannot be read. Save it as CSV again.") from None


class _Raw(io.RawIOBase):
    """Reads the upload without ever closing it, which TextIOWrapper alone would do."""

    def __init__(self, file):
        self.file = file

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _encoding(file):
    """UTF-8 when all of the file is; else Windows-1252, as Excel and DfE's downloads have it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)


def _xlsx_rows(file):
    _refuse_bombs(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # openpyxl remarks on styles and validations that do not concern the rows.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1)
            for number, values in enumerate(rows, start=1):
                yield number, [_text(value) for value in values]
    except Exception as problem:
        # A damaged workbook fails in openpyxl, zipfile, zlib or the XML parser alike.
        if isinstance(problem, GeneratorExit | Unreadable):
            raise
        raise Unreadable("The spreadsheet is damaged. Save it again in Excel.") from problem


def _refuse_bombs(file):
    """Refuse what unpacks to too much, is locked or carries macros, before anything parses it."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if any(name.endswith("vbaproject.bin") for name in names):
                raise Unreadable("The spreadsheet has macros. Save it as .xlsx without them.")
            if any(member.flag_bits & 1 for member in members):
                raise Unreadable("The spreadsheet has a password. Save it without one.")
            if "xl/workbook.xml" not in names:
                raise Unreadable("The file must be a CSV or XLSX spreadsheet.")
            packed = sum(member.compress_size for member in members)
            limit = min(MAX_UNPACKED, max(packed, 1) * MAX_RATIO)
            if len(members) > MAX_MEMBERS or _unpacks_beyond(archive, members, limit):
                raise Unreadable("The spreadsheet unpacks to too much. Save it as CSV.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError):
        raise Unreadable("The spreadsheet is damaged. Save it again in Excel.") from None


def _unpacks_beyond(archive, members, limit):
    # The sizes a file states may lie: first they are added up, then what is read is counted.
    if sum(member.file_size for member in members) > limit:
        return True
    total = 0
    for member in members:
        with archive.open(member) as content:
            while chunk := content.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    return True
    return False


def _text(value):
    """A cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "").strip()
