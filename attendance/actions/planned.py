"""Absences known before they happen."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.models import PlannedAbsence


def plan_absence(*, by, placements, kind, starts_on, ends_on, session="", note="", now=None):
    """Enter why a pupil will not come between two dates; advice on each placement's registers.

    Raises NotAllowed when none of the placements runs on these dates.
    """
    if ends_on < starts_on:
        raise NotAllowed("The last day is before the first.")
    running = [
        placement
        for placement in placements
        if placement.starts_on <= ends_on
        and (placement.ended_on is None or placement.ended_on >= starts_on)
    ]
    if not running:
        raise NotAllowed("The pupil has no placement on these dates.")
    with record("absence_planned", by=by):
        return [
            PlannedAbsence.objects.create(
                **placement.scope_columns(),
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                session=session,
                note=note.strip(),
                entered_by_id=by.pk,
                entered_at=now or timezone.now(),
            )
            for placement in running
        ]


def withdraw_planned_absence(*, by, planned, now=None):
    """The pupil comes after all."""
    with record("planned_absence_withdrawn", by=by):
        if planned.withdrawn_at is not None:
            raise NotAllowed("This planned absence was taken back already.")
        planned.withdrawn_at = now or timezone.now()
        planned.save(update_fields=["withdrawn_at"])
    return planned
