import datetime as dt
from types import SimpleNamespace

from apcommission.demo.registers import expected, observed
from apcommission.demo.stories import _child
from attendance.choices import Observation

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
