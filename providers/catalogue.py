"""What one entry of the catalogue says, put together from a provider and its listing."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.functions import Lower
from django.utils import timezone

from providers.choices import KeyStage, Need, OfferType, Subject, Transport
from providers.models import Offer, Site
from providers.places import Places, places_left
from providers.rules import half_day_price

# So many offers stand in the list; the rest are on the provider's own page.
SHOWN_OFFERS = 3


@dataclass
class Entry:
    """One row: the provider, this authority's approval of it (or None), what it offers; the
    offers that were asked for first."""

    provider: object
    offers: list = field(default_factory=list)
    distance_km: float | None = None
    places: Places = field(default_factory=Places)
    number: int = 0

    @property
    def listing(self):
        return self.provider.listing

    @property
    def shown_offers(self):
        return self.offers[:SHOWN_OFFERS]

    @property
    def hidden_offers(self):
        return len(self.offers) - len(self.shown_offers)

    def _labels(self, choices, values_of):
        """The labels of all that any offer has, in the order of the choices."""
        found = {value for offer in self.offers for value in values_of(offer)}
        return [each.label for each in choices if each in found]

    @property
    def needs(self):
        return self._labels(Need, lambda offer: offer.needs)

    @property
    def subjects(self):
        return self._labels(Subject, lambda offer: offer.subjects)

    @property
    def key_stages(self):
        return self._labels(KeyStage, lambda offer: offer.key_stages)

    @property
    def kinds(self):
        return self._labels(OfferType, lambda offer: [offer.type])

    @property
    def transport(self):
        said = [each for each in Transport if each != Transport.NONE]
        return self._labels(said, lambda offer: [offer.transport])

    @property
    def qualifications(self):
        return list(dict.fromkeys(o.qualifications for o in self.offers if o.qualifications))

    @property
    def ages(self):
        """ "11 to 16" over all offers; empty without one."""
        if not self.offers:
            return ""
        youngest = min(offer.age_from for offer in self.offers)
        return f"{youngest} to {max(offer.age_to for offer in self.offers)}"

    @property
    def half_day_pounds(self):
        """The lowest and the highest list price of a half-day in pounds; None without an offer."""
        prices = [half_day_price(o.price_pence, o.price_unit) / 100 for o in self.offers]
        return (min(prices), max(prices)) if prices else None

    @property
    def towns(self):
        towns = [site.town for site in self.provider.active_sites if site.town]
        return list(dict.fromkeys(towns))

    @property
    def points(self):
        """Its sites on the map, all under the number that it has in the list."""
        return [
            {
                "number": self.number,
                "lat": site.latitude,
                "lon": site.longitude,
                "label": f"{self.provider.name}, {site.name}",
                "url": self.provider.get_absolute_url(),
            }
            for site in self.provider.active_sites
            if site.latitude is not None
        ]


def entries(providers, distances=None, *, on=None, wanted=None, first=1):
    """An Entry for each provider of a page, numbered from `first`, with its offers, sites and
    places left on the day, in three queries (a fourth with `wanted`, the offers asked for)."""
    providers = list(providers)
    sites = Site.objects.active().by_name()
    offers = Offer.objects.active().order_by(Lower("title"))
    prefetch_related_objects(
        providers,
        Prefetch("sites", sites, to_attr="active_sites"),
        Prefetch("offers", offers, to_attr="active_offers"),
    )
    for provider in providers:
        at = {site.pk: site for site in provider.active_sites}
        for offer in provider.active_offers:
            offer.site = at[offer.site_id]
    today = timezone.localdate()
    every_site = [site for provider in providers for site in provider.active_sites]
    left = places_left(every_site, on or today, today)
    asked_for = set()
    if wanted is not None:
        asked_for = set(wanted.of_any(providers).values_list("pk", flat=True))
    distances = distances or {}
    return [
        Entry(
            provider,
            sorted(provider.active_offers, key=lambda offer: offer.pk not in asked_for),
            distances.get(provider.pk),
            left.get(provider.pk) or Places(),
            number,
        )
        for number, provider in enumerate(providers, first)
    ]
