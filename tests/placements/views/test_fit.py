import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.models import SchoolProfile
from apcommission.audit.models import PupilView
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

FIT = "/pupils/{}/providers/"
DATE = {"starts_on_0": "7", "starts_on_1": "12", "starts_on_2": "2026"}


@pytest.fixture
def farm(provider):
    site = SiteFactory(provider=provider, name="Main yard", latitude=51.58, longitude=0.18)
    OfferFactory(site=site, title="Farm skills", half_days=["1am", "1pm"], needs=["autism"])
    return provider


def test_page_ranks_and_leads_to_a_request(web, school_lead, pupil, farm, authority):
    young = ProviderFactory(organisation__name="Young ones")
    ApprovalFactory(authority=authority, provider=young)
    OfferFactory(site=SiteFactory(provider=young), age_from=5, age_to=9)
    pupil.date_of_birth, pupil.sen_primary = dt.date(2012, 3, 1), "ASD"
    pupil.save()
    page = web(school_lead).get(FIT.format(pupil.pk)).content.decode()
    assert "1 provider could take Ada Marsh from" in page
    assert "<strong>For:</strong> Planned for Autism" in page
    assert "<strong>For:</strong> Places left in 2 of 10 half-days" in page
    assert f'href="/placements/request/?pupil={pupil.pk}&amp;provider={farm.pk}"' in page
    assert "1 provider cannot" in page
    assert "Takes ages 5 to 9, and the pupil will be" in page
    assert PupilView.objects.filter(person_id=school_lead.pk, pupil_id=pupil.pk).count() == 1


def test_distance_is_from_the_school_until_another_postcode_is_typed(
    web, school_lead, school, pupil, farm
):
    SchoolProfile.objects.create(organisation=school, urn=100001, postcode="RM1 3BB")
    client = web(school_lead)
    page = client.get(FIT.format(pupil.pk)).content.decode()
    assert "Distances are from RM1 3BB (the school), in a straight line." in page
    page = client.post(FIT.format(pupil.pk), {**DATE, "near": "bn1"}).content.decode()
    assert "Distances are from BN1, in a straight line." in page
    assert "<strong>Against:</strong> 8" in page
    assert "could take Ada Marsh from 7 Dec 2026" in page


def test_half_days_wanted_are_said_where_they_are_missing(web, school_lead, pupil, farm):
    asked = {**DATE, "half_days": ["1am", "5pm"]}
    page = web(school_lead).post(FIT.format(pupil.pk), asked).content.decode()
    assert "<strong>Against:</strong> No place on Friday afternoon" in page


def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(web, school_lead, pupil, farm):
    asked = {**DATE, "near": "zz99", "needs": ["semh"]}
    page = web(school_lead).post(FIT.format(pupil.pk), asked).content.decode()
    assert "<title>Error: Providers that fit Ada Marsh" in page
    assert "We do not know this postcode. Its first half is enough." in page
    assert 'value="ZZ99"' in page or 'value="zz99"' in page


def test_page_is_linked_from_the_pupil(web, school_lead, pupil):
    page = web(school_lead).get(f"/pupils/{pupil.pk}/").content.decode()
    assert f'href="{FIT.format(pupil.pk)}"' in page


def test_page_of_another_schools_pupil_is_not_there(web, stranger, pupil):
    assert web(stranger(Role.SCHOOL_LEAD)).get(FIT.format(pupil.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.SCHOOL_ATTENDANCE, Role.PROVIDER_LEAD], ids=str)
def test_page_is_for_those_who_place(web, role, pupil):
    assert web(member(role)).get(FIT.format(pupil.pk)).status_code == 403
