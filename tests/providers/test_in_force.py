import datetime as dt

import pytest
import time_machine

from apcommission.accounts.scope import system_scope
from apcommission.documents.kept import FileState
from providers.choices import CheckOutcome, ProviderType
from providers.in_force import evidence_in_force
from tests.factories.evidence import (
    DocumentCheckFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
)
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)


def given(provider, *, hours=0, **facts):
    with time_machine.travel(NOW + dt.timedelta(hours=hours)):
        return DocumentFactory(provider=provider, **facts)


def looked_at(document, authority, outcome, *, hours=0):
    with time_machine.travel(NOW + dt.timedelta(hours=hours)):
        DocumentCheckFactory(document=document, authority=authority, outcome=outcome)


def in_force():
    with system_scope("evidence"):
        found = evidence_in_force(TODAY)
        return [(each.authority_id, each.key, each.document_id) for each in found]


def test_in_force_is_the_newest_document(authority, provider):
    given(provider, is_current=False)
    newest = given(provider, hours=1)
    assert in_force() == [(authority.pk, "public_liability", newest.pk)]


def test_in_force_passes_over_what_this_authority_sent_back(authority, other_authority, provider):
    ApprovalFactory(authority=other_authority, provider=provider)
    older = given(provider, is_current=False)
    newer = given(provider, hours=1)
    looked_at(newer, authority, CheckOutcome.RETURNED)
    assert in_force() == [
        (authority.pk, "public_liability", older.pk),
        (other_authority.pk, "public_liability", newer.pk),
    ]
    looked_at(newer, authority, CheckOutcome.ACCEPTED, hours=1)
    assert in_force()[0] == (authority.pk, "public_liability", newer.pk)


@pytest.mark.parametrize(("days", "counts"), [(14, "newer"), (15, "verified")])
def test_in_force_trusts_an_unread_paper_for_a_fortnight(authority, provider, days, counts):
    verified = given(provider, hours=-24 * 400, is_current=False)
    looked_at(verified, authority, CheckOutcome.ACCEPTED, hours=-24 * 399)
    newer = given(provider, hours=-24 * days)
    expected = {"newer": newer, "verified": verified}[counts]
    assert in_force() == [(authority.pk, "public_liability", expected.pk)]
    looked_at(newer, authority, CheckOutcome.ACCEPTED)
    assert in_force() == [(authority.pk, "public_liability", newer.pk)]


def test_in_force_passes_over_a_refused_file(authority, provider):
    older = given(provider, is_current=False)
    given(provider, hours=1, is_file=True, file_state=FileState.REFUSED)
    assert in_force() == [(authority.pk, "public_liability", older.pk)]


def test_in_force_says_whether_it_is_verified_and_what_follows(authority, provider):
    document = given(provider)
    with system_scope("evidence"):
        (before,) = evidence_in_force(TODAY)
    looked_at(document, authority, CheckOutcome.ACCEPTED)
    with system_scope("evidence"):
        (after,) = evidence_in_force(TODAY)
    assert (before.is_verified, after.is_verified) == (False, True)
    assert after.touches_approval
    assert (after.name, after.expires_on) == ("Public liability insurance", dt.date(2027, 8, 31))


@pytest.mark.parametrize("status", ["applied", "refused", "removed"])
def test_in_force_concerns_approvals_in_use_only(authority, provider, status):
    given(provider)
    provider.approvals.update(status=status)
    assert in_force() == []


def test_in_force_follows_the_authoritys_own_list(authority, provider):
    given(provider)
    own = given(provider, key="lone_working")
    line = EvidenceRequirementFactory(authority=authority, key="lone_working")
    assert in_force() == [(authority.pk, "lone_working", own.pk)]
    line.is_active = False
    line.save()
    assert in_force() == []


def test_in_force_asks_each_type_for_its_own(authority, provider):
    given(provider)
    provider.type = ProviderType.PUPIL_REFERRAL_UNIT
    provider.save()
    assert in_force() == []
