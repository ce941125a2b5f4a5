"""What one entry of the catalogue says, put together from a provider and its listing."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.functions import Lower

from providers.choices import Need
from providers.models import Offer, Site

# So many offers stand in the list; the rest are on the provider's own page.
SHOWN_OFFERS = 3


@dataclass
class Entry:
    """One row: the provider, this authority's approval of it (or None), what it offers."""

    provider: object
    offers: list = field(default_factory=list)
    distance_km: float | None = None

    @property
    def listing(self):
        return self.provider.listing

    @property
    def shown_offers(self):
        return self.offers[:SHOWN_OFFERS]

    @property
    def hidden_offers(self):
        return len(self.offers) - len(self.shown_offers)

    @property
    def needs(self):
        """The labels of all needs that any offer is planned for, in the order of the choices."""
        met = {need for offer in self.offers for need in offer.needs}
        return [need.label for need in Need if need in met]

    @property
    def towns(self):
        towns = [site.town for site in self.provider.active_sites if site.town]
        return list(dict.fromkeys(towns))


def entries(providers, distances=None):
    """An Entry for each provider of a page, with its offers and sites in two queries."""
    providers = list(providers)
    prefetch_related_objects(
        providers,
        Prefetch("sites", Site.objects.active().by_name(), to_attr="active_sites"),
        Prefetch(
            "offers",
            Offer.objects.active().select_related("site").order_by(Lower("title")),
            to_attr="active_offers",
        ),
    )
    distances = distances or {}
    return [
        Entry(provider, provider.active_offers, distances.get(provider.pk))
        for provider in providers
    ]
