import datetime as dt

import pytest
import time_machine

from apcommission.accounts.models import SchoolProfile
from apcommission.reports import market
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import SearchMissFactory
from tests.factories.terms import half_terms_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
YEAR = (dt.date(2026, 9, 1), TODAY)


def at(day, month=11):
    return dt.datetime(2026, month, day, 9, tzinfo=dt.UTC)


def miss(authority, when=None, **fields):
    with time_machine.travel(when or at(10)):
        return SearchMissFactory(authority=authority, **fields)


@pytest.fixture
def romford(school):
    """The school has a place, so its requests have an area."""
    SchoolProfile.objects.create(organisation=school, urn=102345, postcode="RM1 3BB")
    half_terms_of(school.authority)
    return school


def declined(school, when=None, **pupil):
    return PlacementFactory(
        pupil=PupilFactory(school=school, **pupil),
        status="declined",
        answered_at=when or at(10),
        answer_note="No place",
    )


def requested(school, when, **pupil):
    return PlacementFactory(
        pupil=PupilFactory(school=school, **pupil), status="requested", requested_at=when
    )


def found(user, dates=YEAR):
    return market.gaps(user, *dates, TODAY)


def records(user, dates=YEAR):
    return [(gap.kind, gap.on, gap.record) for gap in found(user, dates)]


def test_what_was_declined_unanswered_and_not_found_counts(officer, authority, romford):
    no = declined(romford)
    old = requested(romford, at(2))
    search = miss(authority, at(12))
    # An answer is not owed yet; an answer came; another authority's.
    requested(romford, at(18))
    PlacementFactory(pupil=PupilFactory(school=romford))
    declined(SchoolFactory())
    miss(SchoolFactory().authority)

    assert records(officer) == [
        ("searches", dt.date(2026, 11, 12), search),
        ("declined", dt.date(2026, 11, 10), no),
        ("unanswered", dt.date(2026, 11, 2), old),
    ]


def test_only_the_period_counts(officer, authority, romford):
    last_day, first_day = declined(romford, at(31, 8)), declined(romford, at(1, 9))
    miss(authority, at(31, 8))
    requested(romford, at(31, 8))
    assert [record for _, _, record in records(officer)] == [first_day]
    last = market.period_dates("last", TODAY)
    assert {record for kind, _, record in records(officer, last) if kind == "declined"} == {
        last_day
    }
    assert len(records(officer, last)) == 3


def test_a_request_made_at_night_is_of_its_day_in_london(officer, romford):
    # Half past eleven in the evening of 31 August in UTC is 1 September in London.
    inside = declined(romford, dt.datetime(2026, 8, 31, 23, 30, tzinfo=dt.UTC))
    assert [record for _, _, record in records(officer)] == [inside]


@pytest.mark.parametrize(
    ("period", "dates"),
    [
        ("weeks", (dt.date(2026, 8, 31), TODAY)),
        ("year", (dt.date(2026, 9, 1), TODAY)),
        ("last", (dt.date(2025, 9, 1), dt.date(2026, 8, 31))),
        ("other", (dt.date(2026, 9, 1), TODAY)),
    ],
)
def test_the_periods(period, dates):
    assert market.period_dates(period, TODAY) == dates


@pytest.mark.parametrize(
    ("age", "stage"),
    [(4, ""), (5, "ks1"), (6, "ks1"), (7, "ks2"), (11, "ks3"), (13, "ks3"), (14, "ks4"),
     (15, "ks4"), (16, "ks5"), (18, "ks5"), (19, "")],
)  # fmt: skip
def test_key_stages_by_the_age_at_the_start_of_the_year(age, stage):
    assert market.stage_of(age) == stage


def shown(user, breakdown):
    return [(group.label, group.numbers) for group in market.groups(found(user), breakdown)]


@pytest.fixture
def mixed(authority, romford):
    """Two declined, one unanswered, three searches, with needs, ages and areas of all sorts."""
    # 14 on 1 September; 13 until the day after.
    declined(romford, sen_primary="SEMH", sen_secondary="ASD", date_of_birth=dt.date(2012, 9, 1))
    declined(romford, date_of_birth=dt.date(2012, 9, 2))
    requested(SchoolFactory(authority=authority), at(2), sen_primary="SEMH",
              date_of_birth=dt.date(2012, 3, 1))  # fmt: skip
    miss(authority, needs=["semh", "medical"], key_stage="ks4", area="RM3")
    miss(authority, age=12, school=romford)
    miss(authority)


def test_by_need(mixed, officer):
    assert shown(officer, "need") == [
        ("Social, emotional and mental health", (1, 1, 1)),
        ("Autism", (1, 0, 0)),
        ("Medical needs", (0, 0, 1)),
        ("No need recorded or named", (1, 0, 2)),
    ]


def test_by_key_stage(mixed, officer):
    assert shown(officer, "stage") == [
        ("Key stage 3 (ages 11 to 14)", (1, 0, 1)),
        ("Key stage 4 (ages 14 to 16)", (1, 1, 1)),
        ("Another age, or none named", (0, 0, 1)),
    ]


def test_by_area(mixed, officer):
    assert shown(officer, "area") == [
        ("RM1", (2, 0, 1)),
        ("RM3", (0, 0, 1)),
        ("No school or postcode known", (0, 1, 1)),
    ]


def test_areas_stand_in_the_order_of_their_numbers(officer, authority):
    for area in ("RM14", "RM2", "EC1A", "N1", "RM2"):
        miss(authority, area=area)
    assert [label for label, _ in shown(officer, "area")] == ["EC1A", "N1", "RM2", "RM14"]


def test_totals_count_each_thing_once(mixed, officer):
    assert market.totals(found(officer)) == {"declined": 2, "unanswered": 1, "searches": 3}


def test_each_number_is_as_long_as_its_list(mixed, officer):
    everything = found(officer)
    for breakdown in market.BREAKDOWNS:
        for group in market.groups(everything, breakdown):
            for kind, _, number in group.counted:
                assert len(market.narrowed(everything, kind, breakdown, group.value)) == number
    assert len(market.narrowed(everything, "declined", "", "")) == 2
