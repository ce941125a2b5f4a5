import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.scope import database_scope
from providers.choices import HalfDay
from providers.models import Site
from providers.places import HalfDayPlaces, Places, Taken, places_left, places_of, week_at
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory

TODAY = dt.date(2026, 11, 23)
MORNINGS = ["1am", "2am", "3am", "4am", "5am"]


def a_site(capacity=3, half_days=None):
    return SiteFactory.build(
        provider=None, capacity=capacity, half_days=half_days or list(HalfDay.values)
    )


def places(*sites):
    """Places of sites given as (site, {half-day: taken})."""
    taken = [{half_day: Taken(n) for half_day, n in each.items()} for _, each in sites]
    return Places(
        [(site, week_at(site, there)) for (site, _), there in zip(sites, taken, strict=True)]
    )


@pytest.mark.parametrize(
    ("left", "words"),
    [(3, "3 left"), (1, "1 left"), (0, "Full"), (-2, "Full, 2 too many"), (None, "Closed")],
)
def test_half_day_says_what_is_left_and_what_is_too_many(left, words):
    assert HalfDayPlaces("1am", left).words == words


def test_week_takes_from_the_capacity_and_keeps_closed_apart_from_full():
    week = week_at(a_site(2, MORNINGS), {"1am": Taken(1, 4), "2am": Taken(2), "1pm": Taken(1)})
    assert [week[each].left for each in ("1am", "2am", "3am", "2pm")] == [1, 0, 2, None]
    assert week["1am"].coming == 4
    # Somebody is there although the site says that it is closed.
    assert week["1pm"].left == -1
    assert week["1pm"].label == "Monday afternoon"


def test_together_adds_up_sites_and_full_takes_nothing_from_free():
    both = places((a_site(3), {"1am": 5, "2am": 3}), (a_site(2), {"2am": 3}))
    left = {each: both.together[each].left for each in ("1am", "2am", "3am")}
    assert left == {"1am": 2, "2am": -1, "3am": 5}
    closed = places((a_site(3, MORNINGS), {}))
    assert closed.together["1pm"].left is None


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ({}, True),
        ({"least": 3}, True),
        ({"least": 4}, False),
        ({"half_days": ["2am"]}, True),
        ({"half_days": ["1am"]}, False),
        ({"half_days": ["1am", "2am"]}, False),
        ({"half_days": ["1pm"]}, False),
        ({"weekdays": ["2"]}, True),
        ({"weekdays": ["1"]}, False),
        ({"weekdays": ["2", "3"]}, True),
        ({"weekdays": ["2"], "half_days": ["1am"]}, False),
    ],
)
def test_room_is_asked_of_each_half_day(asked, has):
    assert places((a_site(3, MORNINGS), {"1am": 3})).has_room(**asked) is has


def test_room_in_all_half_days_must_be_at_one_and_the_same_site():
    split = places((a_site(1), {"1am": 1}), (a_site(1), {"2am": 1}))
    assert split.has_room(half_days=["1am"])
    assert split.has_room(half_days=["2am"])
    assert not split.has_room(half_days=["1am", "2am"])


@pytest.mark.parametrize(
    ("capacity", "taken", "line"),
    [
        (3, {}, "3 places left in every half-day it is open."),
        (3, {"1am": 1}, "2 to 3 places left in every half-day it is open."),
        (1, {"1am": 1}, "1 place left in a half-day; none on Monday morning."),
        (
            3,
            {"1am": 3, "2am": 4},
            (
                "3 places left in a half-day; none on Monday morning and Tuesday morning. "
                "More are agreed than there are places on Tuesday morning."
            ),
        ),
        (
            2,
            {"1am": 2, "2am": 2, "3am": 2},
            "2 places left, on Thursday morning and Friday morning only.",
        ),
        (1, dict.fromkeys(MORNINGS, 1), "No places left."),
        (
            1,
            {**dict.fromkeys(MORNINGS, 1), "5am": 3},
            "No places left. More are agreed than there are places on Friday morning.",
        ),
    ],
)
def test_line_says_the_week_in_a_sentence(capacity, taken, line):
    assert places((a_site(capacity, MORNINGS), taken)).line == line


def test_line_of_a_provider_without_an_open_site():
    assert Places().line == "No site is open."


def test_tables_have_five_days_of_two_half_days():
    ((_, rows),) = places((a_site(3, MORNINGS), {"1am": 1})).tables
    assert [(day, [half.words for half in halves]) for day, halves in rows][:2] == [
        ("Monday", ["2 left", "Closed"]),
        ("Tuesday", ["3 left", "Closed"]),
    ]
    assert len(rows) == 5


@pytest.mark.capability("F086")
def test_places_left_are_capacity_less_what_all_authorities_agreed(
    school_lead, provider, authority, other_authority
):
    site = SiteFactory(provider=provider, capacity=3)
    for owner in (authority, authority, other_authority):
        pupil = PupilFactory(school=SchoolFactory(authority=owner))
        SlotFactory(placement=PlacementFactory(pupil=pupil, provider=provider), site=site)
    elsewhere = SiteFactory(provider=provider, capacity=5)
    with database_scope(school_lead.membership):
        left = places_left(Site.objects.by_name(), TODAY, TODAY)
        assert places_of(provider, TODAY).sites[0][1]["1am"].left == 0
    weeks = dict(left[provider.pk].sites)
    assert [weeks[site][each].left for each in ("1am", "1pm", "2am")] == [0, 3, 3]
    assert weeks[elsewhere]["1am"].left == 5


def test_places_left_take_one_query_for_any_number_of_sites(school_lead, authority):
    for _ in range(3):
        provider = ProviderFactory()
        ApprovalFactory(authority=authority, provider=provider)
        SiteFactory.create_batch(2, provider=provider)
    sites = list(Site.objects.all())
    with database_scope(school_lead.membership), CaptureQueriesContext(connection) as queries:
        assert len(places_left(sites, TODAY, TODAY)) == 3
    assert len(queries) == 1
