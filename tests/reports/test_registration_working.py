import pytest

from apcommission.accounts.scope import database_scope
from apcommission.reports.registration_working import (
    Standing,
    limits_for,
    standing_of,
    standings,
    working_today,
)
from placements.registration import REGISTRATION_NEEDED, Count, limits_of
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import ProviderFactory
from tests.placements.week import TODAY, full_time

pytestmark = pytest.mark.django_db
USUAL = limits_of(REGISTRATION_NEEDED.defaults())


@pytest.mark.parametrize(
    ("full_time_pupils", "urn", "state", "headroom"),
    [
        (0, None, "below", 4),
        (3, None, "below", 1),
        (4, None, "near", 0),
        (5, None, "needs_to_register", None),
        (9, 140006, "registered", None),
    ],
)
def test_standing(full_time_pupils, urn, state, headroom):
    provider = ProviderFactory.build(urn=urn)
    standing = Standing(provider, Count(1, None, full_time_pupils, 0, 0, 0, 0), USUAL)
    assert (standing.state, standing.headroom) == (state, headroom)
    assert standing.state_label


def test_limits_are_the_viewers_own(authority, commissioner, provider_lead):
    ThresholdFactory(authority=authority, rule="registration_needed", name="hours", value="15")
    assert limits_for(commissioner, TODAY)["hours"] == 15
    assert limits_for(provider_lead, TODAY) == USUAL


def test_standings_ask_the_door_once(provider, commissioner, django_assert_num_queries):
    full_time(provider)
    providers = [provider, ProviderFactory(), ProviderFactory()]
    with database_scope(commissioner.membership):
        # The threshold, and the door.
        with django_assert_num_queries(2):
            found = standings(providers, commissioner, TODAY)
    assert [each.count.full_time for each in found] == [1, 0, 0]


def test_standing_of_a_provider_with_nobody(provider, commissioner):
    with database_scope(commissioner.membership):
        standing, shares = standing_of(provider, commissioner, TODAY)
    assert (standing.count.full_time, shares) == (0, [])


def test_working_today_is_an_authoritys_own(provider, commissioner, authority, provider_lead):
    mine = full_time(provider, authority=authority, hours=20, is_looked_after=True)
    full_time(provider)
    with database_scope(commissioner.membership):
        [(pupil, each)] = working_today(provider, commissioner, TODAY)
    assert pupil == mine.pupil
    assert (each["hours"], each["looked_after"], each["counted"]) == (20, True, True)
    with database_scope(provider_lead.membership):
        assert working_today(provider, provider_lead, TODAY) == []
