import datetime as dt

import pytest

from providers.models import Acceptance
from providers.progress import missing_of, parts_of, progress
from tests.factories.accounts import UserFactory
from tests.factories.evidence import (
    ApplicationAnswerFactory,
    ApplicationFactory,
    DocumentCheckFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
)
from tests.factories.providers import (
    AgreementFactory,
    OfferFactory,
    ProviderFactory,
    SiteContactFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


@pytest.fixture
def application(authority):
    provider = ProviderFactory(organisation__name="New Leaf")
    return ApplicationFactory(provider=provider, authority=authority)


def part(application, title):
    return next(each for each in parts_of(application, ON) if each.title == title)


def test_parts_are_in_the_order_of_the_task_list(application):
    assert [each.title for each in parts_of(application, ON)] == [
        "About you",
        "Sites and contacts",
        "What you offer",
        "Evidence",
        "Safeguarding",
        "Not becoming an illegal school",
        "Communication and absence",
        "Impact and moving on",
        "Keeping pupils safe on site",
        "Staffing",
        "Equality and special needs",
        "Agreement to terms",
    ]


def test_progress_counts_parts(application):
    parts = parts_of(application, ON)
    assert progress(parts) == (1, 12)
    assert len(missing_of(parts)) == 11


def test_about_you_names_each_fact(application):
    application.provider.legal_name = "New Leaf CIC"
    application.provider.phone = "01632 960111"
    assert part(application, "About you").missing == ("a description", "an email address")


def test_sites_want_an_address_and_a_safeguarding_lead_each(application):
    provider = application.provider
    site = SiteFactory(provider=provider, name="Yard")
    assert part(application, "Sites and contacts").missing == (
        "the address of Yard",
        "the designated safeguarding lead of Yard",
    )
    site.street = "1 Mill Lane"
    site.save()
    SiteContactFactory(site=site, provider=provider, role="dsl")
    assert part(application, "Sites and contacts").done


def test_offers_want_one(application):
    assert part(application, "What you offer").missing == ("an offer",)
    OfferFactory(site=SiteFactory(provider=application.provider))
    assert part(application, "What you offer").done


def test_evidence_names_what_is_missing_expired_or_sent_back(application):
    for key, name in (("a", "Alpha"), ("b", "Beta"), ("c", "Gamma"), ("d", "Delta")):
        EvidenceRequirementFactory(
            authority=application.authority, key=key, name=name, is_needed=key != "d"
        )
    provider = application.provider
    DocumentFactory(provider=provider, key="b", expires_on=dt.date(2026, 11, 1))
    returned = DocumentFactory(provider=provider, key="c")
    DocumentCheckFactory(document=returned, authority=application.authority, outcome="returned")
    evidence = part(application, "Evidence")
    assert evidence.missing == ("Alpha: missing", "Beta: expired", "Gamma: sent back")
    assert evidence.hint == "0 of 3 documents and statements given"


def test_answers_count_once_they_say_something(application):
    ApplicationAnswerFactory(application=application, question="staffing", answer=" ")
    assert part(application, "Staffing").missing == ("your answer",)
    ApplicationAnswerFactory(application=application, question="impact")
    assert part(application, "Impact and moving on").done


def test_agreement_wants_the_newest_text_accepted(application):
    terms = AgreementFactory(authority=application.authority, title="Terms")
    assert part(application, "Agreement to terms").missing == (f"your acceptance of {terms}",)
    Acceptance.objects.create(
        agreement=terms,
        provider=application.provider,
        authority=application.authority,
        accepted_by=UserFactory(),
    )
    assert part(application, "Agreement to terms").done
