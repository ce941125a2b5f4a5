import datetime as dt

import pytest
import time_machine

from tests.factories.evidence import (
    ApplicationFactory,
    DocumentCheckFactory,
    DocumentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def verified(provider, authority, officer):
    document = DocumentFactory(provider=provider, is_file=True, file_name="secret-name.pdf")
    DocumentCheckFactory(document=document, authority=authority, checked_by=officer, note="Hush")
    return document


def entry(web, person, provider):
    return " ".join(web(person).get(provider.get_absolute_url()).content.decode().split())


def test_evidence_of_shows_a_school_what_was_verified_and_never_the_paper(
    web, school_lead, provider, verified
):
    shown = entry(web, school_lead, provider)
    assert "Evidence that was verified" in shown
    assert "Owen Price" in shown
    assert "31 Aug 2027" in shown
    for hidden in ("secret-name", "Hush", f"/documents/{verified.pk}/", "/evidence/"):
        assert hidden not in shown


def test_evidence_of_shows_the_authority_how_the_checklist_stands(web, officer, provider, verified):
    shown = entry(web, officer, provider)
    assert "1 of 14 kinds of evidence are verified and in date" in shown
    assert f"/providers/{provider.pk}/evidence/" in shown


def test_evidence_of_shows_the_provider_its_applications_and_their_progress(
    web, provider_lead, provider, other_authority
):
    ApplicationFactory(provider=provider, authority=other_authority)
    shown = entry(web, provider_lead, provider)
    assert "Application to Oakborough" in shown
    assert "1 of 12 parts completed" in shown


def test_evidence_of_shows_the_finance_officer_nothing(web, finance_officer, provider, verified):
    shown = entry(web, finance_officer, provider)
    assert "Bridge Farm" in shown
    assert "kinds of evidence" not in shown
    assert "Evidence that was verified" not in shown
