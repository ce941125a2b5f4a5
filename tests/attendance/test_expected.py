"""Who is expected where: slots, placements and calendars together."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.scope import database_scope
from apcommission.terms.choices import ClosureKind
from attendance.expected import ExpectedCount, expected_counts, expected_registers
from placements.actions import pause_placement, resume_placement
from placements.choices import Status
from tests.factories.attendance import MONDAY, expected_pupils, mark, save
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import SiteFactory
from tests.factories.terms import ClosureFactory, half_terms_of

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def expected(date=MONDAY, session="am"):
    return sum(row.expected for row in expected_counts(date, session))


@pytest.mark.capability("F005")
def test_expected_on_the_weekday_and_half_day_of_the_slot_alone(due, site):
    assert expected() == 1
    assert expected(session="pm") == 0
    assert [expected(MONDAY + dt.timedelta(days=n)) for n in range(1, 7)] == [0] * 6
    assert expected(MONDAY + WEEK) == 1


@pytest.mark.capability("F005")
def test_expected_within_the_dates_of_the_slot(due, slot):
    slot.valid_from, slot.valid_to = MONDAY, MONDAY + WEEK
    slot.save()
    weeks = [expected(MONDAY + n * WEEK) for n in (-1, 0, 1, 2)]
    assert weeks == [0, 1, 1, 0]


def test_expected_from_the_start_of_the_placement(due):
    due.starts_on = MONDAY
    due.save()
    assert (expected(MONDAY - WEEK), expected()) == (0, 1)


def test_expected_to_the_end_of_the_placement_and_not_after(due):
    due.status, due.ended_on, due.end_reason = Status.ENDED, MONDAY, "moved"
    due.save()
    assert (expected(), expected(MONDAY + WEEK)) == (1, 0)


def test_expected_past_the_planned_end_while_the_placement_is_open(due):
    due.planned_end_on = MONDAY - WEEK
    due.save()
    assert expected() == 1


@pytest.mark.parametrize(
    ("status", "number"),
    [
        (Status.REQUESTED, 0),
        (Status.AGREED, 1),
        (Status.ACTIVE, 1),
        (Status.PAUSED, 1),
        (Status.DECLINED, 0),
        (Status.WITHDRAWN, 0),
    ],
)
def test_expected_by_the_status_of_the_placement(due, status, number):
    due.status = status
    due.save()
    assert expected() == number


def test_a_slot_that_is_not_agreed_expects_nobody(due, slot):
    slot.is_agreed = False
    slot.save()
    assert expected() == 0


@pytest.mark.parametrize("closed", ["authority", "school", "provider"])
def test_nobody_is_expected_where_one_of_the_three_is_closed(due, closed):
    body = due.provider.organisation if closed == "provider" else getattr(due, closed)
    ClosureFactory(organisation=body, starts_on=MONDAY)
    assert (expected(), expected(MONDAY + WEEK)) == (0, 1)


def test_a_closure_of_one_half_day_leaves_the_other(due, site):
    SlotFactory(placement=due, site=site, session="pm")
    ClosureFactory(
        organisation=due.provider.organisation,
        kind=ClosureKind.CLOSURE,
        starts_on=MONDAY,
        session="pm",
    )
    assert (expected(), expected(session="pm")) == (1, 0)


def test_nobody_is_expected_in_the_holidays_or_on_a_bank_holiday(due):
    assert expected(dt.date(2026, 10, 26)) == 0
    assert expected(dt.date(2027, 5, 3)) == 0
    assert expected(dt.date(2027, 5, 10)) == 1


def test_a_schools_own_half_terms_stand_in_place_of_its_authoritys(due):
    half_terms_of(due.school, [(dt.date(2026, 9, 2), dt.date(2026, 10, 30))])
    assert expected(dt.date(2026, 10, 26)) == 1
    assert expected() == 0


def test_expected_counts_by_site_authority_and_school(term, school, site, other_authority):
    half_terms_of(other_authority)
    elsewhere = SiteFactory(provider=site.provider)
    ours = expected_pupils(2, school=school, site=site)
    [third] = expected_pupils(1, school=school, site=elsewhere)
    theirs = PlacementFactory(
        pupil=PupilFactory(school__authority=other_authority), provider=site.provider
    )
    SlotFactory(placement=theirs, site=site)
    provider, authority = site.provider_id, school.authority_id
    assert set(expected_counts(MONDAY, "am")) == {
        ExpectedCount(site.pk, "am", provider, authority, school.pk, 2),
        ExpectedCount(site.pk, "am", provider, other_authority.pk, theirs.school_id, 1),
        ExpectedCount(elsewhere.pk, "am", provider, authority, school.pk, 1),
    }
    assert expected_registers(MONDAY, provider=provider) == {
        (site.pk, "am"): (3, 0),
        (elsewhere.pk, "am"): (1, 0),
    }
    narrowed = expected_counts(MONDAY, "am", authority=authority)
    assert sum(row.expected for row in narrowed) == len([*ours, third])
    assert expected_counts(MONDAY, "am", provider=0) == []


@pytest.mark.capability("F017")
def test_a_pause_takes_away_its_own_dates_and_no_others(due, school_lead):
    pause_placement(by=school_lead, placement=due, on=MONDAY, reason="In hospital.")
    weeks = [MONDAY + n * WEEK for n in (-1, 0, 1, 2)]
    assert [expected(week) for week in weeks] == [1, 0, 0, 0]
    resume_placement(by=school_lead, placement=due, on=MONDAY + 2 * WEEK)
    assert [expected(week) for week in weeks] == [1, 0, 0, 1]


def test_expected_counts_say_how_many_of_them_are_marked(term, school, site, provider_staff):
    first, _ = expected_pupils(2, school=school, site=site)
    save(provider_staff, site, mark(first))
    assert [(row.expected, row.marked) for row in expected_counts(MONDAY, "am")] == [(2, 1)]
    assert expected_registers(MONDAY, provider=site.provider_id) == {(site.pk, "am"): (2, 1)}


def test_expected_counts_only_what_the_scope_shows(term, school, site, school_lead):
    expected_pupils(1, school=school, site=site)
    other = PlacementFactory(
        pupil=PupilFactory(school__authority=school.authority), provider=site.provider
    )
    SlotFactory(placement=other, site=site)
    assert expected() == 2
    with database_scope(school_lead.membership):
        assert expected() == 1


@pytest.mark.parametrize("number", [1, 12])
def test_expected_counts_takes_three_queries(term, school, site, number):
    expected_pupils(number, school=school, site=site)
    with CaptureQueriesContext(connection) as captured:
        assert expected() == number
    assert len(captured) == 3
