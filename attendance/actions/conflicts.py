"""Marks that were sent on an older version than the stored one: kept, told, and decided upon."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from attendance.actions.taking import correct_mark
from attendance.choices import ConflictOutcome
from attendance.models import MarkConflict
from attendance.rules import Observation
from attendance.saving import store_conflicts
from attendance.sheet import read_sheet


def keep_conflicts(*, by, site, date, session, marks, rows, now=None):
    """Store the marks that lost to somebody else's stored ones. `rows` are those as stored.

    The same mark by the same person, still undecided, is kept once.
    """
    with record("marks_in_conflict", by=by):
        return store_conflicts(
            by=by,
            site=site,
            date=date,
            session=session,
            marks=marks,
            rows=rows,
            now=now or timezone.now(),
        )


def settle_conflict(*, by, conflict, replace, reason, on_behalf="", now=None):
    """Decide between the stored mark and the other; `replace` puts the other in its place.

    Raises NotAllowed without a reason, or when it was decided already.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise NotAllowed("Say how you know which mark is right.")
    with record("conflict_settled", by=by, reason=reason.strip()):
        conflict = MarkConflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
        if conflict.settled_at is not None:
            raise NotAllowed("Somebody has decided this already.")
        if replace:
            _replace(by, conflict, reason, on_behalf, now)
        conflict.settled_at = now
        conflict.settled_by_id = by.pk
        conflict.outcome = ConflictOutcome.REPLACED if replace else ConflictOutcome.KEPT
        conflict.settled_reason = reason.strip()
        conflict.save(update_fields=["settled_at", "settled_by", "outcome", "settled_reason"])
    return conflict


def _replace(by, conflict, reason, on_behalf, now):
    date, session = conflict.date, conflict.session
    [row] = read_sheet(date, [session], of="placement", pk=conflict.placement_id).rows
    same = (row.observation, row.minutes) == (conflict.observation, conflict.minutes)
    if same:
        return
    absent = conflict.observation == Observation.ABSENT
    correct_mark(
        by=by,
        site=conflict.site,
        placement=conflict.placement,
        date=date,
        session=session,
        observation=conflict.observation,
        minutes=conflict.minutes,
        reason=reason,
        base_version=row.version,
        absence_reason=conflict.absence_reason or None if absent else None,
        told_by=conflict.told_by,
        on_behalf=on_behalf,
        now=now,
    )
