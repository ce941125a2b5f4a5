import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.demo import calendar
from apcommission.demo.cast import Cast
from apcommission.demo.children import Child
from apcommission.demo.clock import london
from apcommission.demo.plan import providers
from apcommission.demo.stories import _child
from apcommission.demo.story import Story
from apcommission.terms.actions import set_half_terms
from placements.choices import Basis, Status
from placements.models import Placement, PupilSafeguarding, Review, SupportPlan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def cast(authority, school, provider, site, commissioner, officer, school_dsl, provider_lead):
    """A cast of our own people in the places of the story's."""
    set_half_terms(
        organisation=authority, academic_year=2026, dates=calendar.half_terms(2026), by=commissioner
    )
    return Cast(
        authorities={"311": authority},
        schools={"311": [school]},
        providers={"riverside": provider},
        sites={"riverside": site},
        rows={row.key: row for row in providers()},
        people={
            (authority.pk, Role.OFFICER): [officer],
            (school.pk, Role.SCHOOL_LEAD): [school_dsl],
            (provider.pk, Role.PROVIDER_LEAD): [provider_lead],
        },
    )


def told(cast, until=TODAY, number=1, **facts):
    story, child = Story(), Child(cast, _child(TODAY, "Ada", "Marsh", **facts), number)
    child.begin(story)
    story.tell(london(until, "23:00"))
    return child


def test_child_is_taught_and_reviewed(cast):
    child = told(cast)
    placement = Placement.objects.get()
    assert placement.status == Status.ACTIVE
    assert placement.requested_by.name == "Dee Laidlaw"
    assert Review.objects.count() == child.held >= 1
    assert SupportPlan.objects.get().objectives.count() == 2


def test_child_of_a_forgotten_review_is_overdue(cast):
    told(cast, number=13 + 3)
    assert Review.objects.count() == 0
    assert Placement.objects.review_overdue(TODAY).count() == 1


def test_child_arranged_by_the_la_is_the_officers(cast):
    told(cast, basis=Basis.PERMANENT_EXCLUSION, on_roll=False)
    assert Placement.objects.get().requested_by.name == "Owen Price"


def test_child_ends_when_planned(cast):
    told(cast, ended_on=TODAY - dt.timedelta(days=10))
    placement = Placement.objects.get()
    assert (placement.status, placement.ended_on) == (Status.ENDED, dt.date(2026, 11, 13))


def test_child_of_the_unanswered_story_waits(cast):
    told(cast, story="unanswered", starts_on=TODAY + dt.timedelta(days=7))
    assert Placement.objects.get().status == Status.REQUESTED


def test_child_protection_is_recorded_by_a_dsl(cast):
    told(cast, is_child_protection=True)
    assert PupilSafeguarding.objects.get().is_child_protection


def test_child_has_a_upn_that_checks(cast):
    told(cast)
    upn = Placement.objects.get().pupil.upn
    assert (len(upn), upn[1:4]) == (13, "311")
