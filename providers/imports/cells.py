"""Reading one cell as a person typed it, or as a spreadsheet mangled it.

Each reader takes text that is not empty and returns a value; it raises ValueError with the
sentence that says what to do.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from apcommission.accounts.geography import normalise_postcode
from providers.choices import HalfDay, Weekday

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
AMERICAN = re.compile(r"\d{1,2}/(1[3-9]|2\d|3[01])/\d{2,4}")
SHORTENED = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
DAYS = {day.label.lower(): day for day in Weekday}
DAYS |= {name[:3]: day for name, day in DAYS.items()}
HALVES = {"am": "am", "morning": "am", "pm": "pm", "afternoon": "pm"}
HALF_DAY_ADVICE = (
    "Enter half-days separated by semicolons, such as “Mon am; Tue; Thu pm”, or “Mon to Fri”."
)


def text(longest):
    """Any words, up to so many characters."""

    def read(cell):
        if len(cell) > longest:
            raise ValueError(f"Shorten it to {longest} characters. It has {len(cell)}.")
        return cell

    return read


def whole(least, most, what="a whole number"):
    def read(cell):
        _refuse_shortened(cell)
        if not (cell.isascii() and cell.isdigit() and least <= int(cell) <= most):
            raise ValueError(f"Enter {what} from {least:,} to {most:,}.")
        return int(cell)

    return read


def ukprn(cell):
    _refuse_shortened(cell)
    if not re.fullmatch(r"1\d{7}", cell):
        raise ValueError("Enter the eight digits of the UKPRN, beginning with 1.")
    return cell


def company_number(cell):
    """Eight characters, such as 01234567 or SC123456."""
    _refuse_shortened(cell)
    number = cell.upper().replace(" ", "")
    if number.isascii() and number.isdigit() and 4 <= len(number) < 8:
        raise ValueError(
            f"A company number has eight characters. A spreadsheet may have lost the leading "
            f"zero: enter {number.zfill(8)}, with the column set to text."
        )
    if not re.fullmatch(r"[A-Z0-9]{2}\d{6}", number):
        raise ValueError("Enter the eight characters of the company number, such as 01234567.")
    return number


def charity_number(cell):
    _refuse_shortened(cell)
    number = cell.upper().replace(" ", "")
    if not re.fullmatch(r"(SC|NIC)?\d{5,7}", number) or len(number) > 8:
        raise ValueError("Enter the number of the charity, such as 1012345.")
    return number


def phone(cell):
    _refuse_shortened(cell)
    digits = re.sub(r"[\s()\-]", "", cell)
    if re.fullmatch(r"[1-37-9]\d{8,9}", digits):
        raise ValueError(
            f"A spreadsheet has lost the leading zero: enter 0{cell}, with the column set to text."
        )
    if not re.fullmatch(r"(0|\+)\d{9,14}", digits):
        raise ValueError("Enter a phone number, such as 01632 960 001.")
    return text(30)(cell)


def email(cell):
    try:
        validate_email(cell)
    except ValidationError:
        raise ValueError("Enter an email address, such as hello@example.org.") from None
    return text(254)(cell)


def website(cell):
    address = cell if "://" in cell else f"https://{cell}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValueError("Enter the address of a website, such as https://example.org.") from None
    return text(200)(address)


def postcode(cell):
    found = normalise_postcode(cell)
    if not found:
        raise ValueError("Enter a full UK postcode, such as RM1 3BB, or leave it empty.")
    return found


def past_date(today):
    """A date as it is written in the United Kingdom, not after `today`."""

    def read(cell):
        date = _date(cell)
        if date > today:
            raise ValueError("Enter a date that is today or in the past.")
        return date

    return read


def _date(cell):
    words = cell.partition(" 00:00")[0]
    if re.fullmatch(r"\d{5}", words):
        raise ValueError(
            "A spreadsheet has turned this date into a number. Set the column to dates, or enter "
            "it as 23/11/2026."
        )
    for form in DATES:
        try:
            return dt.datetime.strptime(words, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    if AMERICAN.fullmatch(words):
        raise ValueError("Enter the day first, then the month: 23/11/2026.")
    raise ValueError("Enter a real date, the day first, such as 23/11/2026.")


def pence(cell):
    """Pounds with or without pence, as whole pence."""
    _refuse_shortened(cell)
    try:
        pounds = Decimal(cell.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        pounds = Decimal("-1")
    in_range = pounds.is_finite() and 0 <= pounds < 100_000
    if not in_range or round(pounds, 2) != pounds:
        raise ValueError("Enter a price in pounds, such as 65 or 65.50, without words.")
    return int(pounds * 100)


def one_of(choices):
    """The value of a choice from its words, or from the value itself."""
    known = _known(choices)

    def read(cell):
        try:
            return known[cell.lower()]
        except KeyError:
            words = "; ".join(choice.label for choice in choices)
            raise ValueError(f"Enter one of: {words}.") from None

    return read


def some_of(choices):
    """The values of choices that are separated by semicolons, in the order of the choices."""
    known = _known(choices)

    def read(cell):
        parts = [part.strip().lower() for part in cell.split(";") if part.strip()]
        if strange := [part for part in parts if part not in known]:
            words = "; ".join(choice.label for choice in choices)
            raise ValueError(
                f"“{strange[0]}” is not known. Separate several with semicolons. Known: {words}."
            )
        given = {known[part] for part in parts}
        return [choice.value for choice in choices if choice.value in given]

    return read


def half_days(cell):
    """Half-days of the week, in its order, from "Mon am; Tue; Thu pm" or "Monday to Friday"."""
    found = set()
    for part in re.split(r"[;,]", cell.lower()):
        found |= _half_days_of(part.strip()) if part.strip() else set()
    if not found:
        raise ValueError(HALF_DAY_ADVICE)
    return [half_day.value for half_day in HalfDay if half_day.value in found]


def _half_days_of(part):
    span = re.fullmatch(r"([a-z]+)\s*(?:to|-|–)\s*([a-z]+)(?:\s+([a-z]+))?", part)
    day = re.fullmatch(r"([a-z]+)(?:\s+([a-z]+))?", part)
    match = span or day
    if not match:
        raise ValueError(HALF_DAY_ADVICE)
    first, last = match[1], match[2] if span else match[1]
    half = match[match.lastindex] if match.lastindex == (3 if span else 2) else ""
    if first not in DAYS or last not in DAYS or half not in {"", *HALVES}:
        raise ValueError(HALF_DAY_ADVICE)
    halves = [HALVES[half]] if half else ["am", "pm"]
    return {f"{n}{each}" for n in range(DAYS[first], DAYS[last] + 1) for each in halves}


def _known(choices):
    return {choice.label.lower(): choice.value for choice in choices} | {
        choice.value: choice.value for choice in choices
    }


def _refuse_shortened(cell):
    if SHORTENED.fullmatch(cell):
        raise ValueError(
            "A spreadsheet has shortened this number. Set the column to text and enter it again."
        )
