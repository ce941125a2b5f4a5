import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus
from providers.models import Approval, Site, SiteStaff
from tests.factories.accounts import member
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.providers import SiteFactory
from tests.factories.qa import VisitFactory

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
    "kind": "main",
    "half_days": ["1am", "1pm", "2am"],
    "is_active": "on",
}


@pytest.mark.parametrize("name", ["commissioner", "provider_lead"])
def test_site_add_places_the_site_by_its_postcode(web, request, provider, name):
    user = request.getfixturevalue(name)
    Approval.objects.update(status=ApprovalStatus.APPLIED)
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
    assert "The afternoon starts at 11:00, before the morning finishes at 12:00" in page
    for typed in ("Main yard", "1 Farm Lane", 'value="11:00"'):
        assert typed in page
    assert Site.objects.count() == 0


def test_site_edit_moves_the_site_with_its_postcode(web, commissioner, site):
    answers = {**ANSWERS, "postcode": "BN1 1AA", "is_active": ""}
    response = web(commissioner).post(f"/providers/sites/{site.pk}/edit/", answers)
    assert response.url == f"/providers/{site.provider_id}/"
    site.refresh_from_db()
    assert (site.postcode, site.is_active) == ("BN1 1AA", False)
    assert 50.7 < site.latitude < 50.9


def test_site_add_says_that_there_is_no_such_postcode(web, provider_lead, provider):
    page = (
        web(provider_lead)
        .post(f"/providers/{provider.pk}/sites/add/", {**ANSWERS, "postcode": "ZZ9 9ZZ"})
        .content.decode()
    )
    assert "There is no such postcode. Check it for a slip." in page
    for typed in ("Main yard", "1 Farm Lane", 'value="ZZ9 9ZZ"', 'value="2am" checked'):
        assert typed in page
    assert Site.objects.count() == 0


@pytest.mark.capability("F088")
def test_each_site_has_its_address_checks_capacity_and_own_visits(
    web, commissioner, school_lead, provider, authority
):
    client = web(commissioner)
    checked = {
        "premises_checked_on_0": "4",
        "premises_checked_on_1": "9",
        "premises_checked_on_2": "2026",
        "premises_checked_by": "Jo Fell, fire officer",
        "premises_note": "Two exits, step-free.",
    }
    add = f"/providers/{provider.pk}/sites/add/"
    client.post(add, {**ANSWERS, **checked})
    second = {"name": "Kiln", "kind": "subcontracted", "subcontractor": "Kiln Works CIC"}
    client.post(add, {**ANSWERS, **second, "capacity": "5", "street": "9 Hill Road"})
    main, kiln = Site.objects.order_by("pk")
    VisitFactory(
        provider=provider,
        authority=authority,
        site=kiln,
        status="published",
        grade="sound",
        signed_off_by=commissioner,
        signed_off_at=timezone.now(),
    )
    page = web(school_lead).get(f"/providers/{provider.pk}/").content.decode()
    sites = page.split('<div class="entry-site">')[1:]
    assert len(sites) == 2
    said = {
        "Kiln": ["Run by a sub-contractor: Kiln Works CIC", "9 Hill Road", "5 in a half-day"],
        "Main yard": [
            "Main site",
            "1 Farm Lane, Romford, RM1 3BB",
            "12 in a half-day",
            "4 Sep 2026 by Jo Fell, fire officer",
            "Two exits, step-free.",
            "Monday, Tuesday morning",
        ],
    }
    for part, (name, texts) in zip(sites, said.items(), strict=True):
        for text in (name, *texts):
            assert text in part, text
    assert "No check is recorded" in sites[0]
    assert '<td data-label="Site">Kiln</td>' in page
    # The register and the timetable name the site: a slot cannot be without one.
    slot = SlotFactory(
        placement=PlacementFactory(provider=provider, pupil__school=school_lead.organisation),
        site=kiln,
    )
    placed = web(school_lead).get(f"/placements/{slot.placement_id}/").content.decode()
    assert "Kiln" in placed
    register = reverse("attendance:register_take", args=[kiln.pk, dt.date(2026, 11, 23), "am"])
    lead = member(Role.PROVIDER_LEAD, provider.organisation)
    assert "Kiln" in web(lead).get(register).content.decode()


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
