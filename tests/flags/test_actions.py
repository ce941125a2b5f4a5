import datetime as dt

import pytest
from django.utils import timezone

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.flags.actions import acknowledge_flag, set_threshold
from apcommission.flags.models import Threshold
from apcommission.flags.rules import Rule, Setting
from tests.factories.flags import FlagFactory

pytestmark = pytest.mark.django_db
RULE = Rule(
    name="too_cold",
    title="Too cold",
    query=None,
    sentence=None,
    told="",
    source="",
    url=None,
    action="",
    permission=None,
    settings=(Setting("hours", "Hours", "18", "hours"),),
)


def test_acknowledge_flag_says_who_and_how(authority, officer):
    flag = FlagFactory(authority=authority)
    with database_scope(officer.membership):
        acknowledge_flag(flag=flag, by=officer, note="Phoned the site")
    flag.refresh_from_db()
    assert flag.acknowledged_by.name == "Owen Price"
    assert flag.acknowledged_note == "Phoned the site"
    assert flag.cleared_at is None
    event = Event.objects.filter(table_name="flags_flag").newest_first().first()
    assert (event.action, event.person_name, event.reason) == (
        "flag_acknowledged",
        "Owen Price",
        "Phoned the site",
    )


def test_acknowledge_flag_as_a_school(authority, school, school_lead):
    flag = FlagFactory(authority=authority, school=school, for_school=True)
    with database_scope(school_lead.membership):
        acknowledge_flag(flag=flag, by=school_lead, note="Review booked")
    flag.refresh_from_db()
    assert flag.acknowledged_note == "Review booked"


@pytest.mark.parametrize(
    ("fields", "note", "sentence"),
    [
        ({"cleared_at": timezone.now()}, "Done", "has cleared"),
        ({}, "  ", "Say what you are doing"),
    ],
)
def test_acknowledge_flag_is_refused(authority, officer, fields, note, sentence):
    flag = FlagFactory(authority=authority, **fields)
    with pytest.raises(NotAllowed, match=sentence):
        acknowledge_flag(flag=flag, by=officer, note=note)
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def decide(user, value="15", reason="Our LA follows 15 hours"):
    with database_scope(user.membership):
        return set_threshold(
            rule=RULE,
            name="hours",
            value=value,
            in_force_from=dt.date(2026, 12, 1),
            by=user,
            reason=reason,
        )


def test_set_threshold_keeps_the_earlier_one(authority, commissioner):
    decide(commissioner)
    decide(commissioner, value="16")
    assert list(Threshold.objects.order_by("pk").values_list("authority", "value", "reason")) == [
        (authority.pk, "15", "Our LA follows 15 hours"),
        (authority.pk, "16", "Our LA follows 15 hours"),
    ]
    assert Event.objects.filter(action="threshold_set").count() == 2


@pytest.mark.parametrize(
    ("value", "reason", "sentence"),
    [("lots", "Because", "must be a number of hours"), ("15", " ", "Say why")],
)
def test_set_threshold_is_refused(commissioner, value, reason, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        decide(commissioner, value=value, reason=reason)
    assert Threshold.objects.count() == 0


def test_set_threshold_is_not_a_schools(school_lead):
    with pytest.raises(NotAllowed, match="Only an LA"):
        decide(school_lead)
