import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus, Grade, ProviderType
from providers.models import Approval, Provider
from tests.factories.accounts import member
from tests.factories.providers import (
    ApprovalFactory,
    EntryChangeFactory,
    NegotiatedPriceFactory,
    OfferFactory,
    ProviderFactory,
    SiteContactFactory,
    SiteFactory,
)

LIST = "/providers/"
DETAIL = "/providers/{}/"


def listed(authority, name, status=ApprovalStatus.APPROVED, **facts):
    provider = ProviderFactory(organisation__name=name)
    ApprovalFactory(authority=authority, provider=provider, status=status, **facts)
    return provider


# provider_detail


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (ApprovalStatus.APPROVED, True),
        (ApprovalStatus.CONDITIONAL, True),
        (ApprovalStatus.SUSPENDED, False),
        (ApprovalStatus.REMOVED, False),
    ],
)
def test_provider_detail_leads_to_a_request_only_where_it_may_be_used(
    web, school_lead, authority, status, offered
):
    provider = listed(authority, "Bridge Farm", status)
    page = web(school_lead).get(DETAIL.format(provider.pk)).content.decode()
    assert ("Ask for a place" in page) is offered


def test_provider_detail_says_what_is_overdue(web, commissioner, authority):
    provider = listed(
        authority,
        "Bridge Farm",
        review_on=dt.date(2020, 1, 1),
        qa_grade=Grade.SOUND,
        qa_next_due_on=dt.date(2020, 1, 1),
    )
    page = web(commissioner).get(DETAIL.format(provider.pk)).content.decode()
    assert page.count(">Overdue</strong>") == 2


def test_provider_detail_shows_offers_sites_and_contacts(web, school_lead, provider):
    Provider.objects.update(phone="01632 960001", email="hello@bridgefarm.example")
    site = SiteFactory(
        provider=provider, name="Main yard", street="1 Lane", town="Elm", postcode="RM1 3BB"
    )
    OfferFactory(site=site, title="Farm skills", price_pence=4550, needs=["semh"])
    SiteFactory(provider=provider, name="Closed barn", is_active=False)
    page = web(school_lead).get(DETAIL.format(provider.pk)).content.decode()
    for text in (
        "1 Lane, Elm, RM1 3BB",
        "Farm skills",
        "£45.50",
        "Social, emotional and mental health",
        "01632 960001",
        "hello@bridgefarm.example",
        "Your school makes its own checks",
    ):
        assert text in page
    assert "Closed barn" not in page


@pytest.mark.capability("F027")
def test_provider_detail_says_what_is_known_of_its_quality(web, school_lead, authority):
    school = ProviderFactory(
        type=ProviderType.INDEPENDENT_SCHOOL,
        urn=123456,
        ofsted_outcome="Good",
        ofsted_inspected_on=dt.date(2025, 3, 4),
    )
    other = ProviderFactory()
    for provider in (school, other):
        ApprovalFactory(
            authority=authority,
            provider=provider,
            review_on=dt.date(2027, 5, 6),
            qa_grade=Grade.SOUND,
            qa_visited_on=dt.date(2026, 1, 2),
            qa_next_due_on=dt.date(2027, 1, 2),
        )
    client = web(school_lead)
    registered = client.get(DETAIL.format(school.pk)).content.decode()
    for text in ("Registered school, URN 123456", "Good, 4 Mar 2025", "Sound", "2 Jan 2026"):
        assert text in registered
    assert "2 Jan 2027" in registered
    assert "6 May 2027" in registered
    non_school = client.get(DETAIL.format(other.pk)).content.decode()
    assert "Non-school AP" in non_school
    assert "Not inspected" in non_school
    rows = client.get(LIST).content.decode()
    for text in (
        "Registered school, URN 123456",
        "Non-school AP",
        "Good, 4 Mar 2025",
        "Not inspected",
        "Sound",
        "2 Jan 2026",
        "2 Jan 2027",
    ):
        assert text in rows


@pytest.mark.capability("F028")
@pytest.mark.parametrize(
    ("status", "tag"),
    [
        (ApprovalStatus.APPROVED, "govuk-tag--green"),
        (ApprovalStatus.CONDITIONAL, "govuk-tag--yellow"),
        (ApprovalStatus.SUSPENDED, "govuk-tag--red"),
        (ApprovalStatus.REMOVED, "govuk-tag--red"),
    ],
)
def test_status_stands_with_its_date_and_published_reason(
    web, school_lead, commissioner, authority, status, tag
):
    provider = listed(
        authority, "Bridge Farm", status, decided_on=dt.date(2026, 9, 8), reason="As we found it"
    )
    for user in (school_lead, commissioner):
        page = web(user).get(DETAIL.format(provider.pk)).content.decode()
        assert f'<strong class="govuk-tag {tag}">{status.label}</strong>' in page
        assert "since 8 Sep 2026" in page
        assert "As we found it" in page
        row = web(user).get(LIST).content.decode()
        assert f'<strong class="govuk-tag {tag}">{status.label}</strong>' in row
        assert "since 8 Sep 2026" in row


def test_provider_detail_is_not_there_for_a_school_of_another_authority(web, stranger, provider):
    response = web(stranger(Role.SCHOOL_LEAD)).get(DETAIL.format(provider.pk))
    assert response.status_code == 404


@pytest.mark.parametrize("status", [ApprovalStatus.APPLIED, ApprovalStatus.REFUSED])
def test_provider_detail_is_not_there_for_a_school_before_approval(
    web, school_lead, authority, status
):
    provider = listed(authority, "Bridge Farm", status)
    assert web(school_lead).get(DETAIL.format(provider.pk)).status_code == 404


def test_provider_detail_is_not_there_for_another_provider(web, stranger, provider):
    response = web(stranger(Role.PROVIDER_LEAD)).get(DETAIL.format(provider.pk))
    assert response.status_code == 404


def test_provider_detail_shows_an_authority_its_own_decision_only(
    web, provider, other_authority, commissioner
):
    ApprovalFactory(
        authority=other_authority,
        provider=provider,
        status=ApprovalStatus.SUSPENDED,
        reason="Their own reason",
    )
    page = web(commissioner).get(DETAIL.format(provider.pk)).content.decode()
    assert "Their own reason" not in page


def test_provider_detail_shows_a_provider_each_authoritys_decision(
    web, provider, provider_lead, other_authority
):
    ApprovalFactory(
        authority=other_authority,
        provider=provider,
        status=ApprovalStatus.SUSPENDED,
        reason="Their own reason",
    )
    page = web(provider_lead).get(DETAIL.format(provider.pk)).content.decode()
    assert "Their own reason" in page
    assert "by Oakborough" in page
    assert "by Elmshire" in page


def test_provider_detail_is_open_to_finance_without_visits(web, finance_officer, provider):
    page = web(finance_officer).get(DETAIL.format(provider.pk))
    assert page.status_code == 200
    assert "Published visits" not in page.content.decode()


def test_provider_detail_shows_the_legal_body_and_what_was_checked(web, school_lead, commissioner):
    authority = commissioner.organisation
    provider = listed(authority, "Bridge Farm")
    Provider.objects.update(
        legal_name="Bridge Farm Learning CIC",
        company_number="01234567",
        charity_number="1234567",
        ukprn="10001234",
        registration_evidence="Timetables show 15 hours a week",
        registration_checked_on=dt.date(2026, 9, 3),
        registration_checked_by=commissioner.pk,
    )
    page = web(school_lead).get(DETAIL.format(provider.pk)).content.decode()
    for text in (
        "Bridge Farm Learning CIC",
        "01234567",
        "1234567",
        "10001234",
        "Checked on 3 Sep 2026 by Carol Reyes: Timetables show 15 hours a week",
        "Not declared",
    ):
        assert text in page


@pytest.mark.capability("F089")
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"declares": "no"}, "None: all teaching is by this body"),
        (
            {"declares": "yes", "subcontracting": "Kiln Works CIC teaches pottery"},
            "Kiln Works CIC teaches pottery",
        ),
    ],
)
def test_sub_contracting_is_declared_by_the_provider_and_read_by_schools(
    web, provider_lead, commissioner, school_lead, provider, answers, said
):
    Approval.objects.update(status=ApprovalStatus.APPLIED)
    edit = f"/providers/{provider.pk}/edit/"
    with time_machine.travel("2026-11-23 09:00+00:00", tick=False):
        web(provider_lead).post(edit, answers)
    with time_machine.travel("2026-11-27 09:00+00:00", tick=False):
        web(provider_lead).post(edit, {**answers, "phone": "01632 960001"})
    Approval.objects.update(status=ApprovalStatus.APPROVED)
    for reader in (school_lead, commissioner):
        page = web(reader).get(DETAIL.format(provider.pk)).content.decode()
        assert said in page
        assert "Declared by the provider on 23 Nov 2026" in page


def test_provider_edit_says_what_is_missing_of_a_declaration(web, provider_lead, provider):
    page = web(provider_lead).post(
        f"/providers/{provider.pk}/edit/", {"declares": "yes", "description": "We farm."}
    )
    assert "Enter who else teaches for it, and what" in page.content.decode()
    assert "We farm." in page.content.decode()


def test_provider_detail_costs_the_same_for_three_sites_as_for_one(
    web, school_lead, commissioner, authority, provider
):
    def fill():
        site = SiteFactory(provider=provider)
        SiteContactFactory.create_batch(2, site=site)
        NegotiatedPriceFactory(offer=OfferFactory(site=site), authority=authority)
        EntryChangeFactory(provider=provider, kind="site", proposed={"name": "New"}, stood={})

    fill()
    page = DETAIL.format(provider.pk)
    for user in (school_lead, commissioner):
        client = web(user)
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        fill()
        fill()
        with CaptureQueriesContext(connection) as many:
            client.get(page)
        assert len(many) == len(few)


# provider_add


PROVIDER = {"name": "New Start", "type": "non_school"}


def test_provider_add_leads_on_to_the_first_site(web, commissioner):
    response = web(commissioner).post("/providers/add/", PROVIDER)
    provider = Provider.objects.get()
    assert response.url == f"/providers/{provider.pk}/sites/add/"
    assert (provider.name, Approval.objects.count()) == ("New Start", 0)


def test_provider_add_keeps_what_was_typed_when_the_name_is_taken(web, commissioner, provider):
    page = web(commissioner).post(
        "/providers/add/", {**PROVIDER, "name": "Bridge Farm", "description": "We farm."}
    )
    text = page.content.decode()
    assert "<title>Error: Add a provider" in text
    assert "There is already a provider called Bridge Farm." in text
    assert "We farm." in text
    assert Provider.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_provider_add_is_the_commissioners(web, role):
    assert web(member(role)).post("/providers/add/", PROVIDER).status_code == 403
    assert Provider.objects.count() == 0


# provider_edit


def test_provider_edit_by_the_authority_changes_name_and_facts(web, commissioner, provider):
    response = web(commissioner).post(
        f"/providers/{provider.pk}/edit/",
        {**PROVIDER, "type": "independent_school", "urn": "123456"},
    )
    assert response.status_code == 302
    provider = Provider.objects.get()
    assert (provider.name, provider.urn) == ("New Start", 123456)


def test_provider_edit_by_the_provider_leaves_checked_facts_alone(web, provider_lead, provider):
    Approval.objects.update(status=ApprovalStatus.APPLIED)
    response = web(provider_lead).post(
        f"/providers/{provider.pk}/edit/",
        {"description": "We farm.", "urn": "123456", "name": "Other", "ofsted_outcome": "Good"},
    )
    assert response.status_code == 302
    provider = Provider.objects.get()
    assert (provider.description, provider.urn, provider.name, provider.ofsted_outcome) == (
        "We farm.",
        None,
        "Bridge Farm",
        "",
    )


def test_provider_edit_of_another_provider_is_not_there(web, stranger, provider):
    client = web(stranger(Role.PROVIDER_LEAD))
    page = client.post(f"/providers/{provider.pk}/edit/", {"description": "Mine"})
    assert page.status_code == 404


def test_provider_edit_is_not_a_schools(web, school_lead, provider):
    assert web(school_lead).get(f"/providers/{provider.pk}/edit/").status_code == 403
