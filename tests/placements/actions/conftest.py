import datetime as dt

import pytest

from placements.choices import Status
from tests.factories.placements import PlacementFactory, SlotFactory


@pytest.fixture
def requested(pupil, provider, site):
    """A request from Monday 30 November 2026 for Monday mornings and Wednesday afternoons."""
    placement = PlacementFactory(
        pupil=pupil,
        provider=provider,
        status=Status.REQUESTED,
        starts_on=dt.date(2026, 11, 30),
        planned_end_on=dt.date(2027, 2, 12),
    )
    SlotFactory(placement=placement, site=site, weekday=1, session="am", is_agreed=False)
    SlotFactory(placement=placement, site=site, weekday=3, session="pm", is_agreed=False)
    return placement
