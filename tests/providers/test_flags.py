import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags import engine
from apcommission.flags.models import Flag
from providers.flags import DOCUMENT_EXPIRED, DOCUMENT_EXPIRING
from tests.factories.evidence import DocumentFactory
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)


def judge(rule, on):
    with system_scope("evidence"):
        now = dt.datetime.combine(on, dt.time(2), tzinfo=dt.UTC)
        return engine.run(rule, now=now, by="evidence")


def open_flags(rule):
    return Flag.objects.of_rule(rule.name).open()


@pytest.fixture
def insurance(provider):
    return DocumentFactory(provider=provider, expires_on=LAST_DAY)


@pytest.mark.parametrize(
    ("ahead", "expiring", "expired"), [(61, 0, 0), (60, 1, 0), (0, 1, 0), (-1, 0, 1), (-90, 0, 1)]
)
def test_document_flags_on_each_side_of_the_last_day(insurance, ahead, expiring, expired):
    on = LAST_DAY - ahead * DAY
    assert judge(DOCUMENT_EXPIRING, on).raised == expiring
    assert judge(DOCUMENT_EXPIRED, on).raised == expired


def test_document_expiring_says_what_and_when(insurance, provider, authority):
    judge(DOCUMENT_EXPIRING, LAST_DAY)
    flag = open_flags(DOCUMENT_EXPIRING).get()
    assert (flag.subject_id, flag.part, flag.authority) == (
        provider.pk,
        "public_liability",
        authority,
    )
    assert (flag.for_authority, flag.for_school, flag.for_provider) == (True, False, True)
    assert DOCUMENT_EXPIRING.sentence(flag, "Bridge Farm") == (
        "Public liability insurance of Bridge Farm runs out on 30 Nov 2026"
    )
    assert DOCUMENT_EXPIRING.url(flag) == f"/providers/{provider.pk}/evidence/"


def test_document_expired_names_the_days_on_which_the_approval_follows(insurance):
    judge(DOCUMENT_EXPIRED, LAST_DAY + DAY)
    flag = open_flags(DOCUMENT_EXPIRED).get()
    assert DOCUMENT_EXPIRED.sentence(flag, "Bridge Farm") == (
        "Public liability insurance of Bridge Farm ran out on 30 Nov 2026:"
        " conditional from 1 Dec 2026, suspended from 28 Dec 2026"
    )


def test_document_expired_without_consequence_says_no_days(provider):
    DocumentFactory(provider=provider, key="complaints", expires_on=LAST_DAY)
    judge(DOCUMENT_EXPIRED, LAST_DAY + DAY)
    flag = open_flags(DOCUMENT_EXPIRED).get()
    assert DOCUMENT_EXPIRED.sentence(flag, "Bridge Farm") == (
        "Complaints procedure of Bridge Farm ran out on 30 Nov 2026"
    )


def test_document_flags_clear_when_a_newer_one_is_given(insurance, provider):
    judge(DOCUMENT_EXPIRED, LAST_DAY + DAY)
    insurance.is_current = False
    insurance.save()
    DocumentFactory(provider=provider, expires_on=LAST_DAY + 365 * DAY)
    assert judge(DOCUMENT_EXPIRED, LAST_DAY + 2 * DAY).cleared == 1


def test_document_expiring_follows_an_authoritys_own_days(insurance, authority):
    ThresholdFactory(authority=authority, rule="document_expiring", name="days_ahead", value="10")
    assert judge(DOCUMENT_EXPIRING, LAST_DAY - 11 * DAY).raised == 0
    assert judge(DOCUMENT_EXPIRING, LAST_DAY - 10 * DAY).raised == 1


def test_document_flags_tell_the_provider_once_for_two_authorities(
    insurance, provider, authority, other_authority
):
    ApprovalFactory(provider=provider, authority=other_authority)
    assert judge(DOCUMENT_EXPIRING, LAST_DAY).raised == 2
    told = open_flags(DOCUMENT_EXPIRING).filter(for_provider=True)
    assert [flag.authority for flag in told] == [
        min(authority, other_authority, key=lambda a: a.pk)
    ]


def test_document_rules_describe_themselves_with_their_days():
    for rule in (DOCUMENT_EXPIRING, DOCUMENT_EXPIRED):
        said = rule.describe(rule.defaults())
        assert all(value in said for value in rule.defaults().values())
