"""The steps of a placement's life, one page each."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from placements import actions
from placements.forms.placement import (
    ACCEPT,
    PlacementAnswerForm,
    PlacementEndForm,
    PlacementPauseForm,
    PlacementResumeForm,
    PlacementStartForm,
    PlacementWithdrawForm,
)
from placements.models import TimetableSlot
from placements.views.gates import carried_out, placement_in_scope, placement_to_run
from placements.week import week_of


@allow(P.PLACEMENT_ANSWER)
def placement_answer(request, pk):
    placement = placement_in_scope(request, pk)
    slots = list(TimetableSlot.objects.of(placement).with_site().in_order())
    form = PlacementAnswerForm(
        request.POST or None,
        initial={"starts_on": placement.starts_on},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and _answered(request, form, placement):
        accepted = form.cleaned_data["answer"] == ACCEPT
        # A declined request is the provider's no longer.
        return redirect(placement if accepted else "placements:placement_list")
    week, _ = week_of(placement, slots, timezone.localdate())
    context = {"form": form, "placement": placement, "week": week}
    return render(request, "placements/placement_answer.html", context)


def _answered(request, form, placement):
    given, who = form.cleaned_data, {"by": request.user, "placement": placement}
    if given["answer"] == ACCEPT:
        when = {"starts_on": given["starts_on"], "note": given["note"]}
        if not carried_out(form, actions.accept_placement, **who, **when):
            return False
        messages.success(request, f"You have accepted {placement.pupil}.")
        return True
    if not carried_out(form, actions.decline_placement, **who, reason=given["note"]):
        return False
    messages.success(request, f"You have declined the request for {placement.pupil}.")
    return True


@allow(P.PLACEMENT_REQUEST)
def placement_start(request, pk):
    placement, today = placement_to_run(request, pk), timezone.localdate()
    form = PlacementStartForm(
        request.POST or None,
        today=today,
        initial={"on": min(placement.starts_on, today)},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.start_placement, by=request.user, placement=placement, **form.cleaned_data
    ):
        due = f"{placement.review_due_on:%-d %B %Y}"
        messages.success(request, f"The placement is active. The first review is due by {due}.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/placement_start.html", context)


@allow(P.PLACEMENT_REQUEST)
def placement_withdraw(request, pk):
    placement = placement_to_run(request, pk)
    form = PlacementWithdrawForm(request.POST or None, cancel_url=placement.get_absolute_url())
    if form.is_valid() and carried_out(
        form, actions.withdraw_placement, by=request.user, placement=placement, **form.cleaned_data
    ):
        messages.success(request, "The placement is withdrawn.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/placement_withdraw.html", context)


@allow(P.PLACEMENT_END)
def placement_pause(request, pk):
    placement = placement_to_run(request, pk)
    form = PlacementPauseForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.pause_placement, by=request.user, placement=placement, **form.cleaned_data
    ):
        messages.success(request, "The placement is paused. Its timetable is kept.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/placement_pause.html", context)


@allow(P.PLACEMENT_END)
def placement_resume(request, pk):
    placement = placement_to_run(request, pk)
    form = PlacementResumeForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.resume_placement, by=request.user, placement=placement, **form.cleaned_data
    ):
        messages.success(request, "The placement is active again.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/placement_resume.html", context)


@allow(P.PLACEMENT_END)
def placement_end(request, pk):
    placement = placement_to_run(request, pk)
    form = PlacementEndForm(
        request.POST or None,
        today=timezone.localdate(),
        cancel_url=placement.get_absolute_url(),
    )
    if form.is_valid() and carried_out(
        form, actions.end_placement, by=request.user, placement=placement, **form.cleaned_data
    ):
        messages.success(request, "The placement is ended. Its marks and plans are kept.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/placement_end.html", context)
