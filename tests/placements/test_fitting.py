import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.models import SchoolProfile
from apcommission.accounts.scope import database_scope
from placements.choices import SenType
from placements.fit import Wanted
from placements.fitting import (
    age_on,
    needs_known,
    providers_fitting,
    starting_point,
    wanted_from,
)
from placements.models import PupilAddress
from providers.choices import HalfDay, Need
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory
from tests.placements.week import TODAY, full_time

ROMFORD, BRIGHTON = (51.5766, 0.1838), (50.8225, -0.1372)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def add(authority):
    def add(name, *, at=ROMFORD, offers=({},), capacity=12, status="approved", grade="", **facts):
        provider = ProviderFactory(organisation__name=name, **facts)
        ApprovalFactory(authority=authority, provider=provider, status=status, qa_grade=grade)
        site = SiteFactory(provider=provider, latitude=at[0], longitude=at[1], capacity=capacity)
        for offer in offers:
            OfferFactory(site=site, **offer)
        return provider

    return add


def found(user, pupil, **wanted):
    asked = Wanted(**{"age": 14, **wanted})
    with database_scope(user.membership):
        return providers_fitting(user, pupil, asked, starts_on=TODAY, origin=ROMFORD)


def names(fits):
    return [each.provider.name for each in fits]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (dt.date(2012, 3, 1), dt.date(2026, 2, 28), 13),
        (dt.date(2012, 3, 1), dt.date(2026, 3, 1), 14),
        (dt.date(2012, 2, 29), dt.date(2026, 2, 28), 13),
        (dt.date(2012, 2, 29), dt.date(2026, 3, 1), 14),
    ],
)
def test_age_is_in_whole_years(born, on, age):
    assert age_on(born, on) == age


def test_needs_come_from_the_census_types_of_the_record():
    pupil = PupilFactory.build(
        school=None, authority=None, sen_primary=SenType.ASD, sen_secondary=SenType.MLD
    )
    assert needs_known(pupil) == ["autism", "learning"]
    pupil.sen_primary, pupil.sen_secondary = SenType.HI, ""
    assert needs_known(pupil) == []


def test_distances_start_at_the_home_and_else_at_the_school(school_lead, school, pupil):
    with database_scope(school_lead.membership):
        assert starting_point(school_lead, pupil, TODAY) == ("", "")
    SchoolProfile.objects.create(organisation=school, urn=100001, postcode="RM1 3BB")
    pupil.refresh_from_db()
    with database_scope(school_lead.membership):
        assert starting_point(school_lead, pupil, TODAY) == ("RM1 3BB", "the school")
    address = {"pupil": pupil, "authority": pupil.authority, "school": pupil.school}
    fields = {field.name for field in PupilAddress._meta.fields}
    address = {name: value for name, value in address.items() if name in fields}
    PupilAddress.objects.create(
        **address, postcode="RM9 9AA", valid_from="2020-01-01", valid_to="2026-11-22"
    )
    PupilAddress.objects.create(**address, postcode="RM2 5AA", valid_from="2026-11-23")
    with database_scope(school_lead.membership):
        assert starting_point(school_lead, pupil, TODAY) == ("RM2 5AA", "the pupil’s home")


def test_wanted_is_what_the_form_says_at_the_age_of_the_day(pupil):
    facts = {
        "starts_on": dt.date(2027, 3, 1),
        "needs": ["semh"],
        "half_days": ["1am"],
        "must_be_fetched": True,
    }
    assert wanted_from(pupil, facts) == Wanted(15, frozenset({"semh"}), ("1am",), True)


@pytest.mark.capability("F093")
def test_providers_are_ranked_with_reasons_and_those_that_cannot_come_last(
    add, school_lead, pupil, other_authority
):
    add("Best", grade="strong", offers=[{"needs": [Need.SEMH]}])
    add("Far", at=BRIGHTON, grade="strong", offers=[{"needs": [Need.SEMH]}])
    add("Plain", offers=[{"needs": [Need.MEDICAL], "price_pence": 30000}])
    add("Young", offers=[{"age_from": 5, "age_to": 10}])
    full = add("Full", capacity=1)
    for half_day in HalfDay.values:
        SlotFactory(
            placement=PlacementFactory(provider=full),
            site=full.sites.get(),
            weekday=int(half_day[0]),
            session=half_day[1:],
        )
    add("Suspended", status="suspended")
    add("Nothing", offers=[])
    add("Applied", status="applied")
    ApprovalFactory(authority=other_authority, provider=ProviderFactory())
    fits = found(school_lead, pupil, needs=frozenset({Need.SEMH}))
    assert names(fits)[:3] == ["Best", "Far", "Plain"]
    assert sorted(names(fits)[3:]) == ["Full", "Nothing", "Suspended", "Young"]
    said = {each.provider.name: each.fit for each in fits}
    assert said["Best"].refusals == []
    assert "QA grade: Strong" in said["Best"].reasons
    assert "Places left in 10 of 10 half-days" in said["Best"].reasons
    assert "£45 a half-day by its list price" in said["Best"].reasons
    assert "0.0 km away in a straight line" in said["Best"].reasons
    assert any("km away" in words for words in said["Far"].against)
    assert "Not planned for Social, emotional and mental health" in said["Plain"].against
    assert said["Young"].refusals == ["Takes ages 5 to 10, and the pupil will be 14"]
    assert said["Full"].refusals == ["No place left in any half-day"]
    assert said["Suspended"].refusals == ["Suspended: no new placement may be made"]
    assert said["Nothing"].refusals == ["It has published no offer"]


def test_best_offer_of_a_provider_speaks_for_it(add, commissioner, pupil):
    add(
        "Farm",
        offers=[
            {"title": "Too young", "age_from": 5, "age_to": 9, "needs": [Need.AUTISM]},
            {"title": "Other need", "needs": [Need.MEDICAL]},
            {"title": "Right", "needs": [Need.AUTISM]},
        ],
    )
    (fit,) = found(commissioner, pupil, needs=frozenset({Need.AUTISM}))
    assert fit.offer.title == "Right"


def test_pupil_who_would_make_a_school_of_it_is_said_over_all_commissioners(
    add, school_lead, pupil, other_authority
):
    farm, hall = add("Farm"), add("Hall")
    for _ in range(4):
        full_time(farm, authority=other_authority)
    for _ in range(3):
        full_time(hall, authority=other_authority)
    school = add("School", urn=123456)
    for _ in range(6):
        full_time(school, authority=other_authority)
    fits = {each.provider.name: each.fit for each in found(school_lead, pupil)}
    assert fits["Farm"].against[-1] == (
        "This placement would be Farm’s 5th full-time pupil of compulsory school age."
    )
    assert fits["Hall"].against[-1].startswith("This placement would be Hall’s 4th full-time")
    assert fits["School"].reasons[-1] == "A registered school"
    assert names(found(school_lead, pupil))[-1] == "Farm"
    # Three half-days a week make nobody a full-time pupil.
    part_time = found(school_lead, pupil, half_days=("1am", "2am", "3am"))
    said = {each.provider.name: each.fit for each in part_time}["Farm"]
    assert "This pupil would not make it a school that has to register" in said.reasons


def test_providers_cost_the_same_for_one_as_for_five(add, school_lead, pupil):
    def costs():
        with CaptureQueriesContext(connection) as queries:
            found(school_lead, pupil)
        return len(queries)

    add("One")
    one = costs()
    for name in "Abcd":
        add(name, offers=[{}, {}])
    assert costs() == one
