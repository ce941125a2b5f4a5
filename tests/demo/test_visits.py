import datetime as dt

import pytest

from apcommission.demo.visits import OWN_NAME, VISITED_THEN
from qa.models import Action, Framework, SelfAssessment, Visit, VisitAcceptance

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_there_are_two_years_of_visits_each_on_the_standards_of_its_day(demo):
    days = Visit.objects.published().order_by("visited_on").values_list("visited_on", flat=True)
    assert TODAY - days[0] > dt.timedelta(days=480)
    own = Framework.objects.get(name=OWN_NAME)
    assert own.visits.published().count() == len(VISITED_THEN)
    assert own.retired_on is not None
    for visit in Visit.objects.published().select_related("framework"):
        assert visit.framework.in_force_from <= visit.visited_on


def test_a_visit_went_from_self_assessment_over_reply_to_sign_off(demo):
    visit = Visit.objects.published().exclude(reply="").get()
    assert (visit.grade, visit.is_published) == ("developing", True)
    assert SelfAssessment.objects.sent().get().provider_id == visit.provider_id
    assert visit.confidential_notes.count() == 1
    states = list(visit.actions.soonest_first().values_list("status", flat=True))
    assert states == ["answered", "open"]
    assert Action.objects.count() >= 2


def test_a_school_shares_a_visit_and_a_neighbour_relies_on_one(demo):
    assert Visit.objects.filter(kind="school").get().is_published is True
    accepted = VisitAcceptance.objects.get()
    assert accepted.authority_id != accepted.visit.authority_id


def test_a_visit_is_arranged_for_next_week(demo):
    visit = Visit.objects.drafts().filter(visited_on__gt=TODAY).get()
    assert visit.co_visitor_id is not None
