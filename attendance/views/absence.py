"""What is known ahead of an absence, and part-time timetables: pages of one pupil."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from attendance import actions
from attendance.forms.absence import (
    AbsencePlanForm,
    PartTimeForm,
    PartTimeStopForm,
    WithdrawForm,
)
from attendance.models import PartTimeTimetable, PlannedAbsence
from attendance.part_time import half_days_in_words
from placements.models import Placement, Pupil


def carried_out(form, action, **given):
    """Whether the action was done; a refusal is put on the form."""
    try:
        action(**given)
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True


@allow(Permission.ABSENCE_PLAN)
def absence_plan(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    form = AbsencePlanForm(request.POST or None, initial={"starts_on": today, "ends_on": today})
    if form.is_valid():
        placements = Placement.objects.visible_to(request.user).of_pupil(pupil).taught()
        if carried_out(
            form,
            actions.plan_absence,
            by=request.user,
            placements=list(placements),
            **form.cleaned_data,
        ):
            messages.success(request, "The planned absence is saved. Registers show it.")
            return redirect("attendance:absence_plan", pupil.pk)
    viewed(request, [pupil])
    planned = PlannedAbsence.objects.visible_to(request.user).of_pupil(pupil).standing()
    context = {
        "form": form,
        "pupil": pupil,
        "shows_pupil_page": request.user.may(Permission.ATTENDANCE_VIEW),
        "planned": planned.ending_from(today).in_order(),
    }
    return render(request, "attendance/absence_plan.html", context)


@allow(Permission.ABSENCE_PLAN)
def planned_absence_withdraw(request, pk):
    planned = get_object_or_404(
        PlannedAbsence.objects.visible_to(request.user).standing().in_order(), pk=pk
    )
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carried_out(
        form, actions.withdraw_planned_absence, by=request.user, planned=planned
    ):
        messages.success(request, "The planned absence is taken back.")
        return redirect("attendance:absence_plan", planned.pupil_id)
    viewed(request, [planned.pupil])
    context = {"form": form, "planned": planned, "pupil": planned.pupil}
    return render(request, "attendance/planned_absence_withdraw.html", context)


@allow(Permission.PART_TIME_AGREE)
def part_time_agree(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user), pk=pk)
    form = PartTimeForm(request.POST or None)
    if form.is_valid() and carried_out(
        form, actions.agree_part_time, by=request.user, pupil=pupil, **form.cleaned_data
    ):
        messages.success(request, "The part-time timetable is recorded.")
        return redirect("attendance:attendance_pupil", pupil.pk)
    viewed(request, [pupil])
    return render(request, "attendance/part_time_agree.html", {"form": form, "pupil": pupil})


@allow(Permission.PART_TIME_AGREE)
def part_time_stop(request, pk):
    timetables = PartTimeTimetable.objects.visible_to(request.user).select_related("pupil")
    timetable = get_object_or_404(timetables, pk=pk)
    form = PartTimeStopForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid() and carried_out(
        form,
        actions.stop_part_time,
        by=request.user,
        timetable=timetable,
        on=form.cleaned_data["on"],
    ):
        messages.success(request, "The part-time timetable is ended.")
        return redirect("attendance:attendance_pupil", timetable.pupil_id)
    viewed(request, [timetable.pupil])
    context = {
        "form": form,
        "timetable": timetable,
        "pupil": timetable.pupil,
        "half_days": half_days_in_words(timetable),
    }
    return render(request, "attendance/part_time_stop.html", context)
