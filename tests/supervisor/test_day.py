import datetime as dt

from apcommission.supervisor.day import clock, demo_day

SUNDAY = dt.date(2026, 11, 22)
FRIDAY = dt.date(2026, 11, 20)


def test_demo_day_is_today_on_a_school_day():
    assert demo_day([], today=FRIDAY) == FRIDAY


def test_demo_day_is_the_friday_before_on_a_sunday():
    assert demo_day(["--size", "small"], today=SUNDAY) == FRIDAY


def test_demo_day_is_what_the_loader_is_told():
    assert demo_day(["--today", "2026-03-02"], today=SUNDAY) == dt.date(2026, 3, 2)


def test_clock_goes_back_by_whole_days():
    assert clock(FRIDAY, today=SUNDAY) == {"APR_DEMO_SHIFT_SECONDS": "-172800"}
    assert clock(FRIDAY, today=FRIDAY) == {"APR_DEMO_SHIFT_SECONDS": "0"}
