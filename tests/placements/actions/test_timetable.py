import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apcommission.audit.refusal import NotAllowed
from placements import actions
from placements.choices import Status
from placements.models import TimetableSlot
from tests.factories.placements import PlacementFactory, SlotFactory, slot_input

CHANGE = dt.date(2026, 11, 30)


def expected(placement, date):
    slots = TimetableSlot.objects.of(placement).agreed().on(date).in_order()
    return [(s.session, s.starts_at.isoformat("minutes"), s.site.name) for s in slots]


@pytest.mark.capability("F044")
def test_change_keeps_the_old_weeks_true(school_lead, placement, slot, site):
    later = slot_input(site, 1, "am", starts_at=dt.time(10))
    friday = slot_input(site, 5, "pm")
    actions.change_timetable(
        by=school_lead, placement=placement, slots=[later, friday], valid_from=CHANGE
    )
    assert expected(placement, dt.date(2026, 11, 23)) == [("am", "09:30", "Main yard")]
    assert expected(placement, dt.date(2026, 11, 27)) == []
    assert expected(placement, CHANGE) == [("am", "10:00", "Main yard")]
    assert expected(placement, dt.date(2026, 12, 4)) == [("pm", "12:45", "Main yard")]


def test_change_from_the_day_on_which_the_old_week_began(school_lead, placement, slot, site):
    actions.change_timetable(
        by=school_lead,
        placement=placement,
        slots=[slot_input(site, 2, "am")],
        valid_from=placement.starts_on,
    )
    assert expected(placement, dt.date(2026, 9, 7)) == []
    assert expected(placement, dt.date(2026, 9, 8)) == [("am", "09:30", "Main yard")]


def test_change_again_replaces_what_has_not_begun(school_lead, placement, slot, site):
    for weekday in (2, 3):
        actions.change_timetable(
            by=school_lead,
            placement=placement,
            slots=[slot_input(site, weekday, "am")],
            valid_from=CHANGE,
        )
    assert expected(placement, dt.date(2026, 12, 1)) == []
    assert expected(placement, dt.date(2026, 12, 2)) == [("am", "09:30", "Main yard")]


def test_change_refuses_a_clash_and_keeps_the_old_week(school_lead, placement, slot, site):
    other = PlacementFactory(pupil=placement.pupil)
    SlotFactory(placement=other, weekday=4, session="am")
    with pytest.raises(NotAllowed) as refusal:
        actions.change_timetable(
            by=school_lead,
            placement=placement,
            slots=[slot_input(site, 2, "am"), slot_input(site, 4, "am")],
            valid_from=CHANGE,
        )
    assert str(refusal.value) == (
        "Ada Marsh is already expected somewhere else on Thursday morning. "
        "One of the two timetables must change first."
    )
    assert expected(placement, CHANGE) == [("am", "09:30", "Main yard")]
    assert expected(placement, dt.date(2026, 12, 1)) == []


@pytest.mark.parametrize("valid_from", [dt.date(2026, 9, 6), dt.date(2027, 2, 13)])
def test_change_refuses_a_day_outside_the_placement(school_lead, placement, site, valid_from):
    with pytest.raises(NotAllowed, match="between the placement's start and end"):
        actions.change_timetable(
            by=school_lead,
            placement=placement,
            slots=[slot_input(site, 2, "am")],
            valid_from=valid_from,
        )


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.DECLINED, Status.WITHDRAWN])
def test_change_refuses_a_placement_without_an_agreed_week(school_lead, placement, site, status):
    placement.status = status
    placement.save()
    with pytest.raises(NotAllowed) as refusal:
        actions.change_timetable(
            by=school_lead,
            placement=placement,
            slots=[slot_input(site, 2, "am")],
            valid_from=CHANGE,
        )
    assert str(refusal.value) == (
        f"This placement is {status.label.lower()}. Its timetable cannot be changed."
    )


weeks = st.sets(st.tuples(st.integers(1, 5), st.sampled_from(["am", "pm"])), min_size=1)
days = st.dates(min_value=dt.date(2026, 9, 7), max_value=dt.date(2027, 2, 12))


@given(changes=st.lists(st.tuples(days, weeks), min_size=1, max_size=4))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_any_changes_each_day_has_the_newest_week_for_it(
    school_lead, placement, site, changes
):
    """A later change replaces everything from its own day on, and nothing before it."""
    TimetableSlot.objects.of(placement).delete()
    truth = []
    for valid_from, week in changes:
        slots = [slot_input(site, weekday, session) for weekday, session in week]
        actions.change_timetable(
            by=school_lead, placement=placement, slots=slots, valid_from=valid_from
        )
        truth = [(begun, old) for begun, old in truth if begun < valid_from]
        truth.append((valid_from, week))
    for offset in range(0, 158, 3):
        date = dt.date(2026, 9, 7) + dt.timedelta(days=offset)
        current = [week for begun, week in truth if begun <= date]
        planned = {s for w, s in (current[-1] if current else ()) if w == date.isoweekday()}
        found = {session for session, _, _ in expected(placement, date)}
        assert found == planned
