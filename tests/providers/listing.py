"""Listed providers for the tests of the catalogue's pages."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from providers.choices import ApprovalStatus, Grade, Need
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

LIST = "/providers/"
DETAIL = "/providers/{}/"
COMPARE = "/providers/compare/"


def listed(authority, name, status=ApprovalStatus.APPROVED, **facts):
    provider = ProviderFactory(organisation__name=name)
    ApprovalFactory(authority=authority, provider=provider, status=status, **facts)
    return provider


def names(response):
    return [entry.provider.name for entry in response.context["entries"]]


def fill(authority, name, offers=2):
    """A listed provider with a placed site, offers and somebody there."""
    provider = listed(authority, name, qa_grade=Grade.SOUND)
    site = SiteFactory(provider=provider, latitude=51.5, longitude=0.1, town="Elm")
    OfferFactory.create_batch(offers, site=site, needs=[Need.SEMH])
    SlotFactory(placement=PlacementFactory(provider=provider), site=site)
    return provider


def costs(client, path):
    """How many queries the page takes; the first page of a session also writes the session."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
