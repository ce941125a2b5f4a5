import datetime as dt

import pytest
from django.db import DatabaseError

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.models import NegotiatedPrice
from tests.factories.accounts import SchoolFactory, member
from tests.factories.providers import NegotiatedPriceFactory

FIRST = dt.date(2026, 9, 1)
TERMS = {
    "price_pence": 8000,
    "price_unit": "day",
    "reason": "Six places for the year",
    "agreed_on": dt.date(2026, 8, 20),
    "valid_from": FIRST,
}


def agree(by, offer, **facts):
    with database_scope(by.membership):
        return actions.agree_price(by=by, offer=offer, **{**TERMS, **facts})


def test_an_authority_agrees_a_price_for_all_its_schools_and_one_for_one(
    commissioner, school, authority, offer
):
    for_all = agree(commissioner, offer)
    for_one = agree(commissioner, offer, school=school, price_pence=7000)
    assert [(p.authority, p.school, p.price_pence) for p in (for_all, for_one)] == [
        (authority, None, 8000),
        (authority, school, 7000),
    ]
    events = Event.objects.filter(table_name="providers_negotiatedprice").order_by("pk")
    assert [(e.action, e.reason) for e in events] == [
        ("price_agreed", "Six places for the year")
    ] * 2


def test_a_schools_lead_records_its_own_price_and_no_other(school_lead, school, authority, offer):
    price = agree(school_lead, offer, school=school)
    assert (price.school, price.authority, price.recorded_by_id) == (
        school,
        authority,
        school_lead.pk,
    )
    for other in (None, SchoolFactory(authority=authority)):
        with pytest.raises(NotAllowed) as refused:
            agree(school_lead, offer, school=other)
        assert str(refused.value) == (
            "A school records the prices that it has agreed itself, and no other."
        )


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (dt.date(2026, 8, 1), dt.date(2026, 8, 31), True),
        (dt.date(2026, 8, 1), dt.date(2026, 9, 1), False),
        (dt.date(2026, 12, 18), None, False),
        (dt.date(2026, 12, 19), None, True),
        (dt.date(2026, 8, 1), None, False),
    ],
)
def test_two_prices_of_the_same_schools_do_not_overlap(commissioner, offer, first, last, fits):
    agree(commissioner, offer, valid_to=dt.date(2026, 12, 18))
    if fits:
        agree(commissioner, offer, valid_from=first, valid_to=last)
    else:
        with pytest.raises(NotAllowed) as refused:
            agree(commissioner, offer, valid_from=first, valid_to=last)
        assert str(refused.value) == (
            "The same schools have another price on these days. End that one first."
        )
    assert NegotiatedPrice.objects.count() == 1 + fits


def test_end_price_shortens_and_never_prolongs(school_lead, school, offer):
    price = agree(school_lead, offer, school=school)
    with database_scope(school_lead.membership):
        with pytest.raises(NotAllowed):
            actions.end_price(by=school_lead, price=price, last_day=dt.date(2026, 8, 31))
        actions.end_price(by=school_lead, price=price, last_day=dt.date(2026, 12, 18))
        with pytest.raises(NotAllowed):
            actions.end_price(by=school_lead, price=price, last_day=dt.date(2026, 12, 19))
    assert NegotiatedPrice.objects.get().valid_to == dt.date(2026, 12, 18)


def test_another_schools_price_is_in_nobody_elses_scope(
    school_lead, commissioner, provider_lead, authority, offer
):
    other = SchoolFactory(authority=authority)
    theirs = NegotiatedPriceFactory(offer=offer, authority=authority, school=other)
    for_all = NegotiatedPriceFactory(offer=offer, authority=authority)
    elsewhere = NegotiatedPriceFactory(offer=offer)

    def seen(user):
        with database_scope(user.membership):
            found = NegotiatedPrice.objects.order_by("pk")
            assert set(NegotiatedPrice.objects.visible_to(user)) == set(found)
            return list(found)

    assert seen(school_lead) == [for_all]
    assert seen(commissioner) == [theirs, for_all]
    assert seen(provider_lead) == [theirs, for_all, elsewhere]
    assert seen(member(Role.PROVIDER_LEAD)) == []
    with database_scope(school_lead.membership), pytest.raises(DatabaseError):
        actions.end_price(by=school_lead, price=theirs, last_day=dt.date(2026, 12, 1))
