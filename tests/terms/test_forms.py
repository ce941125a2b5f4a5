import datetime as dt

from apcommission.terms.forms import ClosureAddForm, HalfTermEditForm
from tests.factories.terms import DATES_2026


def date_data(name, date):
    return {f"{name}_0": date.day, f"{name}_1": date.month, f"{name}_2": date.year}


def half_term_data(dates=DATES_2026):
    data = {}
    for number, (start, end) in enumerate(dates, start=1):
        data |= date_data(f"starts_{number}", start) | date_data(f"ends_{number}", end)
    return data


def closure_data(**fields):
    data = {"kind": "inset", "session": "", "reason": "INSET day"}
    return data | date_data("starts_on", dt.date(2026, 11, 23)) | fields


def test_a_closure_of_one_day_needs_no_last_day():
    form = ClosureAddForm(closure_data())

    assert form.is_valid()
    assert form.cleaned_data == {
        "kind": "inset",
        "starts_on": dt.date(2026, 11, 23),
        "ends_on": dt.date(2026, 11, 23),
        "session": "",
        "reason": "INSET day",
    }


def test_the_last_day_is_not_before_the_first():
    form = ClosureAddForm(closure_data(**date_data("ends_on", dt.date(2026, 11, 20))))

    assert form.errors == {"ends_on": ["Last day must be the same as or after the first day"]}


def test_an_impossible_last_day_is_one_error():
    form = ClosureAddForm(closure_data(ends_on_0="31", ends_on_1="11", ends_on_2="2026"))

    assert form.errors == {"ends_on": ["Last day must be a real date"]}


def test_an_empty_closure_says_what_to_enter():
    form = ClosureAddForm({})

    assert set(form.errors) == {"kind", "starts_on", "reason"}


def test_twelve_dates_make_six_half_terms():
    form = HalfTermEditForm(half_term_data(), year=2026)

    assert form.is_valid()
    assert form.dates() == DATES_2026


def test_half_terms_of_the_wrong_year_are_refused():
    form = HalfTermEditForm(half_term_data(), year=2025)

    assert form.errors == {"__all__": ["Autumn 1 must be in the academic year 2025/26."]}


def test_a_missing_date_is_named_by_its_half_term():
    data = half_term_data() | {"starts_3_1": ""}
    form = HalfTermEditForm(data, year=2026)

    assert form.errors == {"starts_3": ["Spring 1: first day must include a month"]}
