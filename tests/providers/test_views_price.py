import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from providers.models import NegotiatedPrice
from tests.factories.accounts import SchoolFactory, member
from tests.factories.providers import NegotiatedPriceFactory, OfferFactory

NOW = "2026-11-23 09:00+00:00"


def day(name, *parts):
    return {f"{name}_{n}": str(part) for n, part in enumerate(parts)}


ANSWERS = {
    "price": "80",
    "price_unit": "day",
    "reason": "Six places for the year",
    **day("agreed_on", 20, 11, 2026),
    **day("valid_from", 1, 1, 2027),
    **day("valid_to", 23, 7, 2027),
}


@time_machine.travel(NOW, tick=False)
def test_an_agreed_price_stands_beside_the_list_price_for_those_it_concerns(
    web, commissioner, finance_officer, school, school_lead, provider_lead, authority, offer
):
    page_of = f"/providers/{offer.provider_id}/"
    answers = {**ANSWERS, "school": school.pk}
    response = web(commissioner).post(f"/providers/offers/{offer.pk}/prices/add/", answers)
    assert response.url == page_of
    for reader in (commissioner, finance_officer, school_lead, provider_lead):
        page = web(reader).get(page_of).content.decode()
        for text in (
            "£90 a day",
            "£80 a day",
            "Agreed 20 Nov 2026",
            "Hillside School, 1 Jan to 23 Jul 2027",
            "Six places for the year",
        ):
            assert text in page, text
    neighbour = member(Role.SCHOOL_LEAD, SchoolFactory(authority=authority))
    elsewhere = web(neighbour).get(page_of).content.decode()
    assert "£90 a day" in elsewhere
    assert "£80 a day" not in elsewhere
    assert "Six places" not in elsewhere


@time_machine.travel(NOW, tick=False)
def test_a_school_agrees_its_own_price(web, school_lead, school, offer):
    client, path = web(school_lead), f"/providers/offers/{offer.pk}/prices/add/"
    assert "For which school?" not in client.get(path).content.decode()
    client.post(path, {**ANSWERS, "school": SchoolFactory().pk})
    price = NegotiatedPrice.objects.get()
    assert (price.school, price.price_pence, price.valid_from, price.valid_to) == (
        school,
        8000,
        dt.date(2027, 1, 1),
        dt.date(2027, 7, 23),
    )


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"price_unit": ""}, "Select what the price is for"),
        ({"price": ""}, "Enter the agreed price"),
        ({"reason": ""}, "Enter why the price differs"),
        (
            day("agreed_on", 24, 11, 2026),
            "Date of the agreement must be today or in the past",
        ),
        (day("valid_to", 31, 12, 2026), "Last day must be the first day or later"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_price_add_says_what_to_do(web, commissioner, offer, answers, message):
    page = web(commissioner).post(
        f"/providers/offers/{offer.pk}/prices/add/", {**ANSWERS, **answers}
    )
    assert message in page.content.decode()
    assert NegotiatedPrice.objects.count() == 0


@time_machine.travel(NOW, tick=False)
def test_price_add_refuses_a_second_price_for_the_same_days(web, commissioner, offer):
    client, path = web(commissioner), f"/providers/offers/{offer.pk}/prices/add/"
    client.post(path, ANSWERS)
    page = client.post(path, ANSWERS).content.decode()
    assert "The same schools have another price on these days. End that one first." in page
    assert NegotiatedPrice.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_price_end(web, commissioner, authority, offer):
    price = NegotiatedPriceFactory(offer=offer, authority=authority)
    client, path = web(commissioner), f"/providers/prices/{price.pk}/end/"
    early = client.post(path, day("last_day", 31, 8, 2026)).content.decode()
    assert "The last day is before the first day of this price." in early
    assert client.post(path, day("last_day", 18, 12, 2026)).status_code == 302
    price.refresh_from_db()
    assert price.valid_to == dt.date(2026, 12, 18)
    page = f"/providers/{offer.provider_id}/"
    assert "£80 a day" in client.get(page).content.decode()
    with time_machine.travel("2026-12-19 09:00+00:00", tick=False):
        assert "£80 a day" not in client.get(page).content.decode()


def test_a_school_ends_its_own_price_only(web, school_lead, school, authority, offer):
    own = NegotiatedPriceFactory(offer=offer, authority=authority, school=school)
    for_all = NegotiatedPriceFactory(offer=offer, authority=authority)
    theirs = NegotiatedPriceFactory(
        offer=offer, authority=authority, school=SchoolFactory(authority=authority)
    )
    client = web(school_lead)
    codes = [
        client.get(f"/providers/prices/{p.pk}/end/").status_code for p in (own, for_all, theirs)
    ]
    assert codes == [200, 404, 404]
    page = client.get(f"/providers/{offer.provider_id}/").content.decode()
    assert f"/providers/prices/{own.pk}/end/" in page
    assert f"/providers/prices/{for_all.pk}/end/" not in page


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.FINANCE_OFFICER, Role.PROVIDER_LEAD, Role.SCHOOL_ATTENDANCE]
)
def test_price_pages_are_not_for_every_role(web, role):
    offer = OfferFactory()
    client = web(member(role))
    assert client.get(f"/providers/offers/{offer.pk}/prices/add/").status_code == 403
