import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.notify.models import Message
from providers.telling import leads_of, tell
from tests.factories.accounts import member


@pytest.fixture
def people(school):
    """Everybody at the school, and some who were."""
    left = member(Role.SCHOOL_LEAD, school, name="Left")
    left.membership.ended_at = "2026-10-01T09:00Z"
    left.membership.save()
    member(Role.SCHOOL_LEAD, school, name="Locked", is_active=False)
    return [
        member(Role.SCHOOL_LEAD, school, name="Lead"),
        member(Role.SCHOOL_ATTENDANCE, school, name="Office"),
        member(Role.SCHOOL_ATTENDANCE, school, is_dsl=True, name="Safe"),
    ]


def test_leads_of_a_school_are_its_leads_and_safeguarding_leads(people, school, commissioner):
    with database_scope(commissioner.membership):
        assert [each.name for each in leads_of(school)] == ["Lead", "Safe"]


def test_leads_of_a_provider_are_its_leads(provider, provider_lead, provider_staff, commissioner):
    with database_scope(commissioner.membership):
        assert [each.email for each in leads_of(provider.organisation)] == [provider_lead.email]


def test_tell_queues_one_message_a_person_and_none_again(people, school):
    for _ in range(2):
        told = tell(
            leads_of(school), key="news:1", subject="News", body="It rains.", path="/flags/"
        )
        assert told == 2
    messages = Message.objects.order_by("pk")
    assert [(each.person_id, each.to) for each in messages] == [
        (people[0].pk, people[0].email),
        (people[2].pk, people[2].email),
    ]
    assert messages[0].body == (
        "It rains.\n\nSign in to see more:\n\nhttp://127.0.0.1:8000/flags/\n"
    )
