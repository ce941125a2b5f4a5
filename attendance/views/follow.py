"""Asking after an absent pupil, opening a closed register, and marks in conflict."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from apcommission.terms.choices import Session
from attendance import actions
from attendance.forms.absence import REPLACE, ConflictSettleForm, FollowUpForm, ReopenForm
from attendance.models import FollowUp, MarkConflict
from attendance.sheet import read_sheet
from attendance.views.absence import carried_out
from attendance.views.dates import caption
from attendance.views.mark import about_mark, find_mark
from placements.models import PupilContact
from providers.models import Site


@allow(Permission.ABSENCE_FOLLOW_UP)
def follow_up_add(request, placement, date, session):
    placement, row = find_mark(request, placement, date, session)
    form = FollowUpForm(request.POST or None)
    if form.is_valid() and carried_out(
        form,
        actions.record_follow_up,
        by=request.user,
        placement=placement,
        date=date,
        session=session,
        **form.cleaned_data,
    ):
        messages.success(request, "What was done is saved.")
        return redirect("attendance:follow_up_add", placement.pk, date, session)
    viewed(request, [row.pupil])
    attempts = FollowUp.objects.visible_to(request.user)
    context = {
        "form": form,
        "row": row,
        "title": f"Follow up {row.name}",
        "date_text": date.isoformat(),
        "attempts": attempts.of_mark(placement.pk, date, session).newest_first(),
        "contacts": PupilContact.objects.visible_to(request.user).filter(pupil=row.pupil_id),
        "may_decide": request.user.may(Permission.CODE_DECIDE),
        **about_mark(request, row),
    }
    return render(request, "attendance/follow_up_add.html", context)


@allow(Permission.REGISTER_REOPEN)
def register_reopen(request, site, date, session):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    form = ReopenForm(request.POST or None)
    if form.is_valid() and carried_out(
        form,
        actions.reopen_register,
        by=request.user,
        site=site,
        date=date,
        session=session,
        **form.cleaned_data,
    ):
        messages.success(request, "The register can be changed for a week from now.")
        return redirect("attendance:register_enter", site.pk, date, session)
    context = {"form": form, "site": site, "caption": caption(site, date, session)}
    return render(request, "attendance/register_reopen.html", context)


@allow(Permission.CONFLICT_SETTLE)
def conflict_list(request):
    conflicts = MarkConflict.objects.visible_to(request.user).open().newest_first()
    conflicts = list(conflicts[:200])
    viewed(request, [conflict.pupil for conflict in conflicts])
    return render(request, "attendance/conflict_list.html", {"conflicts": conflicts})


@allow(Permission.CONFLICT_SETTLE)
def conflict_settle(request, pk):
    conflicts = MarkConflict.objects.visible_to(request.user).newest_first()
    conflict = get_object_or_404(conflicts.select_related("placement"), pk=pk)
    date, session = conflict.date, conflict.session
    rows = read_sheet(date, [session], of="placement", pk=conflict.placement_id).rows
    if not rows:
        raise Http404
    [row] = rows
    form = ConflictSettleForm(
        request.POST or None,
        stored=f"{row.words}, stored, by {row.saved_by}",
        other=f"{conflict.words}, sent by {conflict.sent_by}",
        is_entering=request.user.organisation.pk != conflict.provider_id,
    )
    if form.is_valid() and carried_out(
        form,
        actions.settle_conflict,
        by=request.user,
        conflict=conflict,
        replace=form.cleaned_data["which"] == REPLACE,
        reason=form.cleaned_data["reason"],
        on_behalf=form.cleaned_data.get("on_behalf", ""),
    ):
        messages.success(request, f"The mark of {row.name} is decided.")
        return redirect("attendance:conflict_list")
    viewed(request, [row.pupil])
    context = {
        "form": form,
        "conflict": conflict,
        "row": row,
        "title": f"Two marks for {row.name}",
        "words": Session(session).label,
        **about_mark(request, row),
    }
    return render(request, "attendance/conflict_settle.html", context)
