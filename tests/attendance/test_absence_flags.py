"""Absence that needs somebody: who is told when, and what clears it."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from apcommission.accounts.scope import database_scope, system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from attendance import absence_flags as rules
from attendance import actions
from attendance.models import Tally
from placements.models import PupilSafeguarding
from tests.factories.accounts import SchoolFactory
from tests.factories.attendance import MONDAY, A, L, P, X, expected_pupils, mark, save
from tests.factories.flags import ThresholdFactory
from tests.factories.placements import SlotFactory
from tests.factories.terms import half_terms_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAY = dt.timedelta(days=1)


def at(clock, day=MONDAY):
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=LONDON)


def judge(rule, clock="09:50", day=MONDAY):
    with system_scope("absence"):
        return run(rule, now=at(clock, day), by="absence")


def absent(by, site, placement, date=MONDAY, observation=A, **fields):
    save(by, site, mark(placement, observation, **fields), date=date, now=at("09:40", date))


# Pupil not seen (F019, F020)


@pytest.mark.parametrize("why", ["is_looked_after", "plan", "is_child_protection"])
def test_a_vulnerable_pupil_is_flagged_at_once(due, site, provider_staff, why):
    pupil = due.pupil
    match why:
        case "plan":
            pupil.sen_provision = "E"
        case "is_looked_after":
            pupil.is_looked_after = True
        case _:
            PupilSafeguarding.objects.create(
                pupil=pupil,
                authority=pupil.authority,
                school=pupil.school,
                is_child_protection=True,
            )
    pupil.save()
    absent(provider_staff, site, due)
    assert judge(rules.NOT_SEEN_RULE).raised == 1
    flag = Flag.objects.get()
    assert (flag.for_school, flag.for_authority, flag.for_provider) == (True, True, False)
    assert flag.numbers == {"first": True}


def test_others_are_flagged_in_the_same_half_day(due, authority, site, provider_staff):
    absent(provider_staff, site, due)
    assert judge(rules.NOT_SEEN_RULE, "10:59") == Outcome()
    ThresholdFactory(authority=authority, rule="pupil_not_seen", name="am_others", value="10:30")
    assert judge(rules.NOT_SEEN_RULE, "10:30").raised == 1


def test_not_seen_names_the_session_and_leads_to_the_page_that_clears_it(due, site, provider_staff):
    absent(provider_staff, site, due)
    judge(rules.NOT_SEEN_RULE, "11:00")
    flag = Flag.objects.get()
    assert rules.NOT_SEEN_RULE.url(flag) == f"/marks/{due.pk}/{MONDAY}/am/follow-up/"
    assert rules.NOT_SEEN_RULE.sentence(flag, "Ada").startswith(
        "Ada: not here on Monday 23 Nov 2026, morning, no reason is known"
    )


@pytest.mark.parametrize("seen", ["yes", "no", "unknown"])
def test_not_seen_clears_when_somebody_has_seen_the_child(
    due, site, provider_staff, school_attendance, seen
):
    absent(provider_staff, site, due)
    judge(rules.NOT_SEEN_RULE, "11:00")
    actions.record_follow_up(
        by=school_attendance,
        placement=due,
        date=MONDAY,
        session="am",
        asked="Mother",
        outcome="reached",
        seen_safe=seen,
    )
    assert judge(rules.NOT_SEEN_RULE, "11:10").cleared == (seen == "yes")


def test_not_seen_clears_when_the_reason_is_known_or_the_pupil_comes(
    term, school, site, provider_staff, school_attendance
):
    ill, late, decided = expected_pupils(3, school=school, site=site)
    for placement in (ill, late, decided):
        absent(provider_staff, site, placement)
    assert judge(rules.NOT_SEEN_RULE, "11:00").raised == 3
    absent(provider_staff, site, ill, base_version=1, reason="ill")
    save(
        provider_staff,
        site,
        mark(late, L, minutes=30, base_version=1),
        change_reason="Came",
        now=at("11:05"),
    )
    actions.decide_code(
        by=school_attendance, placement=decided, date=MONDAY, session="am", code="M", reason="Told"
    )
    assert judge(rules.NOT_SEEN_RULE, "11:10").cleared == 3


def test_the_more_worrying_of_two_marks_drives_the_alert_until_it_is_decided(
    due, site, provider_staff, provider_lead
):
    save(provider_lead, site, mark(due))
    with database_scope(provider_staff.membership):
        actions.receive_marks(
            by=provider_staff,
            site=site,
            date=MONDAY,
            session="am",
            key=uuid.uuid4(),
            marks=[mark(due, A)],
            now=at("09:45"),
        )
    assert judge(rules.NOT_SEEN_RULE, "11:00").raised == 1
    actions.settle_conflict(
        by=provider_lead,
        conflict=due.markconflicts.get(),
        replace=False,
        reason="Seen",
    )
    assert judge(rules.NOT_SEEN_RULE, "11:10").cleared == 1


# Absence unexplained (F012)


@pytest.mark.capability("F012")
def test_n_is_flagged_after_five_of_the_schools_own_days(due, site, provider_staff):
    absent(provider_staff, site, due)
    assert judge(rules.UNEXPLAINED_RULE, day=MONDAY + 7 * DAY) == Outcome()
    assert judge(rules.UNEXPLAINED_RULE, day=MONDAY + 8 * DAY).raised == 1
    flag = Flag.objects.get()
    assert rules.UNEXPLAINED_RULE.url(flag) == f"/marks/{due.pk}/{MONDAY}/am/code/"
    assert rules.UNEXPLAINED_RULE.sentence(flag, "Ada").endswith("still code N after 5 school days")


def test_n_becomes_o_by_an_explicit_act(due, site, provider_staff, school_attendance):
    absent(provider_staff, site, due)
    judge(rules.UNEXPLAINED_RULE, day=MONDAY + 8 * DAY)
    actions.decide_code(
        by=school_attendance, placement=due, date=MONDAY, session="am", code="O", reason="No reply"
    )
    assert judge(rules.UNEXPLAINED_RULE, day=MONDAY + 8 * DAY).cleared == 1


def test_a_school_holiday_does_not_count_towards_the_five_days(term, school, site, provider_staff):
    [placement] = expected_pupils(1, school=school, site=site)
    last = dt.date(2026, 12, 14)
    absent(provider_staff, site, placement, last)
    assert judge(rules.UNEXPLAINED_RULE, day=dt.date(2026, 12, 24)) == Outcome()


# Consecutive absence (F021)


@pytest.fixture
def weekdays(term, school, site):
    """A pupil expected on the mornings of Monday to Friday."""

    [placement] = expected_pupils(1, school=school, site=site)
    for weekday in (2, 3, 4, 5):
        SlotFactory(placement=placement, site=site, weekday=weekday)
    return placement


def story(by, site, placement, observations):
    """Marks of the weekdays before MONDAY week, in order; a dot is a day without one."""
    days = [MONDAY - 7 * DAY + n * DAY for n in (0, 1, 2, 3, 4, 7)]
    for day, observation in zip(days, observations, strict=False):
        if observation != ".":
            absent(by, site, placement, day, observation)


@pytest.mark.capability("F021")
@pytest.mark.parametrize(
    ("observations", "flagged"),
    [
        ([A, A, A, A], 1),
        ([A, A, A], 0),
        ([A, A, P, A, A], 0),
        ([A, A, X, A, A], 1),
        ([A, A, ".", A, A], 1),
        ([P, A, A, A, A], 1),
        ([A, A, A, A, P], 0),
    ],
)
def test_consecutive_absence(weekdays, site, provider_staff, observations, flagged):
    story(provider_staff, site, weekdays, observations)
    assert judge(rules.CONSECUTIVE_RULE, "23:00").looked_at == flagged


@pytest.mark.capability("F021")
def test_consecutive_absence_leaves_planned_ones_out(weekdays, site, provider_staff, school_lead):
    story(provider_staff, site, weekdays, [A, A, A, A])
    first = MONDAY - 7 * DAY
    actions.plan_absence(
        by=school_lead, placements=[weekdays], kind="leave", starts_on=first, ends_on=first
    )
    assert judge(rules.CONSECUTIVE_RULE, "23:00") == Outcome()


def test_consecutive_absence_by_the_authoritys_own_number(
    weekdays, authority, site, provider_staff
):
    ThresholdFactory(authority=authority, rule="consecutive_absence", name="sessions", value="2")
    story(provider_staff, site, weekdays, [A, A])
    assert judge(rules.CONSECUTIVE_RULE, "23:00").raised == 1
    flag = Flag.objects.get()
    assert flag.numbers == {"sessions": 2, "limit": 2}
    assert rules.CONSECUTIVE_RULE.sentence(flag, "Ada") == "Ada: absent for 2 sessions running"
    assert rules.CONSECUTIVE_RULE.url(flag) == f"/attendance/pupils/{weekdays.pupil_id}/"


# Persistent and severe absence


@pytest.mark.parametrize(
    ("absences", "possible", "persistent", "severe"),
    [(2, 20, 1, 0), (1, 20, 0, 0), (10, 20, 0, 1), (9, 20, 1, 0), (19, 19, 0, 0)],
)
def test_persistent_and_severe(due, absences, possible, persistent, severe):
    Tally.objects.create(
        **due.scope_columns(),
        academic_year=2026,
        half_term=2,
        absent=absences,
        possible=possible,
        attended=possible - absences,
    )
    assert judge(rules.PERSISTENT_RULE).looked_at == persistent
    assert judge(rules.SEVERE_RULE).looked_at == severe


def test_frequent_absence_in_words_and_each_authority_its_own(due, other_authority):
    far = expected_pupils(
        1,
        school=SchoolFactory(authority=other_authority),
        site=due.timetableslots.get().site,
    )[0]
    half_terms_of(other_authority)
    for placement in (due, far):
        Tally.objects.create(
            **placement.scope_columns(), academic_year=2026, half_term=1, absent=5, possible=25
        )
    assert judge(rules.PERSISTENT_RULE).raised == 2
    flag = Flag.objects.get(authority=due.authority)
    assert flag.school_id == due.school_id
    assert rules.PERSISTENT_RULE.sentence(flag, "Ada") == (
        "Ada: absent for 5 of 25 possible sessions this academic year"
    )


def test_part_time_run_out_until_it_is_ended(pupil, school_lead):
    made = actions.agree_part_time(
        by=school_lead,
        pupil=pupil,
        half_days=["1 pm"],
        starts_on=MONDAY - 7 * DAY,
        ends_on=MONDAY,
        parent="Joan",
        reason="Ill health",
    )
    assert judge(rules.RUN_OUT_RULE) == Outcome()
    assert judge(rules.RUN_OUT_RULE, day=MONDAY + DAY).raised == 1
    flag = Flag.objects.get()
    assert (flag.for_school, flag.for_authority) == (True, False)
    assert "ended on 23 Nov 2026, and code C2" in rules.RUN_OUT_RULE.sentence(flag, "Ada")
    actions.stop_part_time(by=school_lead, timetable=made, on=MONDAY)
    assert judge(rules.RUN_OUT_RULE, day=MONDAY + DAY).cleared == 1


def test_every_rule_says_what_it_asks_and_on_what_it_rests():
    for rule in rules.ABSENCE_RULES:
        own = rules.PERSISTENT_RULE if rule.settings_of else rule
        assert "{" not in rule.describe(own.defaults())
        assert rule.source
