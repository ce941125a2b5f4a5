from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from placements.actions.feedback import give_feedback, gives_feedback
from placements.feedback import open_moments
from placements.forms.feedback import FeedbackForm
from placements.views.gates import carried_out, placement_in_scope


@allow(P.FEEDBACK_GIVE)
def feedback_add(request, pk):
    """About one review or the end: `?about=` is the key of a Moment."""
    placement = placement_in_scope(request, pk)
    if not gives_feedback(request.user.organisation, placement):
        raise PermissionDenied("Feedback is given by who arranged the placement.")
    moments = open_moments(placement, request.user)
    if not moments:
        messages.info(request, "There is nothing to give feedback on now.")
        return redirect(placement)
    keys = [moment.key for moment in moments]
    asked = request.GET.get("about")
    form = FeedbackForm(
        request.POST or None,
        moments=moments,
        initial={"about": asked if asked in keys else keys[0]},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, give_feedback, by=request.user, placement=placement, **form.facts()
    ):
        messages.success(request, "Thank you. Your feedback is with the local authority.")
        return redirect(placement)
    return render(request, "placements/feedback_add.html", {"form": form, "placement": placement})
