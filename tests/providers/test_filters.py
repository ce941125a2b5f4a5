import datetime as dt

import pytest
import time_machine
from django.http import QueryDict

from apcommission.accounts.models import Postcode, SchoolProfile
from apcommission.accounts.scope import database_scope
from providers.choices import (
    ApprovalStatus,
    Grade,
    HalfDay,
    Need,
    OfferType,
    PriceUnit,
    ProviderType,
    Subject,
    Transport,
)
from providers.filters import PRICE_BANDS, CatalogueFilter, filter_words
from providers.models import Provider
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

# Two real places: Romford and Brighton, some 80 km apart.
ROMFORD, BRIGHTON = (51.5766, 0.1838), (50.8225, -0.1372)


@pytest.fixture
def add(authority):
    def add(name, *, grade="", status=ApprovalStatus.APPROVED, at=None, offers=(), **facts):
        provider = ProviderFactory(organisation__name=name, **facts)
        ApprovalFactory(authority=authority, provider=provider, qa_grade=grade, status=status)
        latitude, longitude = at or (None, None)
        site = SiteFactory(provider=provider, latitude=latitude, longitude=longitude)
        for offer in offers:
            OfferFactory(site=site, **offer)
        return provider

    return add


@pytest.fixture
def catalogue(school_lead):
    """The catalogue as the school's lead sees it, asked in their scope."""

    def catalogue(query="", school=None):
        authority_id = school_lead.organisation.area_id
        listed = Provider.objects.visible_to(school_lead).listed_by(authority_id)
        with database_scope(school_lead.membership):
            asked = CatalogueFilter(
                QueryDict(query), queryset=listed, user=school_lead, school=school
            )
            list(asked.qs)
            return asked

    return catalogue


@pytest.fixture
def found(catalogue):
    return lambda query="": [provider.name for provider in catalogue(query).qs]


def test_without_a_question_all_are_there_by_name(add, found, catalogue):
    for name in ("beech", "Ash", "Cedar"):
        add(name)
    assert found() == ["Ash", "beech", "Cedar"]
    unasked = catalogue()
    assert len(unasked.qs) == 3
    assert unasked.is_asked is False


def test_text_looks_into_names_offers_and_towns_and_wants_every_word(add, found):
    add("Bridge Farm", offers=[{"title": "Tractor repair"}])
    add("Bridge Street Arts", description="Painting and clay")
    town = add("Elsewhere")
    SiteFactory(provider=town, town="Bridgewater")
    assert found("text=bridge") == ["Bridge Farm", "Bridge Street Arts", "Elsewhere"]
    assert found("text=bridge+tractor") == ["Bridge Farm"]
    assert found("text=CLAY") == ["Bridge Street Arts"]
    assert found("text=50%25") == []


def test_age_is_within_an_offers_ages(add, found):
    add("Older", offers=[{"age_from": 14, "age_to": 16}])
    add("Younger", offers=[{"age_from": 5, "age_to": 11}])
    assert [found(f"age={age}") for age in (4, 5, 11, 12, 14, 16)] == [
        [],
        ["Younger"],
        ["Younger"],
        [],
        ["Older"],
        ["Older"],
    ]


def test_needs_and_subjects_are_any_of_and_weekdays_all_of(add, found):
    add(
        "One",
        offers=[{"needs": [Need.SEMH], "subjects": [Subject.MATHS], "half_days": ["1am", "2pm"]}],
    )
    add("Two", offers=[{"needs": [Need.AUTISM], "subjects": [Subject.SPORT], "half_days": ["2am"]}])
    assert found("need=semh&need=autism") == ["One", "Two"]
    assert found("need=semh") == ["One"]
    assert found("subject=sport") == ["Two"]
    assert found("weekday=2") == ["One", "Two"]
    assert found("weekday=1&weekday=2") == ["One"]
    assert found("half_day=2am") == ["Two"]
    assert found("half_day=1am&half_day=2pm") == ["One"]
    assert found("half_day=1am&half_day=2am") == []


@pytest.mark.parametrize(
    ("key_stage", "names"),
    [("ks1", []), ("ks2", ["Both"]), ("ks3", ["Both"]), ("ks4", ["Old"]), ("ks5", ["Old"])],
)
def test_key_stage_is_one_that_an_offers_ages_reach_into(add, found, key_stage, names):
    add("Both", offers=[{"age_from": 8, "age_to": 13}])
    add("Old", offers=[{"age_from": 14, "age_to": 18}])
    assert found(f"key_stage={key_stage}") == names


def test_qualification_kind_price_and_transport_are_of_one_offer(add, found):
    add(
        "Farm",
        offers=[
            {
                "qualifications": "City and Guilds Entry 3",
                "type": OfferType.OUTDOOR,
                "price_pence": 10000,  # £50 a half-day
                "price_unit": PriceUnit.DAY,
                "transport": Transport.CHARGED,
            },
            {"type": OfferType.TUITION, "price_pence": 9001, "price_unit": PriceUnit.HALF_DAY},
        ],
    )
    for query in (
        "qualification=guilds+entry",
        "kind=outdoor",
        "kind=tuition",
        "price=50",
        "price=more",
        "transport=charged",
        "kind=outdoor&price=50&transport=charged&transport=included",
    ):
        assert found(query) == ["Farm"], query
    for query in (
        "qualification=guilds+BTEC",
        "kind=online",
        "price=65",
        "price=80",
        "transport=included",
        "kind=tuition&price=50",
    ):
        assert found(query) == [], query


@pytest.mark.parametrize(
    ("pence", "band"),
    [(1, "50"), (5000, "50"), (5001, "65"), (6500, "65"), (6501, "80"), (8001, "more")],
)
def test_every_price_is_in_one_band(add, found, pence, band):
    add("Farm", offers=[{"price_pence": pence, "price_unit": PriceUnit.HALF_DAY}])
    found_in = [each for each in PRICE_BANDS if found(f"price={each}")]
    assert found_in == [band]


def full_on(site, *half_days, valid_from=dt.date(2026, 9, 7)):
    """As many agreed placements in these half-days as the site has places."""
    for half_day in half_days:
        for _ in range(site.capacity):
            placement = PlacementFactory(provider=site.provider)
            when = {"weekday": int(half_day[0]), "session": half_day[1:], "valid_from": valid_from}
            SlotFactory(placement=placement, site=site, **when)


def test_places_left_are_asked_of_the_chosen_half_days_or_of_any(add, found):
    for name in ("Free", "Busy"):
        provider = add(name, offers=[{}])
        site = provider.sites.get()
        site.capacity = 2
        site.save()
    full_on(site, "1am", "1pm", "2am")
    assert found("places=1") == ["Busy", "Free"]
    assert found("places=4") == []
    assert found("places=1&half_day=2am") == ["Free"]
    assert found("places=2&half_day=2pm") == ["Busy", "Free"]
    assert found("places=1&weekday=1") == ["Free"]
    assert found("places=1&weekday=2") == ["Busy", "Free"]


def test_places_left_are_those_at_the_site_of_a_fitting_offer(add, found):
    provider = add("Farm", offers=[{"needs": [Need.SEMH]}])
    full_on(provider.sites.get(), *HalfDay.values)
    free = SiteFactory(provider=provider)
    OfferFactory(site=free, needs=[Need.AUTISM])
    assert found("places=1") == ["Farm"]
    assert found("places=1&need=autism") == ["Farm"]
    assert found("places=1&need=semh") == []


@time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
def test_places_left_are_those_of_the_day_asked(add, found, catalogue):
    provider = add("Farm", offers=[{}])
    full_on(provider.sites.get(), *HalfDay.values, valid_from=dt.date(2026, 12, 7))
    assert found("places=1") == ["Farm"]
    assert found("places=1&start=2026-12-06") == ["Farm"]
    assert found("places=1&start=2026-12-07") == []
    assert found("places=1&start=07/12/2026") == []
    assert catalogue("start=2026-12-07").on == dt.date(2026, 12, 7)
    assert catalogue().on == dt.date(2026, 11, 23)


def test_one_and_the_same_offer_must_meet_all(add, found):
    add(
        "Split",
        offers=[
            {"needs": [Need.SEMH], "age_from": 5, "age_to": 10},
            {"needs": [Need.AUTISM], "age_from": 14, "age_to": 16},
        ],
    )
    assert found("need=semh&age=9") == ["Split"]
    assert found("need=semh&age=15") == []


def test_an_offer_that_cannot_be_asked_for_is_not_found(add, found):
    add("Paused", offers=[{"needs": [Need.SEMH], "is_active": False}])
    assert found("need=semh") == []


def test_type_registration_grade_and_status(add, found):
    add(
        "School",
        type=ProviderType.INDEPENDENT_SCHOOL,
        urn=123456,
        grade=Grade.STRONG,
        status=ApprovalStatus.SUSPENDED,
    )
    add("Farm", grade=Grade.SOUND)
    assert found("type=independent_school") == ["School"]
    assert found("registered=yes") == ["School"]
    assert found("registered=no") == ["Farm"]
    assert found("registered=yes&registered=no") == ["Farm", "School"]
    assert found("grade=sound&grade=concern") == ["Farm"]
    assert found("status=suspended") == ["School"]


def test_grade_and_status_are_those_of_ones_own_authority(add, found, other_authority):
    provider = add("Farm", grade=Grade.SOUND)
    ApprovalFactory(
        authority=other_authority,
        provider=provider,
        qa_grade=Grade.CONCERN,
        status=ApprovalStatus.SUSPENDED,
    )
    assert found("grade=concern") == []
    assert found("status=suspended") == []
    assert found() == ["Farm"]


def test_a_school_is_offered_only_the_states_it_sees(catalogue):
    offered = [value for value, _ in catalogue().form.fields["status"].choices]
    assert offered == ["approved", "conditional", "suspended", "removed"]


def test_sort_by_grade_puts_the_best_first_and_the_ungraded_last(add, found):
    add("A", grade=Grade.CONCERN)
    add("B")
    add("C", grade=Grade.STRONG)
    add("D", grade=Grade.DEVELOPING)
    assert found("sort=grade") == ["C", "D", "A", "B"]


def test_sort_by_price_compares_half_days(add, found):
    add("Weekly", offers=[{"price_pence": 40000, "price_unit": PriceUnit.WEEK}])  # £40
    add("Hourly", offers=[{"price_pence": 4000, "price_unit": PriceUnit.HOUR}])  # £100
    add("Daily", offers=[{"price_pence": 9000, "price_unit": PriceUnit.DAY}])  # £45
    add("No offer")
    assert found("sort=price") == ["Weekly", "Daily", "Hourly", "No offer"]


def test_near_sorts_by_distance_and_measures_to_the_nearest_site(add, catalogue):
    add("Brighton", at=BRIGHTON)
    add("Nowhere")
    romford = add("Romford", at=ROMFORD)
    SiteFactory(provider=romford, latitude=BRIGHTON[0], longitude=BRIGHTON[1])
    asked = catalogue("near=rm1")
    assert [provider.name for provider in asked.qs] == ["Romford", "Brighton", "Nowhere"]
    assert asked.sort == "distance"
    assert asked.near_text == "RM1"
    assert asked.distances[romford.pk] < 5
    assert len(asked.distances) == 2


def test_within_leaves_out_what_is_further_or_unknown(add, found):
    add("Brighton", at=BRIGHTON)
    add("Nowhere")
    add("Romford", at=ROMFORD)
    assert found("near=RM1&within=10") == ["Romford"]
    assert found("near=RM1&within=10&sort=name") == ["Romford"]


@pytest.fixture
def own_school(school):
    Postcode.objects.create(postcode="RM1 3BB", latitude=ROMFORD[0], longitude=ROMFORD[1])
    return SchoolProfile.objects.create(organisation=school, urn=100001, postcode="RM1 3BB")


@pytest.mark.capability("F087")
def test_distance_is_from_ones_own_school_until_a_home_is_typed(add, catalogue, own_school):
    near = add("Near", at=ROMFORD, offers=[{"transport": Transport.INCLUDED}])
    far = add("Far", at=BRIGHTON, offers=[{}])
    asked = catalogue(school=own_school)
    assert (asked.near_text, asked.sort) == ("RM1 3BB", "name")
    assert asked.distances[near.pk] == 0
    assert 80 < asked.distances[far.pk] < 90
    assert [each.name for each in catalogue("within=10", own_school).qs] == ["Near"]
    assert [each.name for each in catalogue("sort=distance", own_school).qs] == ["Near", "Far"]
    home = catalogue("near=bn1", own_school)
    assert (home.near_text, [each.name for each in home.qs]) == ("BN1", ["Far", "Near"])
    assert "RM1 3BB" in asked.form["near"].help_text
    assert [each.name for each in catalogue("transport=included", own_school).qs] == ["Near"]


def test_distance_is_to_the_site_of_a_fitting_offer(add, catalogue):
    provider = add("Farm", at=ROMFORD, offers=[{"needs": [Need.SEMH]}])
    coast = SiteFactory(provider=provider, latitude=BRIGHTON[0], longitude=BRIGHTON[1])
    OfferFactory(site=coast, needs=[Need.AUTISM])
    assert catalogue("near=RM1&need=semh").distances[provider.pk] < 5
    assert catalogue("near=RM1&need=autism").distances[provider.pk] > 50
    assert list(catalogue("near=RM1&need=autism&within=20").qs) == []


def test_filters_in_force_are_named_in_words(catalogue):
    form = catalogue("need=semh&need=autism&age=14&sort=price").form
    assert filter_words(form) == (
        "Age of the pupil: 14; Need (any of): Social, emotional and mental health; "
        "Need (any of): Autism"
    )
    assert filter_words(catalogue("sort=price").form) == ""


def test_a_closed_site_is_not_near(add, found):
    provider = add("Farm")
    SiteFactory(provider=provider, latitude=ROMFORD[0], longitude=ROMFORD[1], is_active=False)
    assert found("near=RM1&within=10") == []


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("near=zz99", "near", "We do not know this postcode. Its first half is enough."),
        ("within=5", "near", "Enter the postcode to measure the distance from"),
        ("age=x", "age", "Age of the pupil must be a number"),
        ("need=nonsense", "need", "Select an option from the list"),
    ],
)
def test_what_cannot_be_read_filters_nothing_and_is_said(add, catalogue, query, field, sentence):
    add("Farm")
    asked = catalogue(query)
    assert [provider.name for provider in asked.qs] == ["Farm"]
    assert asked.form.errors[field] == [sentence]


def test_an_unknown_order_is_by_name(catalogue):
    asked = catalogue("sort=colour")
    assert (list(asked.qs), asked.sort) == ([], "name")
    by_distance = catalogue("sort=distance")
    assert (list(by_distance.qs), by_distance.sort) == ([], "name")
