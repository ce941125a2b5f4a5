"""Which providers fit one pupil: what is known of each, put before the rules of fit.py.

A fixed number of questions of the database, however many providers there are.
"""

import datetime as dt
from dataclasses import dataclass

from apcommission.accounts.geography import distance_km
from placements.choices import SenType
from placements.fit import Candidate, Fit, Wanted, judge
from placements.models import PupilAddress
from placements.registration_warning import Headroom
from providers.catalogue import entries
from providers.choices import HalfDay, Need
from providers.models import Provider
from providers.rules import SHOWN_TO_SCHOOLS, half_day_price

# What the school census calls it, in the catalogue's words.
NEED_OF = {
    SenType.SEMH: Need.SEMH,
    SenType.ASD: Need.AUTISM,
    SenType.SLCN: Need.SLCN,
    SenType.SPLD: Need.LEARNING,
    SenType.MLD: Need.LEARNING,
    SenType.SLD: Need.LEARNING,
    SenType.PMLD: Need.LEARNING,
}


@dataclass(frozen=True)
class Slot:
    """A half-day that would be asked for, as the registration rules take it."""

    weekday: int
    starts_at: dt.time
    finishes_at: dt.time


@dataclass(frozen=True)
class ProviderFit:
    """The best offer of a provider for the pupil, and what is to be said of it."""

    entry: object
    offer: object
    fit: Fit

    @property
    def provider(self):
        return self.entry.provider


def age_on(date_of_birth, date):
    """Whole years on the day; a child born on 29 February has a birthday on 1 March."""
    had = (date.month, date.day) >= (date_of_birth.month, date_of_birth.day)
    return date.year - date_of_birth.year - (not had)


def needs_known(pupil):
    """The needs of the catalogue that the pupil's record names."""
    known = (pupil.sen_primary, pupil.sen_secondary)
    return list(dict.fromkeys(NEED_OF[each].value for each in known if each in NEED_OF))


def starting_point(user, pupil, on):
    """(postcode, whose): the pupil's home as far as the user may see it, else the school's."""
    home = PupilAddress.objects.visible_to(user).of(pupil).on(on).newest_first().first()
    if home:
        return home.postcode, "the pupil’s home"
    school = getattr(pupil.school, "school", None) if pupil.school else None
    return (school.postcode, "the school") if school and school.postcode else ("", "")


def providers_fitting(user, pupil, wanted, *, starts_on, origin):
    """[ProviderFit], the best first and those that cannot take the pupil last.

    `wanted` is a Wanted; `origin` is (latitude, longitude) or None. Providers are those that the
    pupil's authority uses or used, as far as the user sees them.
    """
    listed = Provider.objects.visible_to(user).listed_by(pupil.authority_id)
    listed = listed.with_status(SHOWN_TO_SCHOOLS).by_name()
    headroom = Headroom(pupil=pupil, starts_on=starts_on)
    found = [_best(entry, wanted, origin, headroom) for entry in entries(listed, on=starts_on)]
    return sorted(found, key=lambda each: each.fit.rank)


def _best(entry, wanted, origin, headroom):
    judged = [
        ProviderFit(entry, offer, judge(wanted, _candidate(entry, offer, wanted, origin, headroom)))
        for offer in entry.offers
    ]
    if not judged:
        return ProviderFit(entry, None, Fit(refusals=["It has published no offer"]))
    return min(judged, key=lambda each: each.fit.rank)


def _candidate(entry, offer, wanted, origin, headroom):
    listing, site = entry.listing, offer.site
    week = {at.pk: week for at, week in entry.places.sites}.get(site.pk, {})
    free = {half_day: week[half_day].left or 0 for half_day in offer.half_days if half_day in week}
    km = None
    if origin and site.latitude is not None:
        km = distance_km(*origin, site.latitude, site.longitude)
    tips, nears = headroom.warnings(entry.provider, _slots(site, wanted, free))
    return Candidate(
        status=listing.get_status_display(),
        is_usable=listing.is_usable,
        conditions=listing.conditions,
        age_from=offer.age_from,
        age_to=offer.age_to,
        needs=frozenset(offer.needs),
        free=free,
        grade=listing.qa_grade,
        half_day_pounds=half_day_price(offer.price_pence, offer.price_unit) / 100,
        km=km,
        transport=offer.transport,
        is_registered=entry.provider.is_registered,
        tips=tips,
        nears=nears,
    )


def _slots(site, wanted, free):
    """The half-days that would be asked for here: those wanted, or all that are free."""
    asked = [each for each in HalfDay if free.get(each, 0) > 0]
    if wanted.half_days:
        asked = [each for each in asked if each in wanted.half_days]
    return [Slot(int(each[0]), *site.times(each[1:])) for each in asked]


def wanted_from(pupil, facts):
    """The Wanted that a form's answers, {field: value}, ask for this pupil."""
    return Wanted(
        age=age_on(pupil.date_of_birth, facts["starts_on"]),
        needs=frozenset(facts["needs"]),
        half_days=tuple(facts["half_days"]),
        must_be_fetched=facts["must_be_fetched"],
    )
