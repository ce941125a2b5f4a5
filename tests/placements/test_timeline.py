import datetime as dt

import pytest

from placements import actions
from placements.choices import EndReason, Status
from placements.models import Review, SupportPlan, TimetableSlot
from placements.timeline import events_of
from tests.factories.placements import PlacementFactory, SlotFactory, plan_facts, slot_input


def told(placement):
    placement.refresh_from_db()
    events = events_of(
        placement,
        slots=list(TimetableSlot.objects.of(placement)),
        plans=list(SupportPlan.objects.of(placement)),
        reviews=list(Review.objects.of(placement)),
    )
    return [(event["title"], event.get("by"), event.get("text", "")) for event in events]


@pytest.fixture
def requested(pupil, provider, site, school_lead):
    placement = PlacementFactory(
        pupil=pupil,
        provider=provider,
        status=Status.REQUESTED,
        requested_by=school_lead,
        starts_on=dt.date(2026, 11, 30),
    )
    SlotFactory(placement=placement, site=site, is_agreed=False)
    return placement


def test_a_request(requested):
    assert told(requested) == [("Requested", "Sam Okoro", "From 30 November 2026")]


def test_a_declined_request(requested, provider_lead):
    actions.decline_placement(by=provider_lead, placement=requested, reason="Full.")
    assert told(requested) == [
        ("Declined by the provider", "Bridge Farm", "Full."),
        ("Requested", "Sam Okoro", ""),
    ]


def test_a_whole_placement_newest_first(placement, slot, site, school_lead, provider_lead):
    placement.requested_by = school_lead
    placement.save()
    for needs in ("First.", "Second."):
        actions.write_plan(by=school_lead, placement=placement, **plan_facts(needs=needs))
    SupportPlan.objects.update(written_at=dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC))
    actions.hold_review(
        by=provider_lead,
        placement=placement,
        held_on=dt.date(2026, 10, 16),
        attendees="All",
        notes="Good.",
        outcome="continue",
        next_due_on=dt.date(2026, 12, 18),
    )
    actions.change_timetable(
        by=school_lead,
        placement=placement,
        slots=[slot_input(site, 2, "am")],
        valid_from=dt.date(2026, 11, 2),
    )
    actions.end_placement(
        by=school_lead,
        placement=placement,
        ended_on=dt.date(2026, 11, 20),
        reason=EndReason.REINTEGRATED,
        note="Well done.",
    )
    assert told(placement) == [
        ("Ended", None, "Back in school full time. Well done."),
        ("New timetable", None, ""),
        ("Review held", "Pat Lowe", "Continue"),
        ("Support plan, version 2", "Sam Okoro", ""),
        ("Started", None, ""),
        ("Requested", "Sam Okoro", "From 7 September 2026"),
    ]
