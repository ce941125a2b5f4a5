import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from tests.factories.accounts import member
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory
from tests.factories.terms import half_terms_of

URL = "/vacancies/"


def request(pupil, provider, day=2):
    at = dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)
    return PlacementFactory(pupil=pupil, provider=provider, status="requested", requested_at=at)


def waits(authority, surname):
    pupil = PupilFactory(authority=authority, school=None, roll="none", surname=surname)
    return PlacementFactory(pupil=pupil, status="withdrawn")


@pytest.fixture
def alone(authority):
    return PupilFactory(
        forename="Jo", surname="Alone", authority=authority, school=None, roll="none"
    )


def test_the_authority_sees_places_and_everybody_who_waits(
    web, officer, authority, pupil, provider, offer, slot, alone, clock
):
    half_terms_of(authority)
    request(pupil, provider)
    page = web(officer).get(URL).text

    assert "Monday 23 November 2026" in page
    assert "1 approved provider, places left in each half-day of the week" in page
    assert str(offer) in page
    assert "Jo Alone" in page
    assert "Ada Marsh" in page
    assert "9 Nov 2026" in page
    assert "Overdue" in page
    seen = PupilView.objects.filter(person_id=officer.pk).values_list("pupil_id", flat=True)
    assert sorted(seen) == sorted([pupil.pk, alone.pk])


def test_a_provider_sees_its_own_places_and_requests_only(
    web, provider_lead, authority, pupil, provider, offer, alone, clock
):
    other = SiteFactory(provider=ProviderFactory(organisation__name="Mill Studio"))
    ApprovalFactory(authority=authority, provider=other.provider)
    request(PupilFactory(surname="Elsewhere", school=pupil.school), other.provider)
    request(pupil, provider)
    page = web(provider_lead).get(URL).text

    assert "Requests for you to answer" in page
    assert "Ada Marsh" in page
    assert str(offer) in page
    for hidden in ("Elsewhere", "Alone", "Mill Studio", "Pupils without provision"):
        assert hidden not in page


def test_another_authority_sees_none_of_our_children(web, stranger, pupil, provider, alone):
    request(pupil, provider)
    page = web(stranger(Role.OFFICER)).get(URL).text
    assert "Marsh" not in page
    assert "Alone" not in page
    assert "No approved provider has a site" in page


def test_nobody_waits(web, officer, provider_lead, provider):
    page = web(officer).get(URL).text
    assert "Every request is answered." in page
    assert "has some, or a request for it" in page
    assert "You have no site yet" in web(provider_lead).get(URL).text


@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.FINANCE_OFFICER, Role.PROVIDER_STAFF])
def test_others_do_not_see_the_board(web, role, db):
    assert web(member(role)).get(URL).status_code == 403


def test_the_board_costs_the_same_queries(web, officer, authority, school, provider, offer, clock):
    half_terms_of(authority)
    request(PupilFactory(school=school), provider)
    waits(authority, "N")
    client = web(officer)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for n in range(2):
        more = ProviderFactory()
        ApprovalFactory(authority=authority, provider=more)
        OfferFactory(site=SiteFactory(provider=more))
        request(PupilFactory(school=school), more)
        waits(authority, f"N{n}")
    client.get(URL)
    with CaptureQueriesContext(connection) as three:
        page = client.get(URL).text
    assert "3 approved providers" in page
    assert len(three) == len(one)


def test_the_catalogue_leads_to_the_board_those_who_may_see_it(
    web, officer, finance_officer, school_lead
):
    assert f'href="{URL}"' in web(officer).get("/providers/").text
    for other in (finance_officer, school_lead):
        assert f'href="{URL}"' not in web(other).get("/providers/").text
