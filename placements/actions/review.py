"""Reviews of a placement."""

from django.db import IntegrityError, transaction

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.moves import lock, require_status
from placements.choices import ReviewOutcome
from placements.models import Review
from placements.models.placement import LIVE

LAST = (ReviewOutcome.REINTEGRATE, ReviewOutcome.END)


def hold_review(
    *, by, placement, held_on, attendees, notes, outcome, next_due_on, extended_to=None
):
    """Write the review down and move the day on which the next is owed.

    EXTEND moves the planned end to `extended_to`, or to the day of the next review when none is
    given; it is the commissioner's to decide. A review that ends or reintegrates needs no next.
    """
    with record("review_held", by=by):
        lock(placement)
        require_status(placement, LIVE, done="A review can be recorded only while it is live.")
        _check_dates(placement, held_on, outcome, next_due_on)
        review = _write(
            placement,
            due_on=placement.review_due_on,
            held_on=held_on,
            attendees=attendees,
            notes=notes,
            outcome=outcome,
            next_due_on=next_due_on,
            recorded_by_id=by.pk,
        )
        placement.review_due_on = next_due_on
        placement.save(update_fields=["review_due_on"])
        if outcome == ReviewOutcome.EXTEND:
            _extend(by, placement, extended_to or next_due_on)
        return review


def _check_dates(placement, held_on, outcome, next_due_on):
    if held_on < placement.starts_on:
        raise NotAllowed("The review is before the start of the placement.")
    if next_due_on is None and outcome not in LAST:
        raise NotAllowed("Give the date of the next review.")
    if next_due_on is not None and next_due_on <= held_on:
        raise NotAllowed("The next review must be after this one.")


def _write(placement, **fields):
    try:
        with transaction.atomic():
            return Review.objects.create(**placement.scope_columns(), **fields)
    except IntegrityError as error:
        if "review_once_a_day" not in str(error):
            raise
        raise NotAllowed("A review held on that day is already recorded.") from error


def _extend(by, placement, until):
    if by.organisation.pk == placement.provider_id:
        raise NotAllowed("Only the school or the local authority can extend a placement.")
    if until <= placement.planned_end_on:
        raise NotAllowed("The new end must be after the planned end of the placement.")
    placement.planned_end_on = until
    placement.save(update_fields=["planned_end_on"])
