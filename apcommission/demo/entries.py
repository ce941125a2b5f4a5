"""What the demo's providers say of themselves: whom to ring, terms, changes that they propose,
and the prices that schools agreed beside their list prices."""

import datetime as dt
from random import Random

from apcommission.demo.calendar import school_days_before
from apcommission.demo.cast import months_before
from apcommission.demo.clock import london
from apcommission.demo.names import person
from providers import actions
from providers.choices import (
    AbsenceCharge,
    ApprovalStatus,
    ChangeKind,
    ContactRole,
    OfferType,
    PriceUnit,
    ProviderType,
    Subject,
    Transport,
    Vat,
)
from providers.models import EntryChange

# Months since the training of a designated lead and of the deputy, provider by provider: some
# in date, some due, one in ten out of date.
TRAINED_MONTHS = [(3, 9), (8, 15), (23, 2), (11, 20), (5, 26)]
TYPES = {
    Subject.MENTORING: OfferType.MENTORING,
    Subject.THERAPY: OfferType.THERAPEUTIC,
    Subject.LAND: OfferType.OUTDOOR,
    Subject.CONSTRUCTION: OfferType.VOCATIONAL,
    Subject.MOTOR: OfferType.VOCATIONAL,
    Subject.CATERING: OfferType.VOCATIONAL,
    Subject.HAIR: OfferType.VOCATIONAL,
}
SUBCONTRACTOR = "Hornchurch Forge CIC teaches metalwork on Thursdays, in our own workshop."


def complete(story, cast, today):
    """Each provider completes its entry before an authority relies on it; later some propose
    changes, and a school and an authority agree prices."""
    for number, (key, row) in enumerate(cast.rows.items()):
        _say(story, cast, number, key, row, today)
        _name_contacts(story, cast, number, key, today)
    approved = [
        key
        for key, row in cast.rows.items()
        if row.status == ApprovalStatus.APPROVED and row.la == "311"
    ]
    days = school_days_before(today, 15)
    story.at(london(days[2], "15:40"), _propose_description, cast, approved[0])
    story.at(london(days[4], "09:20"), _accept, cast, approved[0])
    story.at(london(days[9], "16:05"), _propose_price, cast, approved[1])
    story.at(london(days[10], "11:30"), _agree_for_school, cast, approved[0], days[10])
    story.at(london(days[11], "14:10"), _agree_for_all, cast, approved[1], days[11])
    story.at(london(days[13], "15:15"), _propose_site, cast, approved[0])


def _say(story, cast, number, key, row, today):
    """The legal body and its sub-contracting; how the site is checked; the terms of the offer."""
    lead, provider, site = cast.provider_lead(key), cast.providers[key], cast.sites[key]
    story.do(
        lead,
        actions.edit_provider,
        provider=provider,
        legal_name=f"{provider.name} CIC" if number % 2 else f"{provider.name} Limited",
        company_number=f"0{7654000 + 37 * number}",
        charity_number=str(1140000 + 53 * number) if number % 3 == 0 else "",
        ukprn=str(10060000 + number),
        subcontracting=SUBCONTRACTOR if number == 0 else "",
        subcontracting_declared_on=months_before(today, 17),
    )
    story.do(
        lead,
        actions.edit_site,
        site=site,
        phone=f"01632 960{200 + number}",
        premises_checked_on=months_before(today, 3 + number % 8),
        premises_checked_by="Fire risk assessor",
        premises_note="Two exits, step-free entrance, building not shared.",
    )
    story.do(lead, actions.edit_offer, offer=provider.offers.get(), **_terms(number, row))
    story.do(
        cast.commissioner(row.la),
        actions.edit_provider,
        provider=provider,
        registration_evidence="Entry on Get Information about Schools"
        if row.urn
        else "Timetables seen: within the hours at which a provider need not register",
        registration_checked_on=months_before(today, 18),
    )


def _terms(number, row):
    taught = [subject for subject in row.subjects.split() if subject in TYPES]
    is_alone = row.unit in (PriceUnit.HOUR, PriceUnit.HOUR_ALONE)
    kind = TYPES[taught[0]] if taught else OfferType.RE_ENGAGEMENT
    if row.type != ProviderType.NON_SCHOOL:
        kind = OfferType.FULL_TIME
    return {
        "type": OfferType.TUITION if is_alone else kind,
        "group_size": 1 if is_alone else 4 + number % 4,
        "vat": Vat.EXEMPT if row.urn or number % 3 else Vat.ADDED,
        "minimum_weeks": 6,
        "absence_charge": list(AbsenceCharge)[number % 3],
        "transport": Transport.CHARGED if number % 4 == 1 else Transport.NONE,
        "transport_note": "£9 a day within 8 km" if number % 4 == 1 else "",
    }


def _name_contacts(story, cast, number, key, today):
    lead, site, random = cast.provider_lead(key), cast.sites[key], Random(f"contacts {key}")
    dsl, deputy = TRAINED_MONTHS[number % len(TRAINED_MONTHS)]
    trained = {
        ContactRole.DSL: months_before(today, dsl),
        ContactRole.DEPUTY_DSL: months_before(today, deputy),
    }
    for place, role in enumerate(ContactRole):
        story.do(
            lead,
            actions.add_contact,
            site=site,
            role=role,
            name=lead.name if role == ContactRole.HEAD else person(random),
            phone=f"01632 960{300 + 5 * number + place}",
            email="" if role == ContactRole.OUT_OF_HOURS else f"{role}@{key}.demo.example",
            trained_on=trained.get(role),
        )


def _propose(story, cast, key, kind, subject=None, **facts):
    story.do(
        cast.provider_lead(key),
        actions.propose_change,
        provider=cast.providers[key],
        kind=kind,
        subject=subject,
        facts=facts,
    )


def _propose_description(story, cast, key):
    said = f"{cast.rows[key].description} New this term: a quiet room and a breakfast club."
    _propose(story, cast, key, ChangeKind.PROVIDER, description=said)


def _accept(story, cast, key):
    change = EntryChange.objects.of(cast.providers[key]).waiting().get()
    story.do(cast.commissioner(cast.rows[key].la), actions.accept_change, change=change)


def _propose_price(story, cast, key):
    """More places, at a price a twentieth higher: the one that waits for the commissioner."""
    offer = cast.providers[key].offers.get()
    _propose(
        story,
        cast,
        key,
        ChangeKind.OFFER,
        offer,
        price_pence=round(offer.price_pence * 1.05 / 50) * 50,
        places=offer.places + 2,
    )


def _propose_site(story, cast, key):
    _propose(
        story,
        cast,
        key,
        ChangeKind.SITE,
        cast.sites[key],
        pm_finishes_at=dt.time(15, 15),
    )


def _agree_for_school(story, cast, key, date):
    school = cast.schools["311"][0]
    _agree(story, cast, cast.lead_of(school), key, date, 0.9, school=school)


def _agree_for_all(story, cast, key, date):
    _agree(story, cast, cast.commissioner("311"), key, date, 0.95)


def _agree(story, cast, by, key, date, share, **whose):
    offer = cast.providers[key].offers.get()
    story.do(
        by,
        actions.agree_price,
        offer=offer,
        price_pence=round(offer.price_pence * share / 50) * 50,
        price_unit=offer.price_unit,
        reason="Places taken for the whole year, paid each half term.",
        agreed_on=date,
        valid_from=date,
        valid_to=date + dt.timedelta(days=240),
        **whose,
    )
