"""What the pages of one placement have in common: fetching it, and saying why not."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from placements.models import Placement


def placement_in_scope(request, pk):
    """The placement, its pupil noted as seen; 404 outside the user's scope."""
    placement = _placement(request, pk)
    viewed(request, [placement.pupil])
    return placement


def placement_to_run(request, pk):
    """The same for those who decide on it; 403 for a school of a placement that the LA made."""
    placement = _placement(request, pk)
    if not placement.is_run_by(request.user.organisation):
        raise PermissionDenied("The local authority arranged this placement.")
    viewed(request, [placement.pupil])
    return placement


def _placement(request, pk):
    placements = Placement.objects.visible_to(request.user).with_names()
    return get_object_or_404(placements, pk=pk)


def carried_out(form, action, **arguments):
    """Whether the action was done; if it was refused, the form says why."""
    try:
        action(**arguments)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
