"""Starting, pausing, resuming and ending a placement."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements import rules
from placements.actions.moves import move
from placements.actions.request import check_not_blocked
from placements.actions.timetable import ONE_DAY, agree_slots, close_slots
from placements.choices import Status
from placements.models import Pause, TimetableSlot


def start_placement(*, by, placement, on):
    """The pupil's first day was `on`; the first review is owed by the end of that half term.

    Raises NotAllowed where the provider was suspended or removed after it agreed.
    """
    with record("placement_started", by=by):
        move(placement, Status.ACTIVE, done="started")
        check_not_blocked(placement)
        if on > placement.planned_end_on:
            raise NotAllowed("The start is after the planned end of the placement.")
        if on != placement.starts_on:
            first = TimetableSlot.objects.of(placement).agreed().beginning_on(placement.starts_on)
            agree_slots(placement, first.in_order(), valid_from=on)
        placement.starts_on = on
        placement.review_due_on = rules.default_review_due(on, placement.half_terms_around(on))
        placement.save(update_fields=["status", "starts_on", "review_due_on"])
    return placement


def pause_placement(*, by, placement, on, reason):
    """The pupil does not come from the day `on`; the place and the timetable are kept. Sessions
    before it are expected as they were."""
    with record("placement_paused", by=by, reason=reason):
        move(placement, Status.PAUSED, done="paused")
        if on < placement.starts_on:
            raise NotAllowed("The pause is before the start of the placement.")
        placement.save(update_fields=["status"])
        Pause.objects.create(
            **placement.scope_columns(), starts_on=on, reason=reason, paused_by_id=by.pk
        )
    return placement


def resume_placement(*, by, placement, on, reason=""):
    """The pupil comes again, `on` being the first day back."""
    with record("placement_resumed", by=by, reason=reason):
        if placement.status != Status.PAUSED:
            raise NotAllowed("Only a paused placement can be resumed.")
        move(placement, Status.ACTIVE, done="resumed")
        pause = Pause.objects.of(placement).still_open().first()
        if pause is not None:
            if on <= pause.starts_on:
                raise NotAllowed("The first day back must be after the first day of the pause.")
            pause.ends_on = on - ONE_DAY
            pause.save(update_fields=["ends_on"])
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
