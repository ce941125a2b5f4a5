"""Which provider of the register a provider of the file is, if any."""

from django.db.models import Prefetch, Q
from django.db.models.functions import Lower

from apcommission.accounts.geography import normalise_postcode
from providers.imports.columns import NAME, UKPRN, URN
from providers.models import Offer, Provider, Site

NO_IDENTITY = (
    "Enter the URN, the UKPRN or the postcode of a site: a name alone does not say which provider "
    "it is."
)


class Unclear(Exception):
    """It cannot be said which provider is meant: (column, what was given, what to do)."""


class Register:
    """The providers that a file may mean, with their sites and offers, in three queries."""

    def __init__(self, wanted):
        said = [provider.facts for provider in wanted]
        found = (
            Provider.objects.with_names()
            .annotate(small_name=Lower("organisation__name"))
            .filter(
                Q(urn__in=[facts["urn"] for facts in said if "urn" in facts])
                | Q(ukprn__in=[facts["ukprn"] for facts in said if "ukprn" in facts])
                | Q(small_name__in=[facts["name"].lower() for facts in said])
            )
            .prefetch_related(
                Prefetch("sites", Site.objects.order_by("pk"), to_attr="known_sites"),
                Prefetch("offers", Offer.objects.order_by("pk"), to_attr="known_offers"),
            )
        )
        self.known = list(found.order_by("pk"))

    def find(self, wanted):
        """The provider, or None for one that is new. Raises Unclear.

        A URN decides, then a UKPRN, then the name together with the postcode of a site. The same
        name elsewhere is another provider.
        """
        facts = wanted.facts
        by_urn = [each for each in self.known if each.urn and each.urn == facts.get("urn")]
        by_ukprn = [each for each in self.known if each.ukprn and each.ukprn == facts.get("ukprn")]
        if by_urn and by_ukprn and by_urn[0] not in by_ukprn:
            raise Unclear(
                UKPRN,
                facts["ukprn"],
                f"The register has this URN for {by_urn[0]}, and this UKPRN for {by_ukprn[0]}. "
                "Correct one of them.",
            )
        if by_urn:
            return by_urn[0]
        if len(by_ukprn) > 1:
            by_ukprn = [each for each in by_ukprn if each.small_name == facts["name"].lower()]
        found = by_ukprn or self._by_place(wanted)
        if len(found) > 1:
            raise Unclear(
                URN, "", f"The register has {len(found)} such providers. Enter the URN or UKPRN."
            )
        return found[0] if found else None

    def _by_place(self, wanted):
        facts = wanted.facts
        postcodes = {site.facts.get("postcode") for site in wanted.parts.values()} - {None}
        if not postcodes and not facts.keys() & {"urn", "ukprn"}:
            raise Unclear(NAME, facts["name"], NO_IDENTITY)
        return [
            each
            for each in self.known
            if each.small_name == facts["name"].lower()
            and postcodes & {normalise_postcode(site.postcode) for site in each.known_sites}
            and not _is_another(each, facts)
        ]


def _is_another(provider, facts):
    """Whether a number says that it is not this one."""
    return any(
        name in facts and getattr(provider, name) and getattr(provider, name) != facts[name]
        for name in ("urn", "ukprn")
    )
