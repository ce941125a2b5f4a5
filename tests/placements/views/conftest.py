import datetime as dt

import pytest
import time_machine

from placements import actions
from placements.choices import Status
from tests.factories.placements import PlacementFactory, SlotFactory, plan_facts
from tests.factories.terms import HalfTermFactory

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday_morning():
    """Monday 23 November 2026, 09:12 in London."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def half_terms(authority):
    for number, (starts, ends) in enumerate(
        [("2026-09-02", "2026-10-23"), ("2026-11-02", "2026-12-18"), ("2027-01-04", "2027-02-12")],
        start=1,
    ):
        HalfTermFactory(
            organisation=authority,
            number=number,
            starts_on=dt.date.fromisoformat(starts),
            ends_on=dt.date.fromisoformat(ends),
        )


@pytest.fixture
def plan(placement, school_lead):
    return actions.write_plan(by=school_lead, placement=placement, **plan_facts())


@pytest.fixture
def requested(pupil, provider, site):
    placement = PlacementFactory(
        pupil=pupil,
        provider=provider,
        status=Status.REQUESTED,
        starts_on=dt.date(2026, 11, 30),
        planned_end_on=dt.date(2027, 2, 12),
    )
    SlotFactory(placement=placement, site=site, is_agreed=False)
    return placement


@pytest.fixture
def agreed(requested, provider_lead):
    return actions.accept_placement(by=provider_lead, placement=requested)


def date_boxes(name, day):
    """A date as its three boxes are posted."""
    day = dt.date.fromisoformat(day)
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
