"""What becomes of a request before the placement starts."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.moves import move
from placements.actions.request import check_not_blocked
from placements.actions.timetable import agree_slots, give_up_slots
from placements.choices import Status
from placements.models import TimetableSlot


def accept_placement(*, by, placement, note="", starts_on=None):
    """The provider takes the pupil, from another day if it says so; the timetable is agreed.

    Raises NotAllowed when the pupil is already expected elsewhere in one of the half-days, or
    when the approval was taken away since the request.
    """
    with record("placement_accepted", by=by, reason=note):
        move(placement, Status.AGREED, done="accepted")
        check_not_blocked(placement)
        starts_on = starts_on or placement.starts_on
        if starts_on > placement.planned_end_on:
            raise NotAllowed("The start is after the planned end of the placement.")
        placement.starts_on = starts_on
        placement.answered_at = timezone.now()
        placement.answer_note = note
        placement.save(update_fields=["status", "starts_on", "answered_at", "answer_note"])
        slots = TimetableSlot.objects.of(placement).in_order()
        agree_slots(placement, slots, valid_from=starts_on)
    return placement


def decline_placement(*, by, placement, reason):
    """The provider does not take the pupil, and says why."""
    with record("placement_declined", by=by, reason=reason):
        if not reason.strip():
            raise NotAllowed("Say why the request is declined.")
        move(placement, Status.DECLINED, done="declined")
        placement.answered_at = timezone.now()
        placement.answer_note = reason
        placement.save(update_fields=["status", "answered_at", "answer_note"])
    return placement


def withdraw_placement(*, by, placement, reason=""):
    """The commissioner takes the request back, or an agreement that has not started."""
    with record("placement_withdrawn", by=by, reason=reason):
        move(placement, Status.WITHDRAWN, done="withdrawn")
        placement.end_note = reason
        placement.save(update_fields=["status", "end_note"])
        give_up_slots(placement)
    return placement
