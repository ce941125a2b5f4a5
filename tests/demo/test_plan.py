import datetime as dt
from collections import Counter
from random import Random

import pytest

from apcommission.demo.calendar import is_school_day
from apcommission.demo.plan import (
    SIZES,
    few,
    first_monday,
    half_days,
    monday,
    phase_of,
    plan,
    providers,
)
from providers.choices import ApprovalStatus, Need, PriceUnit, ProviderType, Subject
from qa.choices import Grade

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def planned():
    return plan(311, SIZES["la"], TODAY)


def test_providers_use_the_products_words():
    for row in providers():
        assert row.type in ProviderType.values
        assert row.status in ApprovalStatus.values
        assert row.unit in PriceUnit.values
        assert row.grade in ["", *Grade.values]
        assert set(row.needs.split()) <= set(Need.values)
        assert set(row.subjects.split()) <= set(Subject.values)


def test_providers_are_eighteen_in_the_area():
    assert Counter(row.la for row in providers()) == {"311": 18, "305": 2}


def test_few_keeps_the_providers_of_the_stories():
    assert {"riverside", "bowerfarm", "raphael", "spark"} < {row.key for row in few(providers())}


def test_plan_is_the_same_for_the_same_seed():
    assert plan(7, SIZES["small"], TODAY) == plan(7, SIZES["small"], TODAY)


def test_plan_differs_for_another_seed():
    assert plan(7, SIZES["small"], TODAY) != plan(8, SIZES["small"], TODAY)


def test_plan_has_the_live_placements_of_its_size(planned):
    live = Counter(each.la for each in planned if each.ended_on is None)
    assert live == {"311": 250, "305": 40}


def test_plan_ends_are_past_and_after_their_start(planned):
    ended = [each for each in planned if each.ended_on]
    assert [e for e in ended if not e.starts_on <= e.ended_on < TODAY] == []
    assert len(ended) == 145


def test_plan_places_nobody_with_a_provider_that_is_not_approved(planned):
    closed = {row.key for row in providers() if row.status not in ("approved", "conditional")}
    assert {each.provider for each in planned} & closed == set()


@pytest.mark.parametrize("today", [TODAY, dt.date(2026, 9, 14), dt.date(2027, 4, 20)])
def test_plan_starts_on_mondays_and_ends_on_days_of_school(today):
    everybody = plan(311, SIZES["la"], today)
    assert {each.starts_on.weekday() for each in everybody} == {0}
    ends = [each.ended_on for each in everybody if each.ended_on]
    days = [each.starts_on for each in everybody] + ends
    assert [day for day in days if not is_school_day(day)] == []


def test_first_monday_is_before_the_holidays():
    assert first_monday(dt.date(2026, 10, 28)) == dt.date(2026, 10, 19)
    assert first_monday(dt.date(2026, 11, 25)) == TODAY


def test_phase_of():
    assert phase_of(dt.date(2015, 9, 1), TODAY) == "Primary"
    assert phase_of(dt.date(2015, 8, 31), TODAY) == "Secondary"


def test_plan_gives_each_child_the_phase_of_the_age(planned):
    wrong = [p for p in planned if p.phase != phase_of(p.date_of_birth, p.ended_on or TODAY)]
    assert wrong == []
    assert {each.phase for each in planned} == {"Primary", "Secondary"}


@pytest.mark.parametrize(
    ("pattern", "number"),
    [("days5", 10), ("days4", 8), ("days3", 6), ("days2", 4), ("mornings4", 4), ("mornings2", 2)],
)
def test_half_days_of_a_pattern(pattern, number):
    days = half_days(pattern, Random(1))
    assert (len(days), len(set(days))) == (number, number)


def test_monday():
    assert monday(dt.date(2026, 11, 27)) == TODAY
