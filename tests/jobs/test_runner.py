import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome
from apcommission.flags.models import Flag
from apcommission.jobs import runner, timetable
from apcommission.jobs.models import JobRun
from apcommission.jobs.runner import claim, run_due, run_next
from apcommission.jobs.timetable import At, Job

pytestmark = pytest.mark.django_db
PERIOD = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
NIGHT = At((dt.time(2, 0),))


@pytest.fixture
def job(monkeypatch):
    """`job(do)` puts one job called "trial" into the timetable."""

    def put(do, **fields):
        trial = Job("trial", "Trial", NIGHT, do, **fields)
        monkeypatch.setattr(timetable, "JOBS", [trial])

    return put


def due(name="trial", period=PERIOD, **fields):
    return JobRun.objects.create(name=name, period=period, **fields)


def ago(**delta):
    return timezone.now() - dt.timedelta(**delta)


def test_run_next_does_the_work_and_says_what_it_did(job):
    seen = []

    def do(*, now, by):
        seen.append((now, by))
        return Outcome(looked_at=4, raised=3, updated=2, cleared=1)

    job(do)
    due()
    run = run_next(now=PERIOD)
    assert seen == [(PERIOD, "trial")]
    stored = JobRun.objects.get()
    assert run == stored
    assert (stored.state, stored.attempts, stored.problem) == ("done", 1, "")
    assert (stored.looked_at, stored.raised, stored.updated, stored.cleared) == (4, 3, 2, 1)
    assert stored.seconds >= 0
    assert run_next(now=PERIOD) is None


def test_work_runs_as_the_jobs_role(job):
    roles = []

    def do(*, now, by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            roles.append(cursor.fetchone()[0])
        return Outcome()

    job(do)
    due()
    run_next()
    assert roles == ["ap_job"]


def test_job_that_fails_changes_nothing_and_says_why(job, placement):
    def do(*, now, by):
        placement.review_due_on = now.date()
        placement.save()
        raise RuntimeError("The disk is full.")

    job(do)
    due()
    run_next(now=PERIOD)
    placement.refresh_from_db()
    assert placement.review_due_on is None
    run = JobRun.objects.get()
    assert (run.state, run.problem, run.attempts) == (
        "failed",
        "RuntimeError: The disk is full.",
        1,
    )


def test_job_that_fails_does_not_stop_the_others(job, monkeypatch):
    def broken(*, now, by):
        raise RuntimeError("No")

    jobs = [Job("a", "A", NIGHT, broken), Job("b", "B", NIGHT, lambda *, now, by: Outcome())]
    monkeypatch.setattr(timetable, "JOBS", jobs)
    due("a")
    due("b")
    assert {run.name: run.state for run in run_due(now=PERIOD)} == {"a": "failed", "b": "done"}


def test_failed_run_is_tried_again_after_a_while_three_times_in_all(job):
    def broken(*, now, by):
        raise RuntimeError("No")

    job(broken)
    due()
    states = []
    for _ in range(4):
        states.append(run_next() is not None)
        JobRun.objects.update(finished_at=ago(minutes=6))
    assert states == [True, True, True, False]
    assert JobRun.objects.get().attempts == 3


def test_failed_run_is_not_tried_again_at_once(job):
    def broken(*, now, by):
        raise RuntimeError("No")

    job(broken)
    due()
    run_next()
    assert run_next() is None


def test_run_that_succeeds_at_the_second_try_has_no_problem_left(job):
    job(lambda *, now, by: Outcome(raised=1))
    due(state="failed", attempts=1, problem="No", finished_at=ago(minutes=6))
    run_next()
    run = JobRun.objects.get()
    assert (run.state, run.problem, run.attempts, run.raised) == ("done", "", 2, 1)


def test_run_of_a_dead_worker_is_taken_over(job):
    job(lambda *, now, by: Outcome())
    due(state="running", attempts=1, started_at=ago(minutes=19))
    assert run_next() is None
    JobRun.objects.update(started_at=ago(minutes=21))
    assert run_next().state == "done"


def test_run_that_kills_every_worker_is_given_up(job):
    job(lambda *, now, by: Outcome())
    due(state="running", attempts=3, started_at=ago(minutes=21))
    assert run_next() is None
    run = JobRun.objects.get()
    assert (run.state, run.problem) == ("failed", runner.DIED)


def test_job_gone_from_the_timetable_is_said(job):
    job(None)
    due("of_old")
    assert run_next().problem == runner.NO_LONGER
    JobRun.objects.update(finished_at=ago(minutes=6))
    assert run_next() is None


def test_oldest_period_goes_first_and_names_narrow_it(job, monkeypatch):
    jobs = [Job(n, n, NIGHT, lambda *, now, by: Outcome()) for n in ("a", "b")]
    monkeypatch.setattr(timetable, "JOBS", jobs)
    for name, day in [("a", 2), ("b", 1), ("a", 1)]:
        due(name, PERIOD + dt.timedelta(days=day))
    assert [run.name for run in run_due(names=["a"])] == ["a", "a"]
    assert [run.name for run in run_due()] == ["b"]


def test_slow_starter_finds_its_run_taken_over(job):
    calls = []
    job(lambda *, now, by: calls.append(1))
    due()
    run = claim()
    JobRun.objects.update(attempts=2)
    runner._work(timetable.JOBS[0], run, PERIOD)
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_own_scope_job_opens_its_own_transactions(job):
    inside = []

    def do(*, now, by):
        inside.append(connection.in_atomic_block)
        with system_scope(by):
            inside.append(Flag.objects.count())
        return Outcome(updated=1)

    job(do, own_scope=True)
    due()
    assert run_next().updated == 1
    assert inside == [False, 0]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_each_run_once(job):
    done = []
    lock = threading.Lock()

    def do(*, now, by):
        with lock:
            done.append(1)
        return Outcome()

    job(do)
    for day in range(12):
        due(period=PERIOD + dt.timedelta(days=day))

    def worker():
        try:
            run_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 12
    assert set(JobRun.objects.values_list("state", "attempts")) == {("done", 1)}
