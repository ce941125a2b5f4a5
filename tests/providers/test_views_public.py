import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from providers.models import Approval, Provider, PublicCatalogue
from tests.factories.accounts import member
from tests.factories.providers import (
    ApprovalFactory,
    OfferFactory,
    ProviderFactory,
    PublicCatalogueFactory,
    SiteFactory,
)
from tests.webclient import WebClient

PUBLIC = "/catalogue/elmshire/"
EDIT = "/providers/public/"


@pytest.fixture
def anybody(db):
    return WebClient()


def test_public_catalogue_is_read_without_signing_in(anybody, authority, provider, offer):
    PublicCatalogueFactory(authority=authority, introduction="Ask your school.")
    Provider.objects.update(phone="01632 960001", email="hello@bridgefarm.example")
    Approval.objects.update(conditions="Write a procedure", status="conditional")
    response = anybody.get(PUBLIC)
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    page = response.content.decode()
    assert '<meta name="robots" content="noindex">' in page
    for text in ("Bridge Farm", "Elmshire", "Ask your school.", offer.title, "ages 11 to 16"):
        assert text in page
    assert "Approved with conditions" in page
    for text in ("01632 960001", "bridgefarm.example", "Write a procedure", "£90", "left"):
        assert text not in page.split("<main")[1].split("</main>")[0]


def test_public_catalogue_that_is_off_or_unknown_is_not_there(anybody, authority, provider):
    PublicCatalogueFactory(authority=authority, is_on=False)
    assert anybody.get(PUBLIC).status_code == 404
    assert anybody.get("/catalogue/nowhere/").status_code == 404


@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_STAFF, Role.FORUM_MEMBER])
def test_public_catalogue_is_the_same_for_somebody_signed_in(web, role, authority, provider):
    PublicCatalogueFactory(authority=authority)
    assert "Bridge Farm" in web(member(role)).get(PUBLIC).content.decode()


def test_public_catalogue_costs_one_query_however_long_and_comes_in_pages(anybody, authority):
    PublicCatalogueFactory(authority=authority)
    for _ in range(51):
        provider = ProviderFactory()
        ApprovalFactory(authority=authority, provider=provider)
        OfferFactory(site=SiteFactory(provider=provider))
    with CaptureQueriesContext(connection) as queries:
        response = anybody.get(PUBLIC)
    # Beside ours: the savepoint and the role of the test's client, and the function itself.
    assert len([q for q in queries if "public_catalogue(" in q["sql"]]) == 1
    assert len([q for q in queries if "FROM" in q["sql"]]) == 1
    assert (response.context["total"], len(response.context["page"].object_list)) == (51, 50)
    assert "51 providers" in response.content.decode()


# public_edit


def test_commissioner_switches_the_public_catalogue_on_and_off(web, commissioner, anybody):
    client = web(commissioner)
    assert 'value="elmshire"' in client.get(EDIT).content.decode()
    asked = {"is_on": "on", "address": "Elmshire", "introduction": "Ask your school."}
    page = client.post(EDIT, asked, follow=True).content.decode()
    assert "Anyone can now read the list of approved providers." in page
    assert f'href="{PUBLIC}"' in page
    assert anybody.get(PUBLIC).status_code == 200
    page = client.post(EDIT, {"address": "elmshire"}, follow=True).content.decode()
    assert "The public catalogue is off." in page
    assert anybody.get(PUBLIC).status_code == 404


def test_address_that_is_taken_or_wrong_is_said_beside_it(web, commissioner, other_authority):
    PublicCatalogueFactory(authority=other_authority, address="taken")
    client = web(commissioner)
    page = client.post(EDIT, {"address": "taken", "introduction": "Kept."}).content.decode()
    assert "Another authority’s catalogue has this address. Choose another." in page
    assert "Kept." in page
    page = client.post(EDIT, {"address": "no good!"}).content.decode()
    assert "Use small letters, numbers and hyphens only" in page
    assert PublicCatalogue.objects.count() == 1


def test_authority_changes_its_own_catalogue_only(web, commissioner, other_authority):
    theirs = PublicCatalogueFactory(authority=other_authority)
    page = web(commissioner).get(EDIT).content.decode()
    assert theirs.address not in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD], ids=str)
def test_public_edit_is_the_commissioners(web, role):
    assert web(member(role)).get(EDIT).status_code == 403
