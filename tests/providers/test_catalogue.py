import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from providers.catalogue import SHOWN_OFFERS, entries
from providers.choices import Need, OfferType, PriceUnit, Subject, Transport
from providers.models import Offer, Provider
from tests.factories.providers import OfferFactory, ProviderFactory, SiteFactory


@pytest.fixture
def provider(authority):
    provider = ProviderFactory()
    site = SiteFactory(provider=provider, name="B", town="Romford")
    SiteFactory(provider=provider, name="A", town="Romford")
    SiteFactory(provider=provider, name="C", town="Upminster")
    SiteFactory(provider=provider, name="D", town="Closed", is_active=False)
    for letter in "dcba":
        OfferFactory(site=site, title=letter, needs=[Need.SEMH])
    OfferFactory(site=site, title="e", needs=[Need.MEDICAL, Need.AUTISM])
    OfferFactory(site=site, title="f", needs=[Need.ANXIETY], is_active=False)
    return provider


def entry_of(provider, authority, **distances):
    listed = Provider.objects.listed_by(authority.pk).among([provider.pk])
    return entries(listed, {provider.pk: distances.get("km")})[0]


def test_entry_shows_the_first_offers_and_counts_the_rest(provider, authority):
    entry = entry_of(provider, authority)
    assert [offer.title for offer in entry.shown_offers] == ["a", "b", "c"]
    assert (len(entry.shown_offers), entry.hidden_offers) == (SHOWN_OFFERS, 2)


def test_entry_names_the_needs_and_towns_of_what_is_open(provider, authority):
    entry = entry_of(provider, authority)
    assert entry.needs == [Need.SEMH.label, Need.AUTISM.label, Need.MEDICAL.label]
    assert entry.towns == ["Romford", "Upminster"]


def test_entry_has_no_listing_where_the_authority_has_not_decided(provider, authority):
    entry = entry_of(provider, authority, km=3.2)
    assert (entry.listing, entry.distance_km) == (None, 3.2)


def test_entries_take_three_queries_and_a_fourth_for_what_is_wanted(authority):
    for _ in range(3):
        OfferFactory(site=SiteFactory(provider=ProviderFactory()))
    listed = list(Provider.objects.listed_by(authority.pk))
    with CaptureQueriesContext(connection) as queries:
        assert [len(entry.offers) for entry in entries(listed)] == [1, 1, 1]
    assert len(queries) == 3
    again = list(Provider.objects.listed_by(authority.pk))
    with CaptureQueriesContext(connection) as queries:
        assert len(entries(again, wanted=Offer.objects.all())) == 3
    assert len(queries) == 4


def test_entry_says_over_all_offers_ages_prices_and_what_is_met(authority):
    provider = ProviderFactory()
    site = SiteFactory(provider=provider)
    weekly = {"price_pence": 40000, "price_unit": PriceUnit.WEEK}  # £40 a half-day
    OfferFactory(site=site, age_from=7, age_to=10, type=OfferType.ONLINE, **weekly)
    OfferFactory(
        site=site,
        age_from=11,
        age_to=13,
        type=OfferType.TUITION,
        subjects=[Subject.MATHS],
        qualifications="Entry 3",
        transport=Transport.CHARGED,
    )
    OfferFactory(site=site, qualifications="Entry 3", transport=Transport.NONE, type="")
    entry = entry_of(provider, authority)
    assert entry.ages == "7 to 16"
    assert entry.half_day_pounds == (40, 45)
    assert entry.kinds == [OfferType.TUITION.label, OfferType.ONLINE.label]
    assert entry.subjects == ["Mathematics"]
    assert entry.qualifications == ["Entry 3"]
    assert entry.transport == ["Transport at a charge"]
    assert [stage[:11] for stage in entry.key_stages] == [
        "Key stage 2",
        "Key stage 3",
        "Key stage 4",
        "Key stage 5",
    ]


def test_entry_without_an_offer_says_nothing_of_ages_and_prices(authority):
    entry = entry_of(ProviderFactory(), authority)
    assert (entry.ages, entry.half_day_pounds, entry.key_stages) == ("", None, [])
    assert entry.places.line == "No site is open."


def test_wanted_offers_come_first_and_keep_their_site(provider, authority):
    listed = Provider.objects.listed_by(authority.pk).among([provider.pk])
    wanted = Offer.objects.filter(title__in=["c", "e"])
    (entry,) = entries(listed, wanted=wanted, first=21)
    assert [offer.title for offer in entry.offers] == ["c", "e", "a", "b", "d"]
    assert (entry.number, entry.offers[0].site.name) == (21, "B")


def test_points_are_the_placed_sites_under_the_number_of_the_entry(authority):
    provider = ProviderFactory(organisation__name="Farm")
    SiteFactory(provider=provider, name="Yard", latitude=51.5, longitude=0.1)
    SiteFactory(provider=provider, name="Unknown")
    SiteFactory(provider=provider, name="Closed", latitude=51.5, longitude=0.1, is_active=False)
    assert entry_of(provider, authority).points == [
        {
            "number": 1,
            "lat": 51.5,
            "lon": 0.1,
            "label": "Farm, Yard",
            "url": f"/providers/{provider.pk}/",
        }
    ]
