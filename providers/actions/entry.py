"""What is done to a provider's entry: its facts, sites and offers."""

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import position_of
from apcommission.accounts.models import Organisation
from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.models import Offer, Provider, Site, SiteStaff
from providers.models.saving import save_facts
from providers.rules import closed_half_days, spoken_half_days

# What an authority saw of the registration, and when.
REGISTRATION_CHECK = ("registration_evidence", "registration_checked_on")


def add_provider(*, by, name, type, namesake=False, **facts):  # noqa: A002  the field's own name
    """Create the organisation and its provider record; `facts` are fields of Provider.

    Raises NotAllowed when there is a provider of that name: the record is shared between
    authorities, so a second one would split its children and its visits. `namesake` says that
    it is known to be another body of the same name, by its numbers or its place.
    """
    taken = Organisation.objects.filter(kind=OrganisationKind.PROVIDER, name__iexact=name.strip())
    if taken.exists() and not namesake:
        raise NotAllowed(
            f"There is already a provider called {name.strip()}. Find it under Providers and "
            "decide on it there."
        )
    with record("provider_added", by=by):
        organisation = Organisation.objects.create(
            kind=OrganisationKind.PROVIDER, name=name.strip()
        )
        if any(facts.get(key) for key in REGISTRATION_CHECK):
            facts["registration_checked_by_id"] = by.pk
        return Provider.objects.create(organisation=organisation, type=type, **facts)


def edit_provider(*, by, provider, name=None, **facts):
    """Change the facts given and nothing else; a name belongs to the organisation.

    Who gives new evidence of the registration, or a new date of looking at it, has checked it.
    """
    stood = Provider.objects.get(pk=provider.pk)
    if any(getattr(stood, key) != facts[key] for key in REGISTRATION_CHECK if key in facts):
        facts["registration_checked_by_id"] = by.pk
    with record("provider_edited", by=by):
        if name and name != provider.organisation.name:
            provider.organisation.name = name
            provider.organisation.save(update_fields=["name"])
        return save_facts(provider, facts)


def add_site(*, by, provider, name, **facts):
    with record("site_added", by=by):
        return Site.objects.create(provider=provider, name=name, **_located(facts))


def edit_site(*, by, site, **facts):
    """Change the facts given. Raises NotAllowed when an offer is taught while it would be shut."""
    opening = facts.get("half_days", site.half_days)
    for offer in Offer.objects.active().at(site):
        if shut := closed_half_days(offer.half_days, opening):
            raise NotAllowed(
                f"{offer.title} is taught then: {spoken_half_days(shut)}. Change the offer first."
            )
    with record("site_edited", by=by):
        return save_facts(site, _located(facts))


def assign_staff(*, by, site, memberships):
    """Let exactly these members of the provider's staff work at the site.

    Somebody assigned to no site at all may take the registers of every site (Site.worked_at_by).
    """
    with record("site_staff_assigned", by=by):
        wanted = {membership.pk for membership in memberships}
        SiteStaff.objects.filter(site=site).exclude(membership__in=wanted).delete()
        known = set(SiteStaff.objects.filter(site=site).values_list("membership_id", flat=True))
        SiteStaff.objects.bulk_create(
            SiteStaff(site=site, provider_id=site.provider_id, membership_id=pk)
            for pk in sorted(wanted - known)
        )


def add_offer(*, by, site, title, **facts):
    """Create an offer at a site; price_pence is in pence, half_days are those of HalfDay.

    Raises NotAllowed when the site is closed on one of its half-days.
    """
    _within_opening(site, facts.get("half_days", site.half_days))
    facts.setdefault("half_days", list(site.half_days))
    with record("offer_added", by=by):
        return Offer.objects.create(provider=site.provider, site=site, title=title, **facts)


def edit_offer(*, by, offer, **facts):
    """Change the facts given. Raises NotAllowed as `add_offer` does."""
    if {"half_days", "site"} & set(facts):
        _within_opening(facts.get("site", offer.site), facts.get("half_days", offer.half_days))
    with record("offer_edited", by=by):
        return save_facts(offer, facts)


def _within_opening(site, half_days):
    if shut := closed_half_days(half_days, site.half_days):
        raise NotAllowed(f"{site.name} is closed then: {spoken_half_days(shut)}.")


def _located(facts):
    """The facts with the position of a new postcode, unless the position itself is given."""
    if "postcode" not in facts or "latitude" in facts:
        return facts
    latitude, longitude = position_of(facts["postcode"]) or (None, None)
    return {**facts, "latitude": latitude, "longitude": longitude}
