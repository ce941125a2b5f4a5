import datetime as dt

import pytest
from django.utils import timezone

from apcommission.demo import clock


@pytest.fixture(autouse=True)
def real_clock():
    before = timezone.now
    yield
    timezone.now = before


def test_at_stands_still_and_goes_on():
    moment = clock.london(dt.date(2026, 7, 1), "09:12")
    with clock.at(moment):
        assert timezone.now() == moment
        assert timezone.localdate() == dt.date(2026, 7, 1)
    assert abs(timezone.now() - clock.real_now()) < dt.timedelta(seconds=5)


def test_at_goes_on_after_a_refusal():
    with pytest.raises(ValueError, match="refused"), clock.at(clock.london(dt.date.min, "00:00")):
        raise ValueError("refused")
    assert abs(timezone.now() - clock.real_now()) < dt.timedelta(seconds=5)


def test_shift_runs_ahead():
    clock.shift(86400)
    ahead = timezone.now() - clock.real_now()
    assert dt.timedelta(hours=23, minutes=59) < ahead < dt.timedelta(hours=24, seconds=5)


def test_london_is_an_hour_ahead_in_summer():
    assert clock.london(dt.date(2026, 7, 1), "09:12").utcoffset() == dt.timedelta(hours=1)
    assert clock.london(dt.date(2026, 12, 1), "09:12").utcoffset() == dt.timedelta(0)


def test_minutes():
    assert clock.minutes(35) == dt.timedelta(minutes=35)
