import pytest

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus
from providers.models import Approval, Offer
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
    "type": "vocational",
    "vat": "exempt",
    "absence_charge": "full",
    "transport": "none",
    "is_active": "on",
}


@pytest.mark.parametrize("name", ["commissioner", "provider_lead"])
def test_offer_add(web, request, site, name):
    user = request.getfixturevalue(name)
    Approval.objects.update(status=ApprovalStatus.APPLIED)
    response = web(user).post(
        f"/providers/{site.provider_id}/offers/add/", {**ANSWERS, "site": site.pk}, follow=True
    )
    offer = Offer.objects.get()
    assert (offer.provider, offer.site, offer.price_pence) == (site.provider, site, 4550)
    page = response.content.decode()
    assert "The offer Farm skills is added." in page
    assert "£45.50" in page


@pytest.mark.capability("F084")
def test_a_school_reads_the_price_with_its_unit_and_terms(web, commissioner, school_lead, site):
    client, school = web(commissioner), web(school_lead)
    add = f"/providers/{site.provider_id}/offers/add/"
    units = {
        "hour": "£20 an hour",
        "hour_alone": "£20 an hour, 1:1",
        "half_day": "£20 a half-day",
        "day": "£20 a day",
        "week": "£20 a week",
    }
    terms = {
        "site": site.pk,
        "price": "20",
        "vat": "added",
        "minimum_weeks": "6",
        "absence_charge": "half",
        "transport": "charged",
        "transport_note": "£8 a day within 5 km",
        "group_size": "1",
    }
    for unit, said in units.items():
        answers = {**ANSWERS, **terms, "price_unit": unit, "title": f"By {unit}"}
        client.post(add, answers)
        page = school.get(f"/providers/{site.provider_id}/").content.decode()
        assert f'<span class="app-nowrap">{said}</span>' in page
    for text in (
        "VAT is added",
        "At least 6 weeks",
        "When absent: charged at half",
        "Transport at a charge: £8 a day within 5 km",
        "One to one",
        "Key stage 3, Key stage 4",
        "Monday, Tuesday",
        "Vocational",
    ):
        assert page.count(text) >= len(units), text


def test_offer_add_refuses_half_days_on_which_the_site_is_closed(web, commissioner, site):
    site.half_days = ["1am", "1pm", "2am"]
    site.save()
    page = web(commissioner).post(
        f"/providers/{site.provider_id}/offers/add/", {**ANSWERS, "site": site.pk}
    )
    assert "Main yard is closed on Tuesday afternoon" in page.content.decode()
    assert Offer.objects.count() == 0


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


def test_offer_edit_begins_with_what_is_there(web, commissioner, offer):
    client = web(commissioner)
    url = f"/providers/offers/{offer.pk}/edit/"
    page = client.get(url).content.decode()
    assert 'value="90.00"' in page
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
