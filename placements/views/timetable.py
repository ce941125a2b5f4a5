from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from placements import actions
from placements.forms.timetable import TimetableEditForm
from placements.models import TimetableSlot
from placements.views.gates import carried_out, placement_to_run
from placements.week import week_of
from providers.models import Site


@allow(P.PLACEMENT_REQUEST)
def timetable_edit(request, pk):
    placement, today = placement_to_run(request, pk), timezone.localdate()
    slots = list(TimetableSlot.objects.of(placement).with_site().in_order())
    week, following = week_of(placement, slots, today)
    newest = following or week
    sites = Site.objects.visible_to(request.user).active().of(placement.provider).by_name()
    form = TimetableEditForm(
        request.POST or None,
        sites=sites,
        site=newest.slots[0].site if newest.slots else sites[0],
        slots=newest.slots,
        today=today,
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form,
        actions.change_timetable,
        by=request.user,
        placement=placement,
        slots=form.slots(),
        valid_from=form.cleaned_data["valid_from"],
    ):
        day = f"{form.cleaned_data['valid_from']:%-d %B %Y}"
        messages.success(request, f"The new timetable begins on {day}.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/timetable_edit.html", context)
