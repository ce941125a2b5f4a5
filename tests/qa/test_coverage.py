import datetime as dt

import pytest

from providers.models import Approval
from qa.choices import Outcome, VisitKind
from qa.coverage import coverage_of
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory
from tests.factories.qa import JudgementFactory, VisitFactory, national_standards

TODAY = dt.date(2026, 11, 23)
YEAR = (dt.date(2025, 11, 23), TODAY)


@pytest.fixture
def visited(authority, provider, site):
    """Bridge Farm: sound, visited at the Main yard in October."""
    Approval.objects.update(
        qa_grade="sound", qa_visited_on=dt.date(2026, 10, 12), qa_next_due_on=dt.date(2027, 10, 12)
    )
    return VisitFactory(authority=authority, provider=provider, site=site, is_published=True)


def of(officer, first=YEAR[0], last=YEAR[1]):
    return coverage_of(officer, first, last, TODAY)


def test_a_visit_counts_on_the_days_asked_for_and_both_ends(officer, visited):
    day = visited.visited_on
    one = dt.timedelta(days=1)
    assert [of(officer, day, day).visited, of(officer, day + one, TODAY).visited] == [1, 0]
    assert of(officer, YEAR[0], day - one).visited == 0


def test_drafts_visits_of_schools_and_of_other_authorities_do_not_count(
    officer, authority, school, provider, site
):
    VisitFactory(authority=authority, provider=provider, site=site)
    VisitFactory(provider=provider, is_published=True)
    VisitFactory(
        authority=authority,
        school=school,
        kind=VisitKind.SCHOOL,
        provider=provider,
        is_published=True,
    )
    assert of(officer).visited == 0


def test_providers_are_counted_by_grade_and_by_what_is_due(officer, authority, visited):
    ApprovalFactory(authority=authority, provider=ProviderFactory(), decided_on=TODAY)
    ApprovalFactory(
        authority=authority,
        provider=ProviderFactory(),
        qa_grade="concern",
        qa_visited_on=dt.date(2026, 9, 1),
        qa_next_due_on=dt.date(2026, 10, 1),
    )
    ApprovalFactory(provider=ProviderFactory())
    found = of(officer)
    assert found.by_grade == [
        ("Strong", 0),
        ("Sound", 1),
        ("Developing", 0),
        ("Cause for concern", 1),
        ("Not graded yet", 1),
    ]
    assert (found.due_soon, found.overdue) == (0, 1)


def test_a_site_with_live_placements_that_nobody_visited_is_named(
    officer, visited, provider, slot, authority, school
):
    quiet = SiteFactory(provider=provider, name="Barn")
    SiteFactory(provider=provider, name="Closed", is_active=False)
    barn = PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    for weekday in (1, 2):
        SlotFactory(placement=barn, site=quiet, weekday=weekday)
    SlotFactory(
        placement=PlacementFactory(pupil=PupilFactory(school=SchoolFactory()), provider=provider),
        site=quiet,
    )
    found = of(officer)
    assert [(each.site.name, each.placements) for each in found.missed_sites] == [("Barn", 1)]
    (row,) = found.rows
    assert [(each.site.name, each.visits) for each in row.sites] == [("Barn", 0), ("Main yard", 1)]


def test_the_standards_that_fell_short_most_come_first(officer, authority, provider, visited):
    first, second, third = national_standards().standards.all()[:3]
    again = VisitFactory(authority=authority, provider=provider, is_published=True)
    for visit, standard, outcome in (
        (visited, first, Outcome.PARTLY_MET),
        (visited, second, Outcome.NOT_YET_MET),
        (again, second, Outcome.PARTLY_MET),
        (again, first, Outcome.MET),
        (again, third, Outcome.MET),
    ):
        JudgementFactory(visit=visit, standard=standard, outcome=outcome)
    foreign = VisitFactory(is_published=True)
    JudgementFactory(visit=foreign, standard=third, outcome=Outcome.NOT_YET_MET)
    assert of(officer).standards == [
        (second.number, second.summary, 2, 2),
        (first.number, first.summary, 1, 2),
    ]


def test_it_costs_the_same_for_three_as_for_one(
    officer, authority, visited, django_assert_num_queries
):
    with django_assert_num_queries(9):
        assert len(of(officer).rows) == 1
    for _ in range(2):
        ApprovalFactory(authority=authority, provider=SiteFactory().provider)
    with django_assert_num_queries(9):
        assert len(of(officer).rows) == 3
