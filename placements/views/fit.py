"""Which providers fit a pupil, best first, and why."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.geography import position_of
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from placements.fitting import needs_known, providers_fitting, starting_point, wanted_from
from placements.forms.fit import FitForm
from placements.models import Pupil

SHOWN, SHOWN_IMPOSSIBLE = 20, 10


@allow(Permission.PLACEMENT_REQUEST)
def provider_fit(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user).with_school(), pk=pk)
    viewed(request, [pupil])
    today = timezone.localdate()
    near, whose = starting_point(request.user, pupil, today)
    known = {
        "starts_on": today,
        "needs": needs_known(pupil),
        "half_days": [],
        "near": near,
        "must_be_fetched": False,
    }
    form = FitForm(request.POST or None, initial=known)
    asked, origin = known, position_of(near) if near else None
    if form.is_valid():
        asked, origin = form.cleaned_data, form.origin
    found = providers_fitting(
        request.user,
        pupil,
        wanted_from(pupil, asked),
        starts_on=asked["starts_on"],
        origin=origin,
    )
    possible = [each for each in found if each.fit.is_possible]
    impossible = [each for each in found if not each.fit.is_possible]
    context = {
        "pupil": pupil,
        "form": form,
        "asked": asked,
        "near": asked["near"] if origin else "",
        "whose": whose if asked["near"] == near else "",
        "possible": possible[:SHOWN],
        "total": len(possible),
        "impossible": impossible[:SHOWN_IMPOSSIBLE],
        "total_impossible": len(impossible),
    }
    return render(request, "placements/provider_fit.html", context)
