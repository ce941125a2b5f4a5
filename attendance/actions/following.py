"""Asking after an absent pupil."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.models import FollowUp


def record_follow_up(
    *, by, placement, date, session, asked, outcome, seen_safe, escalated_to="", note="", now=None
):
    """Record one attempt to find out where an absent pupil is. It is never changed; the next
    attempt is another row. Raises NotAllowed without who was asked."""
    if not asked.strip():
        raise NotAllowed("Say who was asked.")
    with record("absence_followed_up", by=by):
        return FollowUp.objects.create(
            **placement.scope_columns(),
            date=date,
            session=session,
            asked=asked.strip(),
            outcome=outcome,
            seen_safe=seen_safe,
            escalated_to=escalated_to,
            note=note.strip(),
            made_by_id=by.pk,
            made_at=now or timezone.now(),
        )
