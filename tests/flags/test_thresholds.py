import datetime as dt

import pytest

from apcommission.flags.rules import Rule, Setting
from apcommission.flags.thresholds import every_authority, thresholds_for
from tests.factories.flags import ThresholdFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
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
    settings=(Setting("coldest", "Coldest", "18"), Setting("days", "Days", "2")),
)


def set_to(authority, value, in_force_from, name="coldest", rule="too_cold"):
    ThresholdFactory(
        authority=authority, rule=rule, name=name, value=value, in_force_from=in_force_from
    )


def test_thresholds_for_gives_defaults(authority):
    assert thresholds_for(RULE, authority.pk, TODAY) == {"coldest": "18", "days": "2"}


@pytest.mark.parametrize(
    ("on", "coldest"),
    [
        (dt.date(2026, 8, 31), "18"),
        (dt.date(2026, 9, 1), "15"),
        (dt.date(2026, 11, 22), "15"),
        (TODAY, "12"),
    ],
)
def test_thresholds_for_follows_the_day(authority, on, coldest):
    set_to(authority, "12", TODAY)
    set_to(authority, "15", dt.date(2026, 9, 1))
    assert thresholds_for(RULE, authority.pk, on)["coldest"] == coldest


def test_last_decision_of_one_day_stands(authority):
    set_to(authority, "12", TODAY)
    set_to(authority, "13", TODAY)
    assert thresholds_for(RULE, authority.pk, TODAY)["coldest"] == "13"


def test_thresholds_of_others_and_of_other_rules_do_not_count(authority, other_authority):
    set_to(other_authority, "1", TODAY)
    set_to(authority, "2", TODAY, rule="too_hot")
    set_to(authority, "3", TODAY, name="no_such_setting")
    assert thresholds_for(RULE, authority.pk, TODAY) == {"coldest": "18", "days": "2"}


def test_every_authority_has_a_value(authority, other_authority, django_assert_num_queries):
    set_to(other_authority, "1", TODAY)
    with django_assert_num_queries(2):
        values = every_authority(RULE, TODAY)
    assert values == {
        authority.pk: {"coldest": "18", "days": "2"},
        other_authority.pk: {"coldest": "1", "days": "2"},
    }
