import datetime as dt

from apcommission.demo.plan import providers
from apcommission.demo.stories import children, missing_registers, raphael_children

TODAY = dt.date(2026, 11, 23)


def hours(planned):
    """Hours a week from half past nine to three on days of two sessions."""
    days = {weekday for weekday, _ in planned.half_days}
    return 5.5 * len(days)


def test_children_take_riverside_over_the_threshold_from_two_authorities():
    full_time = [c for c in children(TODAY) if c.provider == "riverside" and hours(c) > 18]
    started = [c for c in full_time if c.starts_on <= TODAY]
    assert (len(started), {c.la for c in started}) == (5, {"311", "305"})


def test_children_have_one_request_that_waits():
    assert [c.forename for c in children(TODAY) if c.story == "unanswered"] == ["Harvey"]


def test_raphael_children_are_three():
    assert {c.provider for c in raphael_children(TODAY)} == {"raphael"}
    assert len(raphael_children(TODAY)) == 3


def test_missing_registers_are_of_providers_in_the_file():
    keys = {row.key for row in providers()}
    assert {key for key, _, _ in missing_registers(TODAY)} < keys
    assert {date for _, date, _ in missing_registers(TODAY)} == {TODAY, dt.date(2026, 11, 20)}


def test_children_are_right_on_a_leap_day():
    assert len(children(dt.date(2028, 2, 29))) == len(children(TODAY))
