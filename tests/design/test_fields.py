import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator

from apcommission.design.fields import DateField, MoneyField, TimeField, month_number

REAL = "Start date must be a real date"


def refused(field, value):
    with pytest.raises(ValidationError) as refusal:
        field.clean(value)
    return refusal.value


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (["23", "11", "2026"], datetime.date(2026, 11, 23)),
        ([" 3 ", "3", "2027"], datetime.date(2027, 3, 3)),
        (["03", "03", "2027"], datetime.date(2027, 3, 3)),
        (["1", "September", "2026"], datetime.date(2026, 9, 1)),
        (["1", "sept", "2026"], datetime.date(2026, 9, 1)),
        (["29", "FEB", "2028"], datetime.date(2028, 2, 29)),
    ],
)
def test_what_people_type_is_read(parts, date):
    assert DateField(label="Start date").clean(parts) == date


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (["", "11", "2026"], "Start date must include a day", [0]),
        (["3", "", "2026"], "Start date must include a month", [1]),
        (["3", "11", ""], "Start date must include a year", [2]),
        (["3", "", ""], "Start date must include a month and a year", [1, 2]),
        (["", "", "2026"], "Start date must include a day and a month", [0, 1]),
        (["31", "2", "2026"], REAL, [0, 1, 2]),
        (["29", "2", "2027"], REAL, [0, 1, 2]),
        (["three", "2", "2027"], REAL, [0, 1, 2]),
        (["3", "13", "2026"], REAL, [1]),
        (["3", "x", "2026"], REAL, [1]),
        (["3", "0", "2026"], REAL, [1]),
        (["3", "11", "26"], "Start date: year must include 4 numbers", [2]),
        (["3", "11", "0000"], REAL, [0, 1, 2]),
        (["-3", "11", "2026"], REAL, [0, 1, 2]),
    ],
)
def test_messages_say_what_is_wrong_and_where(parts, message, wrong):
    error = refused(DateField(label="When?", what="Start date"), parts)
    assert error.messages == [message]
    assert error.params == {"parts": wrong}


def test_all_boxes_empty():
    assert DateField(required=False).clean(["", " ", None]) is None
    assert DateField(required=False).clean(None) is None
    error = refused(DateField(error_messages={"required": "Enter the start date"}), ["", "", ""])
    assert error.messages == ["Enter the start date"]
    assert error.params == {"parts": [0, 1, 2]}


@pytest.mark.parametrize(
    ("options", "subject"),
    [
        ({"what": "End date", "label": "When did it end?"}, "End date"),
        ({"label": "End date"}, "End date"),
        ({"label": "When did it end?"}, "Date"),
        ({}, "Date"),
    ],
)
def test_messages_open_with_the_subject(options, subject):
    assert refused(DateField(**options), ["1", "1", ""]).messages == [
        f"{subject} must include a year"
    ]


def test_a_per_cent_sign_in_a_label_survives():
    error = refused(DateField(label="80% date"), ["1", "1", ""])
    assert error.messages == ["80% date must include a year"]


def test_validators_run_on_the_date():
    field = DateField(validators=[MinValueValidator(datetime.date(2026, 9, 1))])
    assert [each.code for each in refused(field, ["31", "8", "2026"]).error_list] == ["min_value"]
    assert field.clean(["1", "9", "2026"]) == datetime.date(2026, 9, 1)


def test_date_in_a_form_keeps_what_was_typed_and_knows_changes():
    class Form(forms.Form):
        day = DateField()

    same = {"day_0": "1", "day_1": "sep", "day_2": "2026"}
    start = {"day": datetime.date(2026, 9, 1)}
    assert Form(same, initial=start).has_changed() is False
    assert Form({**same, "day_0": "2"}, initial=start).has_changed() is True
    assert Form({**same, "day_1": "x"}, initial=start).has_changed() is True
    assert Form({"day_0": "x"}, initial=start)["day"].value() == ["x", None, None]
    disabled = Form(initial=start)
    disabled.fields["day"].disabled = True
    assert disabled.fields["day"].clean(start["day"]) == start["day"]


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("12", 12), ("0", None), ("13", None), ("ju", None), ("July", 7)]
)
def test_month_number(text, number):
    assert month_number(text) == number


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("09:30", datetime.time(9, 30)),
        ("9.30", datetime.time(9, 30)),
        ("0930", datetime.time(9, 30)),
        (" 9am ", datetime.time(9)),
        ("2.15 p.m.", datetime.time(14, 15)),
        ("12am", datetime.time(0)),
        ("12:05 PM", datetime.time(12, 5)),
        ("00:00", datetime.time(0)),
    ],
)
def test_times_are_read(text, time):
    assert TimeField().clean(text) == time


@pytest.mark.parametrize("text", ["9", "930 o'clock", "25:00", "09:60", "13pm", "0am", "noon"])
def test_what_is_no_time_is_refused(text):
    assert refused(TimeField(), text).messages == ["Enter a time, like 09:30"]


def test_time_shows_and_compares_as_hours_and_minutes():
    field = TimeField(required=False)
    assert field.clean("") is None
    assert field.clean(datetime.time(9, 5)) == datetime.time(9, 5)
    assert field.prepare_value(datetime.time(9, 5)) == "09:05"
    assert field.prepare_value("9 ish") == "9 ish"
    assert field.has_changed(datetime.time(9, 5), "09:05") is False


@pytest.mark.parametrize(
    ("text", "sum_"),
    [("85", "85"), ("£1,250.50", "1250.50"), (" £ 12 ", "12"), ("0", "0"), (Decimal(3), "3")],
)
def test_money_is_read(text, sum_):
    assert MoneyField().clean(text) == Decimal(sum_)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lots", "Enter an amount in pounds, like 85 or 85.50"),
        ("1.234", "Enter an amount in pounds and pence, like 85.50"),
        ("-1", "The amount must be £0 or more"),
    ],
)
def test_what_is_no_money_is_refused(text, message):
    assert refused(MoneyField(), text).messages == [message]


def test_money_may_be_below_zero_when_told():
    assert MoneyField(min_value=-10).clean("-5") == Decimal(-5)
