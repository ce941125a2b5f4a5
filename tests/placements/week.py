"""Whole weeks for tests: a pupil with so many planned hours at a provider."""

import datetime as dt

from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import SiteFactory

TODAY = dt.date(2026, 11, 23)
STARTS_AT = dt.time(9, 0)


def plan_hours(placement, hours, *, valid_from=None, site=None):
    """Spread the hours over Monday to Friday, two half-days with a break between.

    Each day runs from 09:00 for a fifth of the hours, the break counted.
    """
    minutes = round(hours * 60 / 5)
    finish = (dt.datetime.combine(TODAY, STARTS_AT) + dt.timedelta(minutes=minutes)).time()
    site = site or placement.provider.sites.first() or SiteFactory(provider=placement.provider)
    common = {"placement": placement, "site": site}
    if valid_from:
        common["valid_from"] = valid_from
    for weekday in range(1, 6):
        SlotFactory(**common, weekday=weekday, starts_at=STARTS_AT, finishes_at=dt.time(9, 15))
        SlotFactory(
            **common,
            weekday=weekday,
            session="pm",
            starts_at=dt.time(10, 0),
            finishes_at=finish,
        )


def full_time(provider, *, authority=None, school=None, hours=25, placement=None, **pupil):
    """A placement of a new pupil with so many hours a week; gives the placement."""
    if school is None and pupil.get("roll") != "none":
        school = SchoolFactory(**({"authority": authority} if authority else {}))
    if authority is not None and school is None:
        pupil["authority"] = authority
    child = PupilFactory(school=school, **pupil)
    placement = PlacementFactory(pupil=child, provider=provider, **(placement or {}))
    if hours:
        plan_hours(placement, hours)
    return placement
