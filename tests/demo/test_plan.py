import datetime as dt
from collections import Counter
from random import Random

import pytest

from apcommission.demo.plan import SIZES, few, half_days, monday, plan, providers
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


def test_plan_starts_on_mondays(planned):
    assert {each.starts_on.weekday() for each in planned} == {0}


@pytest.mark.parametrize(
    ("pattern", "number"),
    [("days5", 10), ("days4", 8), ("days3", 6), ("days2", 4), ("mornings4", 4), ("mornings2", 2)],
)
def test_half_days_of_a_pattern(pattern, number):
    days = half_days(pattern, Random(1))
    assert (len(days), len(set(days))) == (number, number)


def test_monday():
    assert monday(dt.date(2026, 11, 27)) == TODAY
