import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.reports.registers_today import (
    authority_lines,
    next_to_take,
    provider_lines,
    school_day,
    stats,
)
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import A, P, expected_pupils, mark, save
from tests.factories.flags import ThresholdFactory
from tests.factories.providers import SiteFactory
from tests.factories.terms import half_terms_of

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


def at(clock):
    return dt.datetime.combine(MONDAY, dt.time.fromisoformat(clock), tzinfo=dt.UTC)


@pytest.fixture
def yard(authority, site, provider_lead):
    half_terms_of(authority)
    site.refresh_from_db()
    return site


def lines_of(user, read, clock):
    with database_scope(user.membership):
        return read(user, MONDAY, now=at(clock))


def take(provider_lead, site, *marks, clock="09:40"):
    with database_scope(provider_lead.membership):
        save(provider_lead, site, *marks, now=at(clock))


def test_authority_counts_due_in_and_missing(yard, school, commissioner, provider_lead):
    first, second = expected_pupils(2, school=school, site=yard)
    expected_pupils(1, school=school, site=yard, session="pm")
    lines = lines_of(commissioner, authority_lines, "09:30")
    assert [(line.session, line.state, line.expected) for line in lines] == [
        ("am", "due", 2),
        ("pm", "not_due", 1),
    ]
    take(provider_lead, yard, mark(first))
    assert [each["value"] for each in stats(lines_of(commissioner, authority_lines, "10:00"))] == [
        1,
        0,
        1,
    ]
    take(provider_lead, yard, mark(second), clock="10:05")
    lines = lines_of(commissioner, authority_lines, "10:10")
    assert lines[0].state == "late"
    assert [each["value"] for each in stats(lines)] == [1, 1, 0]


def test_an_authority_does_not_wait_for_anothers_pupil_in_its_register(
    yard, school, commissioner, provider_lead, other_authority
):
    half_terms_of(other_authority)
    ours = expected_pupils(1, school=school, site=yard)[0]
    expected_pupils(1, school=SchoolFactory(authority=other_authority), site=yard)
    take(provider_lead, yard, mark(ours))
    assert lines_of(commissioner, authority_lines, "10:00")[0].state == "in"
    assert lines_of(provider_lead, provider_lines, "10:00")[0].state == "missing"


def test_authority_has_its_own_cut_off(yard, authority, school, commissioner):
    expected_pupils(1, school=school, site=yard)
    ThresholdFactory(authority=authority, rule="register_missing", name="am_cut_off", value="10:45")
    assert lines_of(commissioner, authority_lines, "10:30")[0].state == "due"


def test_provider_takes_what_is_missing_before_what_is_due(yard, school, provider_lead):
    other = SiteFactory(provider=yard.provider, name="Orchard")
    other.refresh_from_db()
    expected_pupils(1, school=school, site=yard)
    expected_pupils(1, school=school, site=other, session="pm")
    lines = lines_of(provider_lead, provider_lines, "13:00")
    assert [(line.site_name, line.state) for line in lines] == [
        ("Main yard", "missing"),
        ("Orchard", "due"),
    ]
    assert next_to_take(lines) is lines[0]


def test_nothing_is_left_to_take_when_all_are_in(yard, school, provider_lead):
    placement = expected_pupils(1, school=school, site=yard)[0]
    take(provider_lead, yard, mark(placement, P))
    assert next_to_take(lines_of(provider_lead, provider_lines, "11:00")) is None
    assert next_to_take([]) is None


def test_staff_see_the_sites_they_work_at(yard, school, provider_staff):
    other = SiteFactory(provider=yard.provider, name="Orchard")
    expected_pupils(1, school=school, site=other)
    other.staff.create(provider=yard.provider, membership=provider_staff.membership)
    expected_pupils(1, school=school, site=yard)
    lines = lines_of(provider_staff, provider_lines, "09:30")
    assert [line.site_name for line in lines] == ["Orchard"]


def test_school_day_names_own_pupils_not_here(yard, authority, school, school_lead, provider_lead):
    here, away = expected_pupils(2, school=school, site=yard)
    other = expected_pupils(1, school=SchoolFactory(authority=authority), site=yard)[0]
    take(provider_lead, yard, mark(here, P), mark(away, A), mark(other, A))
    lines, not_here = lines_of(school_lead, school_day, "10:30")
    assert [row.pupil_id for row in not_here] == [away.pupil_id]
    assert [(line.state, line.expected) for line in lines] == [("in", 2)]
