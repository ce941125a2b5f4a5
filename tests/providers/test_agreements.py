import datetime as dt

import pytest

from providers.agreements import asked_of, for_provider, of_others, published_by, who_accepted
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.providers import (
    AcceptanceFactory,
    AgreementFactory,
    ApprovalFactory,
    ProviderFactory,
)

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def contract(authority):
    return AgreementFactory(authority=authority, title="Terms")


def test_for_provider_asks_for_schools_whose_pupils_it_has(provider_lead, placement, contract):
    school = placement.school
    own = AgreementFactory(authority=contract.authority, school=school, kind="expectations")
    sibling = AgreementFactory(
        authority=contract.authority,
        school=SchoolFactory(authority=contract.authority),
        kind="expectations",
    )
    AcceptanceFactory(agreement=contract, provider=placement.provider)
    texts = for_provider(provider_lead, TODAY)
    assert [each.agreement for each in texts.to_accept] == [own]
    assert [each.agreement for each in texts.accepted] == [contract]
    assert [each.agreement for each in texts.others] == [sibling]


def test_published_by_counts_those_who_are_asked(commissioner, school_lead, placement, contract):
    ApprovalFactory(authority=contract.authority, status="applied")
    ApprovalFactory(authority=contract.authority, status="removed")
    ApprovalFactory()
    AcceptanceFactory(agreement=contract, provider=placement.provider)
    AcceptanceFactory(agreement=contract)  # no longer on the list
    kinds = dict(published_by(commissioner, TODAY))
    [version] = kinds["contract"]
    assert (version.accepted, version.asked) == (1, 2)
    assert kinds["expectations"] == []
    assert list(dict(published_by(school_lead, TODAY))) == ["expectations"]
    assert list(of_others(school_lead, TODAY)) == [contract]


def test_asked_of_a_school_are_the_providers_of_its_pupils(school_lead, school, placement):
    PlacementFactory(pupil=PupilFactory(school=school), status="declined")
    PlacementFactory()
    assert list(asked_of(school_lead, school)) == [placement.provider]


def test_who_accepted_and_who_did_not(commissioner, authority, provider, contract):
    waiting = ApprovalFactory(
        authority=authority, provider=ProviderFactory(organisation__name="Abbey")
    )
    done = AcceptanceFactory(agreement=contract, provider=provider)
    assert who_accepted(contract, commissioner) == ([done], [waiting.provider])
