"""The one door through which a placement's status changes."""

from apcommission.audit.refusal import NotAllowed
from placements import rules
from placements.choices import Status
from placements.models import Placement


def lock(placement):
    """Hold the placement's row to the end of the transaction, and read its state as it is now."""
    placement.refresh_from_db(
        fields=["status", "starts_on", "planned_end_on", "ended_on", "review_due_on"],
        from_queryset=Placement.objects.select_for_update(),
    )
    return placement


def move(placement, to, *, done):
    """Lock the placement and set its new status, unsaved; `done` says it: "ended".

    Raises NotAllowed when the table of transitions has no such step.
    """
    lock(placement)
    if not rules.can_move(placement.status, to):
        status = Status(placement.status).label.lower()
        raise NotAllowed(f"This placement is {status}. It cannot be {done}.")
    placement.status = to


def require_status(placement, statuses, *, done):
    """Raise NotAllowed unless the locked placement is in one of the statuses."""
    if placement.status not in statuses:
        status = Status(placement.status).label.lower()
        raise NotAllowed(f"This placement is {status}. {done}")
