"""A register as it stands: rows, marks, who saved them, what was decided."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import CodeDecision
from attendance.sheet import counted_in, read_sheet
from placements.choices import Roll, SenProvision
from tests.factories.attendance import MONDAY, A, L, expected_pupils, mark, save
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory
from tests.factories.providers import SiteFactory
from tests.factories.terms import ClosureFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def of_site(site, date=MONDAY, sessions=("am",)):
    return read_sheet(date, sessions, of="site", pk=site.pk, provider=site.provider_id)


def test_sheet_lists_pupils_by_name_with_nothing_marked(term, school, site):
    for forename, surname in (("Zoe", "adams"), ("Ann", "Baker"), ("Ann", "Adams")):
        pupil = PupilFactory(school=school, forename=forename, surname=surname)
        expected_pupils(1, school=school, site=site, pupil=pupil)
    rows = of_site(site).rows
    assert [row.name for row in rows] == ["Ann Adams", "Zoe adams", "Ann Baker"]
    assert {(row.is_marked, row.words, row.counts.possible) for row in rows} == {
        (False, "Not yet marked", 0)
    }


def test_sheet_shows_the_mark_and_who_saved_it(due, site, provider_staff):
    due.pupil.preferred_forename, due.pupil.is_looked_after = "Addie", True
    due.pupil.sen_provision = SenProvision.PLAN
    due.pupil.save()
    save(provider_staff, site, mark(due, A, reason="ill", told_by="Mum"))
    [row] = of_site(site).rows
    assert (row.name, row.words, row.reason_words, row.told_by) == (
        "Addie Marsh",
        "Not here",
        "Ill",
        "Mum",
    )
    assert (row.saved_by, row.saved_by_role, row.version) == ("Stef Nowak", "Provider staff", 1)
    assert (row.vulnerable, row.is_absent) == ("Looked after, EHC plan", True)
    assert (row.effective_code.code, row.counts.absent) == ("I", 1)
    assert (row.pupil.pk, row.pupil.name) == (due.pupil_id, "Addie Marsh")
    assert (row.site_name, row.provider_name, row.school_name) == (
        "Main yard",
        "Bridge Farm",
        "Hillside School",
    )


def test_sheet_proposes_the_code_of_the_placement(due, site):
    [row] = of_site(site).rows
    assert (row.proposed_code("P", None), row.proposed_code("A", "ill")) == ("B", "I")
    due.pupil.roll, due.pupil.school = Roll.NONE, None
    due.pupil.save()
    [row] = of_site(site).rows
    assert row.proposed_code("P", None) == ""


def test_sheet_shows_the_newest_decision_of_this_version(due, site, provider_staff, school_lead):
    save(provider_staff, site, mark(due, A))
    for code, version in (("I", 1), ("O", 1), ("M", 2)):
        CodeDecision.objects.create(
            **due.scope_columns(),
            date=MONDAY,
            session="am",
            code=code,
            mark_version=version,
            decided_by_id=school_lead.pk,
        )
    [row] = of_site(site).rows
    assert (row.code, row.decided, row.effective_code.code) == ("N", "O", "O")


def test_sheet_keeps_a_marked_pupil_who_is_no_longer_expected(due, slot, site, provider_staff):
    save(provider_staff, site, mark(due))
    slot.is_agreed = False
    slot.save()
    sheet = of_site(site)
    assert ([row.is_expected for row in sheet.rows], sheet.expected) == ([False], [])


def test_sheet_of_a_closed_day_says_why(due, site):
    ClosureFactory(organisation=due.school, starts_on=MONDAY, reason="Staff training")
    sheet = of_site(site)
    assert (sheet.rows, sheet.closed) == ([], ["Staff training"])


def test_sheet_of_a_site_leaves_out_the_providers_other_site(due, site, school):
    elsewhere = SiteFactory(provider=site.provider)
    expected_pupils(1, school=school, site=elsewhere)
    assert [row.placement_id for row in of_site(site).rows] == [due.pk]


def test_sheet_of_each_kind_of_organisation(due, site, school):
    """What is not theirs is there, and is left out."""
    neighbour = PlacementFactory(pupil=PupilFactory(school__authority=school.authority))
    SlotFactory(placement=neighbour, site=SiteFactory(provider=neighbour.provider))

    def seen(of, pk):
        return [row.placement_id for row in read_sheet(MONDAY, ["am"], of=of, pk=pk).rows]

    assert seen("school", school.pk) == [due.pk]
    assert seen("provider", site.provider_id) == [due.pk]
    assert seen("placement", neighbour.pk) == [neighbour.pk]
    assert sorted(seen("authority", school.authority_id)) == [due.pk, neighbour.pk]
    other_authority = PlacementFactory().authority_id
    assert seen("authority", other_authority) == []


def test_sheet_of_many_days_for_one_pupil(due, site, school, provider_staff):
    expected_pupils(1, school=school, site=site)
    save(provider_staff, site, mark(due, L, minutes=5))
    rows = read_sheet(
        MONDAY - WEEK,
        ["am", "pm"],
        of="school",
        pk=school.pk,
        pupil=due.pupil_id,
        until=MONDAY + WEEK,
    ).rows
    assert [(row.date, row.session, row.observation) for row in rows] == [
        (MONDAY - WEEK, "am", ""),
        (MONDAY, "am", "L"),
        (MONDAY + WEEK, "am", ""),
    ]


def test_sheet_of_a_placement_that_ended_long_ago_is_gone(due, site, provider_staff):
    """History stays out of the day's query; the pupil's own page still has it."""
    save(provider_staff, site, mark(due))
    due.status, due.ended_on, due.end_reason = "ended", MONDAY - dt.timedelta(days=93), "moved"
    due.starts_on = due.ended_on
    due.save()
    assert of_site(site).rows == []
    due.ended_on = MONDAY - dt.timedelta(days=92)
    due.save()
    assert [row.is_expected for row in of_site(site).rows] == [False]


@pytest.mark.parametrize("number", [1, 3, 12])
def test_read_sheet_takes_three_queries(term, school, site, provider_staff, number):
    placements = expected_pupils(number, school=school, site=site)
    save(provider_staff, site, *[mark(p) for p in placements])
    with CaptureQueriesContext(connection) as captured:
        assert len(of_site(site).rows) == number
    assert len(captured) == 3


def test_counted_in_is_the_last_half_term_that_began(term):
    assert counted_in(dt.date(2026, 9, 2), term) == (2026, 1)
    assert counted_in(dt.date(2026, 10, 28), term) == (2026, 1)
    assert counted_in(dt.date(2026, 11, 2), term) == (2026, 2)
    assert counted_in(dt.date(2027, 8, 30), term) == (2026, 6)
    assert counted_in(dt.date(2026, 9, 1), term) == (2026, 1)
    assert counted_in(dt.date(2027, 9, 6), term) == (2027, 1)
