"""Starting, pausing, resuming and ending a placement."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements import rules
from placements.actions.moves import move
from placements.actions.timetable import agree_slots, close_slots
from placements.choices import Status
from placements.models import TimetableSlot


def start_placement(*, by, placement, on):
    """The pupil's first day was `on`; the first review is owed by the end of that half term."""
    with record("placement_started", by=by):
        move(placement, Status.ACTIVE, done="started")
        if on > placement.planned_end_on:
            raise NotAllowed("The start is after the planned end of the placement.")
        if on != placement.starts_on:
            first = TimetableSlot.objects.of(placement).agreed().beginning_on(placement.starts_on)
            agree_slots(placement, first.in_order(), valid_from=on)
        placement.starts_on = on
        placement.review_due_on = rules.default_review_due(on, placement.half_terms_around(on))
        placement.save(update_fields=["status", "starts_on", "review_due_on"])
    return placement


def pause_placement(*, by, placement, reason):
    """The pupil does not come for a while; the place and the timetable are kept."""
    with record("placement_paused", by=by, reason=reason):
        move(placement, Status.PAUSED, done="paused")
        placement.save(update_fields=["status"])
    return placement


def resume_placement(*, by, placement, reason=""):
    """The pupil comes again."""
    with record("placement_resumed", by=by, reason=reason):
        if placement.status != Status.PAUSED:
            raise NotAllowed("Only a paused placement can be resumed.")
        move(placement, Status.ACTIVE, done="resumed")
        placement.save(update_fields=["status"])
    return placement


def end_placement(*, by, placement, ended_on, reason, note=""):
    """The last day was `ended_on`; `reason` is an EndReason. Marks and old weeks stay."""
    with record("placement_ended", by=by, reason=note):
        move(placement, Status.ENDED, done="ended")
        if ended_on < placement.starts_on:
            raise NotAllowed("The end is before the start of the placement.")
        placement.ended_on = ended_on
        placement.end_reason = reason
        placement.end_note = note
        placement.review_due_on = None
        placement.save(
            update_fields=["status", "ended_on", "end_reason", "end_note", "review_due_on"]
        )
        close_slots(placement, ended_on)
    return placement
