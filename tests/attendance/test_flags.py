"""A register that is missing: who is told when, and when no register is expected at all."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from apcommission.accounts.scope import database_scope, system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from attendance.actions import mark_not_delivered
from attendance.flags import REGISTER_MISSING, part_of
from placements.actions import pause_placement
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import A, expected_pupils, mark, save
from tests.factories.flags import ThresholdFactory
from tests.factories.terms import ClosureFactory, half_terms_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MONDAY = dt.date(2026, 11, 23)


def at(clock, day=MONDAY):
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=LONDON)


def judge(clock, day=MONDAY):
    with system_scope("missing_registers"):
        return run(REGISTER_MISSING, now=at(clock, day), by="missing_registers")


def told():
    """(school, for authority, for school, for provider) of each open flag."""
    flags = Flag.objects.open().order_by("school__name")
    return [
        (f.school and f.school.name, f.for_authority, f.for_school, f.for_provider) for f in flags
    ]


@pytest.mark.capability("F016")
def test_provider_is_told_at_the_cut_off(due, site):
    assert judge("09:59") == Outcome()
    assert judge("10:00") == Outcome(looked_at=1, raised=1)
    assert told() == [(None, False, False, True)]
    flag = Flag.objects.get()
    assert (flag.subject_kind, flag.subject_id, flag.part) == ("site", site.pk, "2026-11-23 am")
    assert (flag.numbers, flag.due_on) == ({"expected": 1, "cut_off": "10:00"}, MONDAY)


@pytest.mark.capability("F016")
def test_school_and_authority_are_told_thirty_minutes_later(due):
    judge("10:00")
    assert judge("10:29") == Outcome(looked_at=1)
    assert judge("10:30") == Outcome(looked_at=2, raised=1, updated=1)
    assert told() == [("Hillside School", False, True, False), (None, True, False, True)]


@pytest.mark.capability("F016")
def test_afternoon_has_its_own_cut_off(term, school, site):
    expected_pupils(2, school=school, site=site, session="pm")
    assert judge("14:29") == Outcome()
    judge("14:30")
    flag = Flag.objects.get()
    assert (flag.part, flag.numbers) == ("2026-11-23 pm", {"expected": 2, "cut_off": "14:30"})


@pytest.mark.capability("F016")
def test_flag_clears_when_the_register_is_in(due, site, provider_lead):
    judge("10:30")
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(due, A), now=at("10:35"))
    assert judge("10:40") == Outcome(cleared=2)
    assert told() == []


@pytest.mark.capability("F016")
def test_cut_off_is_the_authoritys_to_set(due, authority):
    common = {"authority": authority, "rule": "register_missing"}
    ThresholdFactory(**common, name="am_cut_off", value="10:45")
    ThresholdFactory(**common, name="minutes_more", value="0")
    assert judge("10:44") == Outcome()
    assert judge("10:45").raised == 2
    assert Flag.objects.first().numbers["cut_off"] == "10:45"


def test_partly_marked_register_is_missing(term, school, site, provider_lead):
    first, _ = expected_pupils(2, school=school, site=site)
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(first), now=at("09:30"))
    assert judge("10:00").raised == 1


def test_site_that_starts_late_has_half_an_hour(due, site):
    site.am_starts_at = dt.time(10, 15)
    site.save()
    assert judge("10:44") == Outcome()
    assert judge("10:45").raised == 1


def test_session_not_delivered_is_not_missing(due, site, provider_lead):
    with database_scope(provider_lead.membership):
        mark_not_delivered(
            by=provider_lead,
            site=site,
            date=MONDAY,
            session="am",
            reason="No heating",
            key=uuid.uuid4(),
            now=at("09:30"),
        )
    assert judge("10:30") == Outcome()


# Whose flag


def test_each_school_has_its_own_with_its_own_number(term, authority, school, site):
    other = SchoolFactory(name="Valley School", authority=authority)
    expected_pupils(2, school=school, site=site)
    expected_pupils(3, school=other, site=site)
    judge("10:30")
    flags = Flag.objects.order_by("school__name")
    assert [(f.school and f.school.name, f.numbers["expected"]) for f in flags] == [
        ("Hillside School", 2),
        ("Valley School", 3),
        (None, 5),
    ]


def test_each_authority_has_its_own_and_the_provider_is_told_once(
    term, school, site, other_authority
):
    half_terms_of(other_authority)
    expected_pupils(1, school=school, site=site)
    expected_pupils(4, school=SchoolFactory(authority=other_authority), site=site)
    judge("10:30")
    flags = Flag.objects.filter(for_authority=True).order_by("authority")
    assert [(f.authority, f.numbers["expected"], f.for_provider) for f in flags] == [
        (school.authority, 1, True),
        (other_authority, 4, False),
    ]
    assert Flag.objects.filter(for_provider=True).count() == 1


def test_pupil_on_no_roll_tells_the_authority_and_no_school(term, authority, site):
    placement = expected_pupils(1, school=SchoolFactory(authority=authority), site=site)[0]
    placement.pupil.roll, placement.pupil.school = "none", None
    placement.pupil.save()
    placement.school = None
    placement.save()
    judge("10:30")
    assert told() == [(None, True, False, True)]


# When no register is expected (F017)


@pytest.mark.capability("F017")
@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 11, 21),  # Saturday
        dt.date(2026, 11, 22),  # Sunday
        dt.date(2026, 10, 26),  # half-term Monday
        dt.date(2027, 5, 3),  # a bank holiday in term
        dt.date(2026, 11, 24),  # no slot on a Tuesday
    ],
)
def test_no_register_is_expected_on(due, day):
    assert judge("15:00", day) == Outcome()


@pytest.mark.capability("F017")
@pytest.mark.parametrize("body", ["authority", "school", "provider"])
def test_no_register_is_expected_when_one_of_them_is_closed(due, body):
    organisation = {
        "authority": due.authority,
        "school": due.school,
        "provider": due.provider.organisation,
    }[body]
    ClosureFactory(organisation=organisation, starts_on=MONDAY)
    assert judge("15:00") == Outcome()


@pytest.mark.capability("F017")
@pytest.mark.parametrize(
    "fields",
    [
        {"starts_on": dt.date(2026, 11, 24)},
        {"status": "ended", "ended_on": dt.date(2026, 11, 20)},
        {"status": "requested"},
    ],
)
def test_no_register_is_expected_of_a_placement_that_does_not_run(due, fields):
    for name, value in fields.items():
        setattr(due, name, value)
    due.save()
    assert judge("15:00") == Outcome()


@pytest.mark.capability("F017")
def test_no_register_is_expected_while_a_placement_is_paused(due, school_lead):
    pause_placement(by=school_lead, placement=due, on=MONDAY, reason="In hospital.")
    assert judge("15:00") == Outcome()


def test_register_is_missing_again_when_a_pupil_is_added_that_day(due, school, site, provider_lead):
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(due), now=at("09:40"))
    assert judge("10:30") == Outcome()
    [added] = expected_pupils(1, school=school, site=site)
    assert judge("10:40").raised == 2
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(added), now=at("10:45"))
    assert judge("10:50").cleared == 2


def test_no_register_is_expected_without_a_calendar(slot):
    assert judge("15:00") == Outcome()


def test_closed_afternoon_leaves_the_morning(due, school, site):
    expected_pupils(1, school=school, site=site, session="pm")
    ClosureFactory(organisation=school, starts_on=MONDAY, session="pm")
    judge("15:00")
    assert set(Flag.objects.values_list("part", flat=True)) == {"2026-11-23 am"}


# Days gone by


def test_yesterdays_flag_stays_until_the_register_comes(due, site, provider_lead):
    judge("10:30")
    tuesday = MONDAY + dt.timedelta(days=1)
    assert judge("11:00", tuesday) == Outcome(looked_at=2)
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(due), now=at("11:10", tuesday))
    assert judge("11:20", tuesday) == Outcome(cleared=2)


def test_days_on_which_the_jobs_stood_still_are_judged_next_morning(due):
    friday = MONDAY + dt.timedelta(days=4)
    assert judge("11:00", friday) == Outcome()
    assert judge("08:30", friday).raised == 2
    assert Flag.objects.first().due_on == MONDAY


def test_flag_clears_when_a_closure_is_entered_afterwards(due, school):
    judge("10:30")
    ClosureFactory(organisation=school, starts_on=MONDAY)
    assert judge("10:40") == Outcome(cleared=2)


@pytest.mark.parametrize("day", [dt.date(2026, 10, 19), dt.date(2027, 4, 12)])
def test_cut_off_is_london_time_in_summer(due, day):
    """British Summer Time ends on 25 October 2026: 10:00 there is 09:00 UTC before it."""
    with system_scope("missing_registers"):
        before = dt.datetime.combine(day, dt.time(8, 59), tzinfo=dt.UTC)
        assert run(REGISTER_MISSING, now=before, by="job").looked_at == 0
        assert run(REGISTER_MISSING, now=before + dt.timedelta(minutes=1), by="job").raised == 1


def test_cost_does_not_grow_with_pupils(due, school, site, django_assert_max_num_queries):
    expected_pupils(8, school=school, site=site)
    with django_assert_max_num_queries(20):
        judge("10:30")


def test_sentence_part_and_link(due, site):
    judge("10:00")
    flag = Flag.objects.get()
    assert part_of(flag) == (MONDAY, "am")
    assert REGISTER_MISSING.sentence(flag, "Main yard") == (
        "No complete morning register at Main yard for 23 Nov 2026 by 10:00: 1 pupil expected"
    )
    flag.numbers["expected"] = 2
    assert REGISTER_MISSING.sentence(flag, "X").endswith("2 pupils expected")
    text = REGISTER_MISSING.describe(REGISTER_MISSING.defaults())
    assert "by 10:00 for the morning and 14:30 for the afternoon" in text
