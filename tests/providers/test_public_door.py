"""Exactly what everybody may read of an authority's list."""

import json

import pytest
from django.db import connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.choices import ApprovalStatus, Need
from providers.models import Approval, Offer, Provider, Site
from providers.public_door import public_list
from tests.factories.accounts import member
from tests.factories.providers import (
    ApprovalFactory,
    OfferFactory,
    ProviderFactory,
    PublicCatalogueFactory,
    SiteFactory,
)

SECRET = "Zq-secret"


@pytest.fixture
def switched_on(authority, provider):
    site = SiteFactory(provider=provider, town="Elm")
    SiteFactory(provider=provider, town="Ash")
    SiteFactory(provider=provider, town="Closed", is_active=False)
    OfferFactory(
        site=site,
        title="Farm skills",
        needs=[Need.SEMH],
        subjects=["land"],
        qualifications="Entry 3",
        type="outdoor",
    )
    OfferFactory(site=site, title="Withdrawn", is_active=False)
    return PublicCatalogueFactory(authority=authority, introduction="Ask your school.")


def ask(address="elmshire"):
    """As the web server's login role, with nobody signed in."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ap_web")
        cursor.execute("SELECT * FROM public_catalogue(%s)", [address])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("RESET ROLE")
    return [{**row, "offers": json.loads(row["offers"] or "null")} for row in rows]


def test_door_gives_exactly_this(switched_on):
    assert ask() == [
        {
            "authority": "Elmshire",
            "introduction": "Ask your school.",
            "provider": "Bridge Farm",
            "type": "non_school",
            "is_registered": False,
            "status": "approved",
            "towns": ["Ash", "Elm"],
            "offers": [
                {
                    "title": "Farm skills",
                    "type": "outdoor",
                    "age_from": 11,
                    "age_to": 16,
                    "needs": ["semh"],
                    "subjects": ["land"],
                    "qualifications": "Entry 3",
                }
            ],
        }
    ]


def test_nothing_of_people_prices_places_or_findings_passes(switched_on, provider):
    Provider.objects.update(
        phone=SECRET, email=f"{SECRET}@example.org", website=SECRET, description=SECRET
    )
    Site.objects.update(street=SECRET, postcode=SECRET[:8], phone=SECRET, subcontractor=SECRET)
    Approval.objects.update(conditions=SECRET, reason=SECRET)
    Offer.objects.update(description=SECRET, transport_note=SECRET, price_pence=777777)
    said = json.dumps(ask())
    assert "Bridge Farm" in said
    assert [word for word in (SECRET, SECRET[:8], "777777") if word in said] == []


def test_door_names_the_approved_only(switched_on, authority, other_authority):
    for status in ApprovalStatus:
        provider = ProviderFactory(organisation__name=f"Is {status}")
        ApprovalFactory(authority=authority, provider=provider, status=status)
    ProviderFactory(organisation__name="Unlisted")
    ApprovalFactory(authority=other_authority)
    assert [(row["provider"], row["status"]) for row in ask()] == [
        ("Bridge Farm", "approved"),
        ("Is approved", "approved"),
        ("Is conditional", "conditional"),
    ]


def test_door_is_shut_until_it_is_switched_on_and_for_other_addresses(switched_on):
    assert ask("oakborough") == []
    switched_on.is_on = False
    switched_on.save()
    assert ask() == []
    assert public_list("elmshire") is None


def test_list_has_words_for_what_it_shows(switched_on):
    found = public_list("elmshire")
    (entry,) = found.entries
    assert (found.authority, found.introduction) == ("Elmshire", "Ask your school.")
    assert (entry.kind, entry.registration, entry.status_label) == (
        "Non-school AP",
        "Not a registered school",
        "Approved",
    )
    assert entry.needs == [Need.SEMH.label]
    assert entry.offers[0]["type_label"] == "Outdoor and land-based"
    assert entry.offers[0]["subject_labels"] == ["Animal care and land-based"]


def test_list_of_an_authority_that_approves_nobody_is_empty(other_authority):
    PublicCatalogueFactory(authority=other_authority)
    found = public_list("oakborough")
    assert (found.authority, found.entries) == ("Oakborough", [])


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_somebody_signed_in_reads_what_everybody_does(switched_on, role):
    with database_scope(member(role).membership):
        assert [entry.name for entry in public_list("elmshire").entries] == ["Bridge Farm"]
