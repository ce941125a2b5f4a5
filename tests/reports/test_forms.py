import datetime as dt

import pytest

from apcommission.reports.forms import ForumReportAddForm, ForumReportWithdrawForm

TODAY = dt.date(2026, 11, 23)
ANSWERS = {
    "title": "Autumn update",
    "purpose": "information",
    "recommendation": "That the Forum notes this.",
    "as_at_0": "20",
    "as_at_1": "November",
    "as_at_2": "2026",
}


def test_forum_report_add_form_takes_a_date_in_words():
    form = ForumReportAddForm(ANSWERS, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data["as_at"] == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"as_at_0": "24"}, "as_at", "Date of the figures must be today or in the past"),
        ({"as_at_2": ""}, "as_at", "Date of the figures must include a year"),
        ({"title": ""}, "title", "Enter the title of the paper"),
    ],
)
def test_forum_report_add_form_says_what_is_wrong(change, field, message):
    form = ForumReportAddForm({**ANSWERS, **change}, today=TODAY)
    assert form.errors == {field: [message]}


def test_forum_report_withdraw_form_asks_why():
    assert not ForumReportWithdrawForm({"reason": " "}).is_valid()
