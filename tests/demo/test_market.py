"""What the demo says is missing, and what schools think."""

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Membership
from apcommission.accounts.scope import database_scope
from apcommission.demo import market
from apcommission.demo.walkthroughs import SHOWN
from apcommission.reports.market import gaps, groups, period_dates, totals
from apcommission.reports.vacancies import pupils_without_provision, requests_waiting
from placements.models import ProviderFeedback, Review
from providers.models import ProviderImport
from tests.demo.conftest import TODAY

# The mark of the database too: without any, a run of this file alone would set up none.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def commissioner(demo):
    address = f"{SHOWN[Role.COMMISSIONER]}@demo.example"
    membership = Membership.objects.select_related("user", "organisation").get(user__email=address)
    membership.user.membership = membership
    return membership.user


def test_a_third_of_the_reviews_has_feedback():
    since = market.school_days_before(TODAY, market.ASKED_SINCE)[0]
    reviews = Review.objects.filter(held_on__gte=since).count()
    given = ProviderFeedback.objects.filter(moment="review").count()
    assert reviews / 6 < given < reviews / 2
    assert ProviderFeedback.objects.filter(moment="exit").exists()


def test_the_market_lacks_something_of_each_kind(commissioner):
    with database_scope(commissioner.membership):
        found = gaps(commissioner, *period_dates("year", TODAY), TODAY)
        assert totals(found)["searches"] == len(market.SEARCHES)
        assert totals(found)["declined"] == 3
        assert totals(found)["unanswered"] >= 2
        needs = {group.label: group.numbers for group in groups(found, "need")}
    assert needs["Anxiety and emotionally based school avoidance"] == (0, 0, 3)


def test_somebody_waits(commissioner):
    with database_scope(commissioner.membership):
        assert len(requests_waiting(commissioner)) >= 3
        names = [each.pupil.surname for each in pupils_without_provision(commissioner)]
    assert "Nash" in names


def test_a_file_of_providers_waits():
    waiting = ProviderImport.objects.waiting().get()
    assert len(waiting.rows) == 2
    assert {problem["row"] for problem in waiting.problems} == {4}
