import datetime as dt

import pytest

from apcommission.terms.rules import (
    academic_year,
    academic_year_dates,
    academic_year_name,
    bank_holidays,
    bank_holidays_between,
    half_terms_problem,
)
from tests.factories.terms import DATES_2026


@pytest.mark.parametrize(
    ("date", "year"),
    [
        (dt.date(2026, 8, 31), 2025),
        (dt.date(2026, 9, 1), 2026),
        (dt.date(2026, 12, 31), 2026),
        (dt.date(2027, 1, 1), 2026),
        (dt.date(2027, 8, 31), 2026),
    ],
)
def test_the_academic_year_begins_on_1_september(date, year):
    assert academic_year(date) == year


def test_the_academic_year_has_its_dates_and_its_name():
    assert academic_year_dates(2026) == (dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    assert academic_year_name(2026) == "2026/27"
    assert academic_year_name(1999) == "1999/00"


def test_the_bank_holidays_are_englands_with_substitute_days():
    assert bank_holidays_between(dt.date(2026, 9, 1), dt.date(2027, 8, 31)) == [
        (dt.date(2026, 12, 25), "Christmas Day"),
        (dt.date(2026, 12, 26), "Boxing Day"),
        (dt.date(2026, 12, 28), "Boxing Day (substitute day)"),
        (dt.date(2027, 1, 1), "New Year's Day"),
        (dt.date(2027, 3, 26), "Good Friday"),
        (dt.date(2027, 3, 29), "Easter Monday"),
        (dt.date(2027, 5, 3), "Early May bank holiday"),
        (dt.date(2027, 5, 31), "Spring bank holiday"),
        (dt.date(2027, 8, 30), "Summer bank holiday"),
    ]


def test_the_holidays_of_scotland_are_not_englands():
    assert dt.date(2027, 1, 4) not in bank_holidays(2027)
    assert dt.date(2026, 11, 30) not in bank_holidays(2026)


def test_six_half_terms_in_order_are_right():
    assert half_terms_problem(2026, DATES_2026) == ""


def test_five_half_terms_are_too_few():
    assert half_terms_problem(2026, DATES_2026[:5]) == "An academic year has six half terms."


def test_a_half_term_that_ends_before_it_starts_is_named():
    dates = [*DATES_2026]
    dates[2] = (dt.date(2027, 2, 12), dt.date(2027, 1, 4))

    assert half_terms_problem(2026, dates) == "Spring 1 must end after it starts."


def test_a_half_term_of_another_year_is_named():
    dates = [*DATES_2026]
    dates[5] = (dt.date(2027, 6, 7), dt.date(2027, 9, 1))

    assert half_terms_problem(2026, dates) == "Summer 2 must be in the academic year 2026/27."


def test_half_terms_that_overlap_by_a_day_are_named():
    dates = [*DATES_2026]
    dates[1] = (dt.date(2026, 10, 23), dt.date(2026, 12, 18))

    assert half_terms_problem(2026, dates) == (
        "Autumn 2 must start after the half term before it has ended."
    )
