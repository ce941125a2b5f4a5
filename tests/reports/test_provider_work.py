import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.reports.provider_work import provider_rows
from tests.factories.accounts import AuthorityFactory, member
from tests.factories.evidence import ApplicationFactory
from tests.factories.providers import (
    AcceptanceFactory,
    AgreementFactory,
    ApprovalFactory,
    EntryChangeFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
SENT = dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.UTC)


def rows(user):
    with database_scope(user.membership):
        return [(band, row.kind, row.text, row.url) for band, row in provider_rows(user, TODAY)]


@pytest.fixture
def farm(db):
    return ProviderFactory(organisation__name="Bridge Farm")


def test_a_commissioner_is_led_to_what_was_sent_and_to_changed_entries(farm, authority):
    commissioner = member(Role.COMMISSIONER, authority)
    sent = ApplicationFactory(authority=authority, provider=farm, state="sent", sent_at=SENT)
    ApprovalFactory(authority=authority, provider=farm)
    change = EntryChangeFactory(provider=farm)
    assert rows(commissioner) == [
        (
            "this_week",
            "Application to decide",
            "Bridge Farm applied for approval",
            sent.get_absolute_url(),
        ),
        (
            "this_week",
            "Changed entry to accept",
            "Bridge Farm proposes a change to its entry in the catalogue",
            change.get_absolute_url(),
        ),
    ]


def test_what_was_not_sent_or_was_sent_to_another_authority_is_not_the_commissioners(
    farm, authority
):
    commissioner = member(Role.COMMISSIONER, authority)
    ApplicationFactory(authority=authority, provider=farm, state="started", sent_at=None)
    ApplicationFactory(authority=AuthorityFactory(), provider=farm, state="sent", sent_at=SENT)
    assert rows(commissioner) == []


def test_an_officer_decides_nothing(farm, authority):
    ApplicationFactory(authority=authority, provider=farm, state="sent", sent_at=SENT)
    assert rows(member(Role.OFFICER, authority)) == []


def test_a_provider_is_led_to_its_unfinished_application(farm, authority):
    lead = member(Role.PROVIDER_LEAD, farm.organisation)
    started = ApplicationFactory(authority=authority, provider=farm, state="started", sent_at=None)
    assert rows(lead) == [
        (
            "this_week",
            "Application to finish",
            f"Your application to {authority} is not sent yet",
            f"/providers/applications/{started.pk}/edit/",
        )
    ]


def test_a_question_of_the_authority_comes_first_with_its_date(farm, authority):
    lead = member(Role.PROVIDER_LEAD, farm.organisation)
    ApplicationFactory(
        authority=authority,
        provider=farm,
        state="asked",
        sent_at=SENT,
        answer_by=dt.date(2026, 12, 4),
    )
    band, kind, text, _ = rows(lead)[0]
    assert (band, kind, text) == (
        "now",
        "More information asked for",
        f"{authority} asks for more information by 4 Dec 2026",
    )


def test_terms_wait_until_this_version_is_accepted(farm, authority):
    lead = member(Role.PROVIDER_LEAD, farm.organisation)
    ApprovalFactory(authority=authority, provider=farm)
    agreement = AgreementFactory(authority=authority, in_force_from=dt.date(2026, 9, 1))
    assert [kind for _, kind, _, _ in rows(lead)] == ["Terms to accept"]
    AcceptanceFactory(agreement=agreement, provider=farm, accepted_by=lead)
    assert rows(lead) == []


def test_a_school_has_none_of_it(farm, authority, school_lead):
    ApplicationFactory(authority=authority, provider=farm, state="sent", sent_at=SENT)
    assert rows(school_lead) == []
