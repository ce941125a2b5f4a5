import pytest

from apcommission.accounts.choices import Role
from providers.models import Offer
from tests.factories.accounts import member
from tests.factories.providers import OfferFactory

ANSWERS = {
    "title": "Farm skills",
    "age_from": "11",
    "age_to": "16",
    "needs": ["semh"],
    "half_days": ["1am", "1pm", "2am", "2pm"],
    "places": "8",
    "price": "45.50",
    "price_unit": "half_day",
    "is_active": "on",
}


@pytest.mark.parametrize("name", ["commissioner", "provider_lead"])
def test_offer_add(web, request, site, name):
    user = request.getfixturevalue(name)
    response = web(user).post(
        f"/providers/{site.provider_id}/offers/add/", {**ANSWERS, "site": site.pk}, follow=True
    )
    offer = Offer.objects.get()
    assert (offer.provider, offer.site, offer.price_pence) == (site.provider, site, 4550)
    page = response.content.decode()
    assert "The offer Farm skills is added." in page
    assert "£45.50" in page


def test_offer_add_asks_for_a_site_first(web, provider_lead, provider):
    response = web(provider_lead).get(f"/providers/{provider.pk}/offers/add/")
    assert response.url == f"/providers/{provider.pk}/sites/add/"


def test_offer_add_keeps_what_was_typed_when_the_unit_is_missing(web, provider_lead, site):
    page = (
        web(provider_lead)
        .post(
            f"/providers/{site.provider_id}/offers/add/",
            {**ANSWERS, "site": site.pk, "price_unit": ""},
        )
        .content.decode()
    )
    assert "<title>Error: Add an offer" in page
    assert "Select what the price is for" in page
    for typed in ("Farm skills", 'value="45.50"', 'value="semh" checked'):
        assert typed in page
    assert Offer.objects.count() == 0


def test_offer_edit_begins_with_what_is_there(web, provider_lead, offer):
    client = web(provider_lead)
    url = f"/providers/offers/{offer.pk}/edit/"
    page = client.get(url).content.decode()
    assert 'value="90.0"' in page or 'value="90"' in page
    response = client.post(url, {**ANSWERS, "site": offer.site_id, "price": "100"})
    assert response.url == f"/providers/{offer.provider_id}/"
    offer.refresh_from_db()
    assert (offer.title, offer.price_pence, offer.weekdays) == ("Farm skills", 10000, [1, 2])


def test_offer_pages_of_another_provider_are_not_there(web, stranger, offer):
    client = web(stranger(Role.PROVIDER_LEAD))
    answers = {**ANSWERS, "site": offer.site_id}
    assert client.post(f"/providers/{offer.provider_id}/offers/add/", answers).status_code == 404
    assert client.post(f"/providers/offers/{offer.pk}/edit/", answers).status_code == 404
    assert Offer.objects.get().title == offer.title


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_STAFF])
def test_offer_pages_are_not_for_every_role(web, role):
    offer = OfferFactory()
    client = web(member(role))
    assert client.get(f"/providers/{offer.provider_id}/offers/add/").status_code == 403
    assert client.get(f"/providers/offers/{offer.pk}/edit/").status_code == 403
