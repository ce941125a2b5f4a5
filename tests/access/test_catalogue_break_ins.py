"""Answers sent straight at the pages of the catalogue, with numbers that are somebody else's."""

import csv
import io

import pytest
import time_machine
from django.urls import reverse

from apcommission.accounts.choices import Role
from placements.choices import Status
from providers.models import (
    Acceptance,
    Application,
    ApplicationAnswer,
    Approval,
    ApprovalDecision,
    Document,
    DocumentCheck,
    EntryChange,
    NegotiatedPrice,
    Offer,
    OffListDeclaration,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.evidence import ApplicationFactory, DocumentFactory
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.providers import (
    AgreementFactory,
    ApprovalFactory,
    EntryChangeFactory,
    NegotiatedPriceFactory,
    OfferFactory,
    OffListDeclarationFactory,
    ProviderFactory,
    SiteFactory,
)
from tests.providers.test_views_offer import ANSWERS as OFFER
from tests.providers.test_views_price import ANSWERS as PRICE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-23 09:00+00:00", tick=False):
        yield


@pytest.fixture
def neighbour(stranger):
    return stranger(Role.COMMISSIONER)


@pytest.fixture
def rival(authority):
    """The lead of another provider that the same authority uses."""
    provider = ProviderFactory(organisation__name="Rival Farm")
    ApprovalFactory(authority=authority, provider=provider)
    return member(Role.PROVIDER_LEAD, provider.organisation)


@pytest.mark.parametrize("name", ["commissioner", "provider_lead"])
def test_an_offer_is_taught_at_no_site_of_another_provider(web, request, offer, name):
    elsewhere = SiteFactory()
    client = web(request.getfixturevalue(name))
    for page in (
        f"/providers/offers/{offer.pk}/edit/",
        f"/providers/{offer.provider_id}/offers/add/",
    ):
        response = client.post(page, {**OFFER, "site": elsewhere.pk})
        assert list(response.context["form"].errors) == ["site"]
    assert (Offer.objects.count(), EntryChange.objects.count()) == (1, 0)


def test_a_price_is_for_no_school_of_another_authority(web, commissioner, offer):
    elsewhere = SchoolFactory()
    response = web(commissioner).post(
        f"/providers/offers/{offer.pk}/prices/add/", {**PRICE, "school": elsewhere.pk}
    )
    assert list(response.context["form"].errors) == ["school"]
    assert NegotiatedPrice.objects.count() == 0


def test_a_price_of_another_authority_is_ended_by_nobody_here(web, neighbour, offer, authority):
    price = NegotiatedPriceFactory(offer=offer, authority=authority)
    day = {"last_day_0": "1", "last_day_1": "12", "last_day_2": "2026"}
    assert web(neighbour).post(f"/providers/prices/{price.pk}/end/", day).status_code == 404
    price.refresh_from_db()
    assert price.valid_to is None


def test_papers_of_a_provider_of_others_are_neither_read_nor_judged(
    web, provider, neighbour, rival
):
    document = DocumentFactory(provider=provider, is_file=True)
    page = f"/providers/documents/{document.pk}/"
    verdict = {"outcome": "accepted", "note": ""}
    for person in (neighbour, rival):
        client = web(person)
        assert client.get(page).status_code == 404
        for method in (client.get, client.head):
            response = method(f"{page}file/", headers={"range": "bytes=0-3"})
            assert (response.status_code, "attachment" in str(response.headers)) == (404, False)
    assert web(neighbour).post(f"{page}check/", verdict).status_code == 404
    assert web(rival).post(f"{page}check/", verdict).status_code == 403
    assert DocumentCheck.objects.count() == 0


def test_a_providers_evidence_is_given_by_itself(web, provider, rival, commissioner):
    page = f"/providers/{provider.pk}/evidence/public_liability/"
    assert web(rival).post(page, {"statement": "x"}).status_code == 404
    assert web(commissioner).post(page, {"statement": "x"}).status_code == 403
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    "name", ["officer", "finance_officer", "school_lead", "provider_lead", "provider_staff"]
)
def test_who_may_not_decide_posts_in_vain(web, request, provider, name):
    client = web(request.getfixturevalue(name))
    change = EntryChangeFactory(provider=provider)
    approval = f"/providers/{provider.pk}/approval/"
    for page in (
        approval,
        f"{approval}check/",
        f"{approval}ask/",
        f"/providers/changes/{change.pk}/accept/",
        f"/providers/changes/{change.pk}/return/",
        "/providers/checklist/own/",
        "/providers/import/",
        "/providers/add/",
    ):
        assert client.post(page, {"status": "suspended", "reason": "x"}).status_code == 403, page
    assert Approval.objects.get().status == "approved"
    assert (ApprovalDecision.objects.count(), EntryChange.objects.get().state) == (0, "proposed")


def test_a_change_is_decided_by_no_authority_that_does_not_rely_on_the_entry(
    web, provider, neighbour
):
    change = EntryChangeFactory(provider=provider)
    accept = f"/providers/changes/{change.pk}/accept/"
    assert web(neighbour).post(accept).status_code == 404
    ApprovalFactory(authority=neighbour.organisation, provider=provider, status="refused")
    assert "does not use this provider" in web(neighbour).post(accept).content.decode()
    assert EntryChange.objects.get().state == "proposed"


def test_an_application_is_written_by_the_provider_that_makes_it(web, provider, rival, authority):
    application = ApplicationFactory(provider=provider, authority=authority)
    page = f"/providers/applications/{application.pk}/"
    client = web(rival)
    assert client.get(page).status_code == 404
    for tail in ("answers/safeguarding/", "check/", "withdraw/"):
        assert client.post(f"{page}{tail}", {"answer": "x"}).status_code == 404, tail
    assert ApplicationAnswer.objects.count() == 0
    assert Application.objects.get().state == "started"


def test_a_text_is_accepted_by_nobody_whom_it_is_not_for(web, authority, stranger):
    text = AgreementFactory(authority=authority)
    client = web(stranger(Role.PROVIDER_LEAD))
    assert (
        client.post(f"/providers/agreements/{text.pk}/accept/", {"agree": "on"}).status_code == 404
    )
    assert Acceptance.objects.count() == 0


def test_a_declaration_is_its_schools_and_authoritys(web, school, authority, neighbour, provider):
    declaration = OffListDeclarationFactory(school=school)
    page = f"/providers/off-list/{declaration.pk}/"
    beside = member(Role.SCHOOL_LEAD, SchoolFactory(authority=authority))
    assert [web(person).get(page).status_code for person in (beside, neighbour)] == [404, 404]
    link = {"how": "link", "provider": provider.pk, "type": "non_school"}
    assert web(neighbour).post(f"{page}link/", link).status_code == 404
    settle = {"outcome": "accepted", "note": "x"}
    assert web(neighbour).post(f"{page}settle/", settle).status_code == 404
    assert OffListDeclaration.objects.get().outcome == ""


@pytest.mark.parametrize("status", ["suspended", "removed"])
def test_nobody_new_starts_where_the_approval_is_gone(
    web, provider, provider_lead, school_lead, pupil, site, status
):
    """A request that was sent, and one that was agreed, before the approval went."""
    asked = PlacementFactory(pupil=pupil, provider=provider, status=Status.REQUESTED)
    SlotFactory(placement=asked, site=site, is_agreed=False)
    agreed = PlacementFactory(pupil__school=pupil.school, provider=provider, status=Status.AGREED)
    Approval.objects.update(status=status)
    day = {"starts_on_0": "30", "starts_on_1": "11", "starts_on_2": "2026"}
    answer = {"answer": "accept", "note": "", **day}
    first = {"on_0": "23", "on_1": "11", "on_2": "2026"}
    for page in (
        web(provider_lead).post(f"/placements/{asked.pk}/answer/", answer),
        web(school_lead).post(f"/placements/{agreed.pk}/start/", first),
    ):
        assert "Nobody new can start at Bridge Farm" in page.content.decode()
    for placement in (asked, agreed):
        before = placement.status
        placement.refresh_from_db()
        assert placement.status == before


def test_no_cell_of_the_taken_catalogue_runs(web, school_lead, authority):
    run = "=HYPERLINK(1)"
    provider = ProviderFactory(organisation__name=run, ofsted_outcome=run)
    ApprovalFactory(
        authority=authority, provider=provider, status="conditional", conditions=f" {run}"
    )
    site = SiteFactory(provider=provider, town="@SUM(1)")
    OfferFactory(site=site, title="-1+1", qualifications="\t=1")
    client = web(school_lead)
    listed = client.get("/providers/list.csv", {"text": "=HYPER"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(listed))
    assert row["Name"] == f"'{run}"
    signs = ("=", "+", "-", "@", "\t", "\r")
    assert [cell for cell in row.values() if cell.lstrip(" ").startswith(signs)] == []


def test_a_comparison_leads_back_to_the_list_and_nowhere_else(web, school_lead, provider):
    for elsewhere in ("//evil.example", "https://evil.example/", "javascript:alert(1)"):
        page = web(school_lead).get("/providers/compare/", {"back": elsewhere})
        assert page.context["back"].startswith("/providers/?")


def test_the_history_of_changes_names_no_unsent_application(
    web, provider, provider_lead, commissioner
):
    application = ApplicationFactory(provider=provider, authority=commissioner.organisation)
    page = f"/providers/applications/{application.pk}/answers/safeguarding/"
    assert web(provider_lead).post(page, {"answer": "Canary"}).status_code == 302
    assert ApplicationAnswer.objects.get().answer == "Canary"
    response = web(commissioner).get(reverse("accounts:event_list"))
    tables = {event.table_name for event in response.context["events"]}
    assert tables & {"providers_application", "providers_applicationanswer"} == set()
    assert "Canary" not in response.content.decode()
