"""Requests that are being written."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from placements.actions.request import request_placement
from placements.models import PlacementDraft


def start_draft(*, by, pupil, data=None):
    """A new draft for the pupil, in the name of the person's organisation."""
    with record("draft_started", by=by):
        return PlacementDraft.objects.create(
            person_id=by.pk,
            organisation=by.organisation,
            authority_id=pupil.authority_id,
            pupil=pupil,
            data=data or {},
        )


def save_draft(*, by, draft, step, answers):
    """Keep what was typed on one step: a dict of lists of strings."""
    with record("draft_saved", by=by):
        draft.data[step] = answers
        draft.save(update_fields=["data", "changed_at"])
        return draft


def discard_draft(*, by, draft):
    """Throw the draft away; nothing was asked of anybody yet."""
    with record("draft_discarded", by=by):
        draft.delete()


def send_draft(*, by, draft, **request):
    """Request the placement (`request` as for request_placement) and let the draft go."""
    with record("placement_requested", by=by):
        # Two presses at once: the second waits here, and finds the draft gone.
        if not PlacementDraft.objects.select_for_update().filter(pk=draft.pk).exists():
            raise NotAllowed("This request was sent already.")
        placement = request_placement(by=by, pupil=draft.pupil, **request)
        draft.delete()
        return placement
