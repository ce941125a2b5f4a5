import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from providers.models import Site, SiteStaff
from tests.factories.accounts import member
from tests.factories.providers import SiteFactory

ANSWERS = {
    "name": "Main yard",
    "street": "1 Farm Lane",
    "town": "Romford",
    "postcode": "rm1 3bb",
    "capacity": "12",
    "am_starts_at": "09:30",
    "am_finishes_at": "12:00",
    "pm_starts_at": "12:45",
    "pm_finishes_at": "15:00",
    "is_active": "on",
}


@pytest.mark.parametrize("name", ["commissioner", "provider_lead"])
def test_site_add_places_the_site_by_its_postcode(web, request, provider, name):
    user = request.getfixturevalue(name)
    response = web(user).post(f"/providers/{provider.pk}/sites/add/", ANSWERS, follow=True)
    site = Site.objects.get()
    assert response.redirect_chain == [(f"/providers/{provider.pk}/", 302)]
    assert "The site Main yard is added." in response.content.decode()
    assert (site.provider, site.postcode, site.capacity) == (provider, "RM1 3BB", 12)
    assert (round(site.latitude), round(site.longitude)) == (52, 0)


def test_site_add_keeps_what_was_typed_on_an_error(web, provider_lead, provider):
    page = (
        web(provider_lead)
        .post(f"/providers/{provider.pk}/sites/add/", {**ANSWERS, "pm_starts_at": "11:00"})
        .content.decode()
    )
    assert "<title>Error: Add a site" in page
    assert "“Afternoon starts” must be later than “Morning finishes”" in page
    for typed in ("Main yard", "1 Farm Lane", 'value="11:00"'):
        assert typed in page
    assert Site.objects.count() == 0


def test_site_edit_moves_the_site_with_its_postcode(web, provider_lead, site):
    answers = {**ANSWERS, "postcode": "BN1 1AA", "is_active": ""}
    response = web(provider_lead).post(f"/providers/sites/{site.pk}/edit/", answers)
    assert response.url == f"/providers/{site.provider_id}/"
    site.refresh_from_db()
    assert (site.postcode, site.is_active) == ("BN1 1AA", False)
    assert 50.7 < site.latitude < 50.9


def test_site_pages_of_another_provider_are_not_there(web, stranger, site):
    client = web(stranger(Role.PROVIDER_LEAD))
    assert client.post(f"/providers/{site.provider_id}/sites/add/", ANSWERS).status_code == 404
    assert client.post(f"/providers/sites/{site.pk}/edit/", ANSWERS).status_code == 404
    site.refresh_from_db()
    assert (site.name, Site.objects.count()) == ("Main yard", 1)
    assert site.street == ""


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_STAFF])
def test_site_pages_are_not_for_every_role(web, role):
    site = SiteFactory()
    client = web(member(role))
    assert client.get(f"/providers/{site.provider_id}/sites/add/").status_code == 403
    assert client.get(f"/providers/sites/{site.pk}/edit/").status_code == 403


def test_site_staff_takes_the_registers_of_their_own_sites_only(
    web, provider, site, provider_lead, provider_staff
):
    other = SiteFactory(provider=provider, name="Barn")
    assert set(Site.objects.visible_to(provider_staff)) == {site, other}
    staff = [provider_staff.membership.pk]
    web(provider_lead).post(reverse("providers:site_staff", args=[site.pk]), {"staff": staff})
    assert list(Site.objects.visible_to(provider_staff)) == [site]
    web(provider_lead).post(reverse("providers:site_staff", args=[site.pk]), {"staff": []})
    assert set(Site.objects.visible_to(provider_staff)) == {site, other}


def test_site_staff_shows_who_works_there(web, site, provider_lead, provider_staff):
    client, url = web(provider_lead), reverse("providers:site_staff", args=[site.pk])
    client.post(url, {"staff": [provider_staff.membership.pk]})
    page = client.get(url).content.decode()
    assert "Stef Nowak" in page
    assert "checked" in page


def test_site_staff_offers_nobody_elses_people(web, site, provider_lead, stranger):
    foreign = stranger(Role.PROVIDER_STAFF).membership.pk
    url = reverse("providers:site_staff", args=[site.pk])
    page = web(provider_lead).post(url, {"staff": [foreign]}).content.decode()
    assert "You have no provider staff yet" in page
    assert not SiteStaff.objects.exists()


def test_site_staff_is_the_providers_own_affair(web, site, commissioner, stranger):
    url = reverse("providers:site_staff", args=[site.pk])
    assert web(commissioner).get(url).status_code == 403
    assert web(stranger(Role.PROVIDER_LEAD)).get(url).status_code == 404
