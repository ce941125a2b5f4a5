import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apcommission.jobs.timetable import JOBS, At, Every, job_named

LONDON = ZoneInfo("Europe/London")
YEAR_START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
instants = st.integers(0, 400 * 24 * 60).map(lambda m: YEAR_START + dt.timedelta(minutes=m))


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def local(when, after, until):
    return [f"{i.astimezone(LONDON):%a %H:%M}" for i in when.between(utc(after), utc(until))]


def test_at_gives_each_time_once_between():
    night = At((dt.time(2, 0),))
    assert local(night, "2026-11-20T02:00", "2026-11-23T02:00") == [
        "Sat 02:00",
        "Sun 02:00",
        "Mon 02:00",
    ]


def test_at_keeps_to_its_weekdays():
    monday = At((dt.time(7, 0), dt.time(9, 0)), weekdays=(1,))
    assert local(monday, "2026-11-20T00:00", "2026-11-24T00:00") == ["Mon 07:00", "Mon 09:00"]


def test_at_runs_once_when_the_clock_goes_forward_and_when_it_goes_back():
    """01:30 does not exist on 29 March 2026 and comes twice on 25 October."""
    early = At((dt.time(1, 30),))
    spring = list(early.between(utc("2026-03-28T12:00"), utc("2026-03-29T12:00")))
    autumn = list(early.between(utc("2026-10-24T12:00"), utc("2026-10-25T12:00")))
    assert spring == [utc("2026-03-29T01:30")]
    assert autumn == [utc("2026-10-25T00:30")]


def test_every_keeps_to_its_hours_and_days():
    school_day = Every(10, dt.time(8, 30), dt.time(9, 0), (1, 2, 3, 4, 5))
    assert local(school_day, "2026-11-20T08:35", "2026-11-23T08:45") == [
        "Fri 08:40",
        "Fri 08:50",
        "Fri 09:00",
        "Mon 08:30",
        "Mon 08:40",
    ]


def test_every_runs_through_the_hour_that_comes_twice():
    minutes = list(Every(30).between(utc("2026-10-25T00:00"), utc("2026-10-25T02:00")))
    assert minutes == [
        utc("2026-10-25T00:30"),
        utc("2026-10-25T01:00"),
        utc("2026-10-25T01:30"),
        utc("2026-10-25T02:00"),
    ]


# The machine may be busy.
@settings(deadline=None)
@given(start=instants, gaps=st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_periods_are_the_same_however_often_one_asks(start, gaps):
    """However the time is cut into pieces, each period comes exactly once and in order."""
    edges = [start]
    for gap in gaps:
        edges.append(edges[-1] + dt.timedelta(minutes=gap))
    for job in JOBS:
        at_once = list(job.when.between(edges[0], edges[-1]))
        piecewise = [
            period
            for after, until in zip(edges, edges[1:], strict=False)
            for period in job.when.between(after, until)
        ]
        assert piecewise == at_once
        assert at_once == sorted(set(at_once))


@given(start=instants)
def test_nightly_jobs_run_once_a_night_the_whole_year(start):
    night = At((dt.time(2, 0),))
    days = list(night.between(start, start + dt.timedelta(days=100)))
    dates = [i.astimezone(LONDON).date() for i in days]
    assert len(dates) == len(set(dates))
    assert 99 <= len(dates) <= 101


def test_jobs_have_names_of_their_own():
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert [job_named(name) for name in names] == JOBS
    assert job_named("no_such_job") is None


@pytest.mark.parametrize(
    ("name", "day", "times"),
    [
        ("missing_registers", "2026-11-23", 46),
        ("missing_registers", "2026-11-22", 0),
        ("reviews", "2026-11-22", 1),
        ("registration", "2026-11-22", 1),
        ("send_messages", "2026-11-22", 1440),
        ("tidy_runs", "2026-11-22", 1),
    ],
)
def test_timetable_of_a_day(name, day, times):
    start = utc(f"{day}T00:00") - dt.timedelta(seconds=1)
    periods = job_named(name).when.between(start, start + dt.timedelta(days=1))
    assert len(list(periods)) == times
