import datetime as dt
import threading

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apcommission.jobs.models import JobRun
from apcommission.jobs.planner import due_periods, plan
from apcommission.jobs.timetable import At, Every, Job

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 10, 35, tzinfo=dt.UTC)
NIGHT = Job("night", "Night", At((dt.time(2, 0),)), do=None)
SWEEP = Job("sweep", "Sweep", Every(10), do=None, only_latest=True)
JOBS = [NIGHT, SWEEP]


def planned(name):
    runs = JobRun.objects.of(name).order_by("period")
    return [f"{run.period:%d %H:%M}" for run in runs]


def test_plan_begins_with_the_last_period_of_each_job():
    assert plan(NOW, jobs=JOBS) == 2
    assert (planned("night"), planned("sweep")) == (["23 02:00"], ["23 10:30"])


def test_plan_again_adds_nothing():
    plan(NOW, jobs=JOBS)
    assert plan(NOW, jobs=JOBS) == 0
    assert JobRun.objects.count() == 2


def test_plan_catches_up_after_days_down():
    plan(NOW, jobs=JOBS)
    assert plan(NOW + dt.timedelta(days=4), jobs=JOBS) == 5
    assert planned("night") == ["23 02:00", "24 02:00", "25 02:00", "26 02:00", "27 02:00"]
    assert planned("sweep") == ["23 10:30", "27 10:30"]


def test_plan_lets_go_of_what_is_more_than_35_days_old():
    plan(NOW, jobs=[NIGHT])
    assert plan(NOW + dt.timedelta(days=100), jobs=[NIGHT]) == 35


def test_plan_with_the_clock_set_back_plans_nothing():
    plan(NOW, jobs=JOBS)
    assert plan(NOW - dt.timedelta(days=2), jobs=JOBS) == 0


def test_due_periods_of_a_job_that_has_none_yet():
    rare = Job("rare", "Rare", At((dt.time(7, 0),), weekdays=()), do=None)
    assert due_periods(rare, None, NOW) == []


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.integers(0, 240),
    steps=st.lists(st.integers(1, 5 * 24 * 60), min_size=1, max_size=10),
)
def test_each_night_is_planned_exactly_once(db, start, steps):
    """Whenever the planner wakes, over both clock changes: every night, once."""
    JobRun.objects.all().delete()
    now = first = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC) + dt.timedelta(days=start)
    plan(now, jobs=[NIGHT])
    for minutes in steps:
        now += dt.timedelta(minutes=minutes)
        plan(now, jobs=[NIGHT])
    begun = JobRun.objects.order_by("period").values_list("period", flat=True)
    assert list(begun[1:]) == list(NIGHT.when.between(first, now))


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_plan_each_period_once():
    plan(NOW, jobs=JOBS)
    start = threading.Barrier(3)

    def planner():
        try:
            start.wait()
            plan(NOW + dt.timedelta(days=10), jobs=JOBS)
        finally:
            connection.close()

    threads = [threading.Thread(target=planner) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (JobRun.objects.of("night").count(), JobRun.objects.of("sweep").count()) == (11, 2)
