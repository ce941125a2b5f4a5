import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.models import Acceptance, Agreement, outstanding
from tests.factories.accounts import SchoolFactory, member
from tests.factories.providers import (
    AcceptanceFactory,
    AgreementFactory,
    ApprovalFactory,
    ProviderFactory,
)

TODAY = dt.date(2026, 11, 23)
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def contract(authority):
    return AgreementFactory(authority=authority)


def newer(agreement, **facts):
    facts = {"version": agreement.version + 1, "in_force_from": TODAY, **facts}
    return AgreementFactory(
        authority=agreement.authority, school=agreement.school, kind=agreement.kind, **facts
    )


def test_current_is_the_newest_version_in_force(contract):
    assert list(Agreement.objects.current(TODAY)) == [contract]
    coming = newer(contract, in_force_from=TOMORROW)
    assert list(Agreement.objects.current(TODAY)) == [contract]
    assert list(Agreement.objects.current(TOMORROW)) == [coming]
    assert list(Agreement.objects.to_come(TODAY)) == [coming]


def test_current_keeps_the_texts_of_each_publisher_apart(contract, school, other_authority):
    schools = AgreementFactory(authority=contract.authority, school=school, kind="expectations")
    others = AgreementFactory(authority=other_authority, version=3)
    expectations = AgreementFactory(authority=contract.authority, kind="expectations")
    assert set(Agreement.objects.current(TODAY)) == {contract, schools, others, expectations}
    assert set(Agreement.objects.by_publisher(contract.authority)) == {contract, expectations}
    assert set(Agreement.objects.by_publisher(school)) == {schools}


def test_outstanding_is_what_is_in_force_and_not_accepted(contract, provider, school):
    authority = contract.authority
    expectations = AgreementFactory(authority=authority, kind="expectations")
    AgreementFactory(authority=authority, school=school, kind="expectations")
    assert list(outstanding(provider, authority, TODAY)) == [contract, expectations]
    AcceptanceFactory(agreement=contract, provider=provider)
    AcceptanceFactory(agreement=expectations)  # another provider's
    assert list(outstanding(provider, authority, TODAY)) == [expectations]


def test_outstanding_asks_again_for_a_new_version(contract, provider):
    AcceptanceFactory(agreement=contract, provider=provider)
    second = newer(contract, in_force_from=TOMORROW)
    assert list(outstanding(provider, contract.authority, TODAY)) == []
    assert list(outstanding(provider, contract.authority, TOMORROW)) == [second]


def test_texts_visible_to_each(
    contract, provider, school, commissioner, provider_lead, other_authority
):
    own = AgreementFactory(authority=contract.authority, school=school, kind="expectations")
    sibling = SchoolFactory(authority=contract.authority)
    siblings = AgreementFactory(authority=contract.authority, school=sibling, kind="expectations")
    AgreementFactory(authority=other_authority)
    seen = {
        commissioner: {contract, own, siblings},
        member(Role.SCHOOL_LEAD, school): {contract, own},
        provider_lead: {contract, own, siblings},
        member(Role.PROVIDER_LEAD): set(),
    }
    for user, texts in seen.items():
        assert set(Agreement.objects.visible_to(user)) == texts
        with database_scope(user.membership):
            assert set(Agreement.objects.all()) == texts


def test_acceptances_visible_to_each(contract, provider, school, commissioner, provider_lead):
    ours = AcceptanceFactory(agreement=contract, provider=provider)
    others = AcceptanceFactory(agreement=contract)
    elsewhere = ApprovalFactory(provider=provider).authority
    theirs = AcceptanceFactory(agreement__authority=elsewhere, provider=provider)
    seen = {
        commissioner: {ours, others},
        member(Role.SCHOOL_LEAD, school): {ours, others},
        provider_lead: {ours, theirs},
        member(Role.PROVIDER_LEAD, ProviderFactory().organisation): set(),
    }
    for user, rows in seen.items():
        assert set(Acceptance.objects.visible_to(user)) == rows
        with database_scope(user.membership):
            assert set(Acceptance.objects.all()) == rows
