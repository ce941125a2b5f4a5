import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from providers.catalogue import SHOWN_OFFERS, entries
from providers.choices import Need
from providers.models import Provider
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


def test_entries_take_two_queries_more_than_the_providers(authority):
    for _ in range(3):
        OfferFactory(site=SiteFactory(provider=ProviderFactory()))
    listed = list(Provider.objects.listed_by(authority.pk))
    with CaptureQueriesContext(connection) as queries:
        assert [len(entry.offers) for entry in entries(listed)] == [1, 1, 1]
    assert len(queries) == 2
