"""Which date a page is about."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory

from attendance.views.dates import beside, caption, chosen_date

MONDAY = dt.date(2026, 11, 23)


def chosen(query):
    return chosen_date(RequestFactory().get("/registers/", query))[0]


@pytest.mark.parametrize(
    ("query", "date"),
    [
        ({"date": "2026-11-20"}, dt.date(2026, 11, 20)),
        ({"date_0": "20", "date_1": "Nov", "date_2": "2026"}, dt.date(2026, 11, 20)),
        ({"date_0": "20", "date_1": "", "date_2": "2026"}, MONDAY),
        ({"date": "tomorrow"}, MONDAY),
        ({}, MONDAY),
    ],
)
def test_chosen_date(query, date):
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)):
        assert chosen(query) == date


@pytest.mark.capability("F015")
def test_today_is_londons_today():
    """Half past midnight in London in summer is still yesterday by universal time."""
    with time_machine.travel(dt.datetime(2026, 6, 21, 23, 30, tzinfo=dt.UTC)):
        assert chosen({}) == dt.date(2026, 6, 22)


def test_beside_leaves_out_weekends():
    friday, tuesday = beside(MONDAY)
    assert (friday, tuesday) == (dt.date(2026, 11, 20), dt.date(2026, 11, 24))
    assert beside(friday)[1] == MONDAY


def test_caption():
    assert caption("Main yard", MONDAY, "am") == "Main yard, Monday 23 November 2026, morning"
