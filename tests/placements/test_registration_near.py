"""Close to the thresholds, and the day on which agreed placements will cross them."""

import datetime as dt

import pytest

from apcommission.flags.engine import Outcome
from tests.factories.flags import ThresholdFactory
from tests.placements.watch import flagged, judge, near, pupils
from tests.placements.week import TODAY, full_time

pytestmark = pytest.mark.django_db


@pytest.mark.capability("F071")
def test_four_full_time_pupils_are_near(provider):
    pupils(provider, 4)
    judge()
    assert flagged() == {"registration_near"}
    flag = near().first()
    assert (flag.numbers["full_time"], flag.numbers["forecast_on"], flag.due_on) == (4, None, None)


@pytest.mark.parametrize(("count", "rules"), [(3, set()), (5, {"registration_needed"})])
def test_three_are_not_near_and_five_are_no_longer(provider, count, rules):
    pupils(provider, count)
    judge()
    assert flagged() == rules


@pytest.mark.capability("F071")
@pytest.mark.parametrize("fields", [{"sen_provision": "E"}, {"is_looked_after": True}])
@pytest.mark.parametrize(
    ("hours", "rules"),
    [
        (15, set()),
        (15.5, {"registration_near"}),
        (18, {"registration_near"}),
        (18.5, {"registration_needed"}),
    ],
)
def test_pupil_of_a_protected_kind_is_near_from_15_to_18_hours(provider, fields, hours, rules):
    full_time(provider, hours=hours, **fields)
    judge()
    assert flagged() == rules


@pytest.mark.capability("F071")
def test_forecast_names_the_day_agreed_placements_cross(provider, authority):
    pupils(provider, 3, authority=authority)
    for day in (dt.date(2027, 1, 4), dt.date(2027, 1, 11), dt.date(2027, 1, 18)):
        full_time(provider, authority=authority, placement={"status": "agreed", "starts_on": day})
    assert judge() == (Outcome(), Outcome(looked_at=1, raised=1))
    flag = near().get()
    assert flag.due_on == dt.date(2027, 1, 11)
    assert (flag.numbers["forecast_on"], flag.numbers["full_time"]) == ("2027-01-11", 3)
    judge(dt.date(2027, 1, 11))
    assert flagged() == {"registration_needed"}


def test_forecast_is_told_to_an_authority_with_nobody_there_yet(provider, authority):
    full_time(
        provider,
        authority=authority,
        sen_provision="E",
        placement={"status": "agreed", "starts_on": dt.date(2026, 12, 1)},
    )
    judge()
    assert near().get().authority == authority


def test_forecast_leaves_out_who_is_planned_to_have_gone(provider):
    pupils(provider, 3, placement={"planned_end_on": dt.date(2026, 12, 18)})
    pupils(provider, 2, placement={"status": "agreed", "starts_on": dt.date(2027, 1, 4)})
    judge()
    assert flagged() == set()


def test_forecast_looks_no_further_than_the_setting(provider, authority):
    start = TODAY + dt.timedelta(days=181)
    dates = {"starts_on": start, "planned_end_on": start + dt.timedelta(days=20)}
    full_time(
        provider, authority=authority, sen_provision="E", placement={"status": "agreed"} | dates
    )
    judge()
    assert flagged() == set()
    ThresholdFactory(
        authority=authority, rule="registration_needed", name="ahead_days", value="200"
    )
    judge()
    assert flagged() == {"registration_near"}


def test_requested_placements_are_not_forecast(provider):
    full_time(
        provider,
        sen_provision="E",
        placement={"status": "requested", "starts_on": dt.date(2026, 12, 1)},
    )
    judge()
    assert flagged() == set()
