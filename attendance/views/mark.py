"""One mark: changing it with a reason, and the school's decision on its code."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from apcommission.terms.choices import Session
from attendance import actions
from attendance.choices import Observation
from attendance.codes import code_on, needs_nature
from attendance.forms.mark import CodeDecideForm, MarkChangeForm
from attendance.forms.register import stored_entry
from attendance.models import CodeDecision, Mark, MarkEvent
from attendance.sheet import read_sheet
from attendance.views.dates import caption
from placements.models import Placement
from providers.models import Site


@allow(Permission.REGISTER_TAKE)
def mark_change(request, placement, date, session):
    placement, row = find_mark(request, placement, date, session)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=row.site_id)
    form = MarkChangeForm(
        request.POST or None,
        times=site.times(session),
        initial=as_stored(row, site, session),
        cancel_url=reverse("attendance:register_take", args=[site.pk, date, session]),
    )
    if form.is_valid():
        try:
            actions.correct_mark(
                by=request.user,
                site=site,
                placement=placement,
                date=date,
                session=session,
                observation=form.cleaned_data["observation"],
                minutes=form.cleaned_data["minutes"],
                reason=form.cleaned_data["reason"],
                base_version=form.cleaned_data["base_version"],
                absence_reason=form.cleaned_data["absence_reason"] or None,
                told_by=form.cleaned_data["told_by"],
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The mark of {row.name} is changed.")
            return redirect("attendance:register_take", site.pk, date, session)
    viewed(request, [row.pupil])
    context = {
        "form": form,
        "row": row,
        "site": site,
        "title": f"Change the mark of {row.name}",
        **about_mark(request, row),
    }
    return render(request, "attendance/mark_change.html", context)


def as_stored(row, site, session):
    """The stored mark as the form asks for it."""
    entry = stored_entry(row, site.times(session)[1])
    return {
        "observation": row.observation,
        "minutes": entry.minutes,
        "left_at": entry.left,
        "absence_reason": row.reason if row.observation == Observation.ABSENT else "",
        "told_by": row.told_by,
        "base_version": row.version,
    }


@allow(Permission.CODE_DECIDE)
def code_decide(request, placement, date, session):
    placement, row = find_mark(request, placement, date, session)
    form = CodeDecideForm(
        request.POST or None,
        codes=actions.code_choices(row),
        proposed=row.code,
        initial={"code": row.decided or row.code},
        cancel_url=f"{reverse('attendance:attendance_day')}?date={date.isoformat()}",
    )
    if form.is_valid():
        try:
            actions.decide_code(
                by=request.user,
                placement=placement,
                date=date,
                session=session,
                **form.cleaned_data,
            )
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            code = form.cleaned_data["code"]
            messages.success(request, f"Code {code} is recorded for {row.name}.")
            return redirect(f"{reverse('attendance:attendance_day')}?date={date.isoformat()}")
    viewed(request, [row.pupil])
    context = {
        "form": form,
        "row": row,
        "title": f"Code for {row.name}",
        "date_text": date.isoformat(),
        "proposed": code_on(row.code, date),
        "shows_code": True,
        "needs_nature": needs_nature(row.code),
        "decisions": CodeDecision.objects.visible_to(request.user)
        .of_mark(placement.pk, date, session)
        .newest_first(),
        **about_mark(request, row),
    }
    return render(request, "attendance/code_decide.html", context)


def find_mark(request, placement, date, session):
    """(placement, row of the sheet) of a mark in scope; 404 when there is none."""
    placement = get_object_or_404(Placement.objects.visible_to(request.user), pk=placement)
    get_object_or_404(
        Mark.objects.visible_to(request.user).of([placement]).on(date), session=session
    )
    rows = read_sheet(date, [session], of="placement", pk=placement.pk).rows
    if not rows:
        raise Http404
    return placement, rows[0]


def about_mark(request, row):
    """What both pages show below the question: the mark's history, newest first."""
    events = MarkEvent.objects.visible_to(request.user)
    return {
        "session": Session(row.session),
        "caption": caption(row.site_name, row.date, row.session),
        "events": events.of_mark(row.placement_id, row.date, row.session).newest_first(),
    }
