import pytest
from django.http import QueryDict

from providers.choices import ApprovalStatus, Grade, Need, PriceUnit, ProviderType, Subject
from providers.filters import CatalogueFilter
from providers.models import Provider
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
    def catalogue(query=""):
        authority_id = school_lead.organisation.area_id
        listed = Provider.objects.visible_to(school_lead).listed_by(authority_id)
        return CatalogueFilter(QueryDict(query), queryset=listed, user=school_lead)

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
    add("One", offers=[{"needs": [Need.SEMH], "subjects": [Subject.MATHS], "half_days": ["1am", "2pm"]}])
    add("Two", offers=[{"needs": [Need.AUTISM], "subjects": [Subject.SPORT], "half_days": ["2am"]}])
    assert found("need=semh&need=autism") == ["One", "Two"]
    assert found("need=semh") == ["One"]
    assert found("subject=sport") == ["Two"]
    assert found("weekday=2") == ["One", "Two"]
    assert found("weekday=1&weekday=2") == ["One"]


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
