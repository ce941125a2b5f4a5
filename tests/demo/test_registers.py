import datetime as dt
from types import SimpleNamespace

import pytest

from apcommission.demo.registers import (
    expected,
    is_followed_up,
    is_known_ahead,
    observed,
)
from apcommission.demo.stories import _child
from apcommission.flags.models import Flag
from attendance.choices import Observation
from attendance.models import FollowUp, PlannedAbsence

TODAY = dt.date(2026, 11, 23)


def child(number=1, **facts):
    return SimpleNamespace(number=number, planned=_child(TODAY, "Ada", "Marsh", **facts))


def test_expected_has_each_planned_session_of_the_days():
    sheets = expected([child(), child(2)], dt.date(2026, 11, 16), dt.date(2026, 11, 17))
    assert {key[1:]: len(sheet) for key, sheet in sheets.items()} == {
        (dt.date(2026, 11, 16), "am"): 2,
        (dt.date(2026, 11, 16), "pm"): 2,
        (dt.date(2026, 11, 17), "am"): 2,
        (dt.date(2026, 11, 17), "pm"): 2,
    }


def test_expected_has_no_session_before_the_start_after_the_end_or_in_a_holiday():
    late = child(starts_on=TODAY)
    gone = child(ended_on=dt.date(2026, 11, 10))
    assert expected([late, gone], dt.date(2026, 11, 11), dt.date(2026, 11, 20)) == {}
    assert expected([child()], dt.date(2026, 10, 26), dt.date(2026, 10, 30)) == {}


def test_expected_has_nobody_who_has_not_started():
    waiting = [child(story="unanswered"), child(story="agreed")]
    assert expected(waiting, dt.date(2026, 11, 16), TODAY) == {}


def test_observed_is_chance_but_always_the_same():
    days = [TODAY - dt.timedelta(days=n) for n in range(200)]
    first = [observed(child(), day, "am") for day in days]
    assert first == [observed(child(), day, "am") for day in days]


def test_observed_follows_how_likely_the_pupil_comes():
    days = [TODAY - dt.timedelta(days=n) for n in range(400)]
    absent = [observed(child(attends=0.5), day, "pm")[0] == Observation.ABSENT for day in days]
    assert 160 < sum(absent) < 240


def test_observed_gives_minutes_only_to_late_and_early():
    days = [TODAY - dt.timedelta(days=n) for n in range(400)]
    for observation, minutes, reason in (observed(child(), day, "am") for day in days):
        timed = observation in (Observation.LATE, Observation.LEFT_EARLY)
        assert (minutes is not None) is timed
        assert (reason is not None) is (observation == Observation.ABSENT)


def test_only_absences_without_a_good_reason_are_followed_up_and_not_all():
    days = [TODAY - dt.timedelta(days=n) for n in range(400)]
    asked = [observed(child(), day, "am") for day in days if is_followed_up(child(), day, "am")]
    assert {observation for observation, _, _ in asked} == {Observation.ABSENT}
    assert {str(reason) for _, _, reason in asked} == {"unknown", "refused"}


def test_a_day_at_school_is_known_ahead_for_some_who_still_come():
    assert is_known_ahead(child(6), TODAY)
    assert not is_known_ahead(child(5), TODAY)
    assert not is_known_ahead(child(6, ended_on=TODAY), TODAY)
    assert not is_known_ahead(child(6, story="agreed"), TODAY)


@pytest.mark.django_db
def test_the_demo_follows_absences_up_and_knows_some_ahead(demo):
    assert FollowUp.objects.filter(seen_safe="yes").exists()
    assert PlannedAbsence.objects.filter(starts_on=dt.date(2026, 11, 30)).exists()
    rules = Flag.objects.values_list("rule", flat=True)
    assert {"pupil_not_seen", "consecutive_absence", "persistent_absence"} <= set(rules)
