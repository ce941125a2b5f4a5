import datetime as dt

import pytest

from providers.choices import Need, PriceUnit, ProviderType
from providers.imports import cells

TODAY = dt.date(2026, 11, 23)
WEEK = [f"{day}{half}" for day in range(1, 6) for half in ("am", "pm")]


@pytest.mark.parametrize(
    ("read", "given", "value"),
    [
        (cells.text(5), "Farm", "Farm"),
        (cells.whole(1, 500), "12", 12),
        (cells.ukprn, "10012345", "10012345"),
        (cells.company_number, "01234567", "01234567"),
        (cells.company_number, "sc 123456", "SC123456"),
        (cells.charity_number, "1012345", "1012345"),
        (cells.phone, "01632 960 001", "01632 960 001"),
        (cells.phone, "+44 1632 960001", "+44 1632 960001"),
        (cells.email, "hello@farm.example", "hello@farm.example"),
        (cells.website, "farm.example", "https://farm.example"),
        (cells.website, "http://farm.example/a", "http://farm.example/a"),
        (cells.postcode, "rm13bb", "RM1 3BB"),
        (cells.past_date(TODAY), "03/04/2026", dt.date(2026, 4, 3)),
        (cells.past_date(TODAY), "2026-04-03", dt.date(2026, 4, 3)),
        (cells.past_date(TODAY), "2026-04-03 00:00:00", dt.date(2026, 4, 3)),
        (cells.past_date(TODAY), "3 April 2026", dt.date(2026, 4, 3)),
        (cells.past_date(TODAY), "03/04/26", dt.date(2026, 4, 3)),
        (cells.pence, "£1,250.50", 125050),
        (cells.pence, "65", 6500),
        (cells.pence, "0.29", 29),
        (cells.one_of(PriceUnit), "A Day", "day"),
        (cells.one_of(ProviderType), "non_school", "non_school"),
        (
            cells.some_of(Need),
            "Behaviour; Social, emotional and mental health;",
            ["semh", "behaviour"],
        ),
        (cells.half_days, "Mon to Fri", WEEK),
        (cells.half_days, "Monday - Friday", WEEK),
        (cells.half_days, "Thu pm; Mon am, Tuesday", ["1am", "2am", "2pm", "4pm"]),
        (cells.half_days, "Mon to Wed morning", ["1am", "2am", "3am"]),
    ],
)
def test_a_cell_is_read_as_it_was_meant(read, given, value):
    assert read(given) == value


@pytest.mark.parametrize(
    ("read", "given", "advice"),
    [
        (cells.text(3), "Farm", "Shorten it to 3 characters. It has 4."),
        (cells.whole(1, 500), "0", "Enter a whole number from 1 to 500."),
        (cells.whole(4, 25, "an age"), "²", "Enter an age from 4 to 25."),
        (cells.whole(1, 9), "1.2E+05", "A spreadsheet has shortened this number."),
        (cells.ukprn, "1.0E+07", "A spreadsheet has shortened this number."),
        (cells.ukprn, "90012345", "Enter the eight digits of the UKPRN"),
        (cells.company_number, "1234567", "lost the leading zero: enter 01234567, with"),
        (cells.company_number, "Farm Ltd", "Enter the eight characters of the company number"),
        (cells.charity_number, "many", "Enter the number of the charity"),
        (cells.phone, "1632960001", "lost the leading zero: enter 01632960001, with"),
        (cells.phone, "ring Pat", "Enter a phone number"),
        (cells.email, "pat at farm", "Enter an email address"),
        (cells.website, "javascript://x", "Enter the address of a website"),
        (cells.postcode, "RM1", "Enter a full UK postcode"),
        (cells.past_date(TODAY), "24/11/2026", "Enter a date that is today or in the past."),
        (cells.past_date(TODAY), "11/23/2026", "Enter the day first, then the month"),
        (cells.past_date(TODAY), "46349", "A spreadsheet has turned this date into a number."),
        (cells.past_date(TODAY), "31/02/2026", "Enter a real date"),
        (cells.pence, "65 a day", "Enter a price in pounds, such as 65 or 65.50, without words."),
        (cells.pence, "1.005", "Enter a price in pounds"),
        (cells.pence, "-5", "Enter a price in pounds"),
        (cells.pence, "NaN", "Enter a price in pounds"),
        (cells.one_of(PriceUnit), "fortnight", "Enter one of: an hour; an hour, 1:1; a half-day"),
        (cells.some_of(Need), "Autism, Behaviour", "“autism, behaviour” is not known."),
        (cells.half_days, "Sat", "Enter half-days separated by semicolons"),
        (cells.half_days, ";", "Enter half-days separated by semicolons"),
        (cells.half_days, "Mon noon", "Enter half-days separated by semicolons"),
        (cells.half_days, "Mon am to", "Enter half-days separated by semicolons"),
        (cells.half_days, "Fri to Mon", "Enter half-days separated by semicolons"),
    ],
)
def test_a_cell_that_cannot_be_used_says_what_to_do(read, given, advice):
    with pytest.raises(ValueError, match=".") as refusal:
        read(given)

    assert advice in str(refusal.value)
