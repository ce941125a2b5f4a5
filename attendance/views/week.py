"""A site's week: to look at, to print, to fill in afterwards, and as a sheet of paper."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from apcommission.design.templatetags.design import plural
from apcommission.documents.pdf import render_in_child
from apcommission.terms.choices import Session
from attendance import actions
from attendance.forms.week import RegisterWeekForm
from attendance.sheet import read_sheet
from attendance.views.dates import DAY
from attendance.week_grid import grid, half_days, week_of
from attendance.window import closed_since
from providers.models import Site


@allow(Permission.REGISTER_TAKE)
def register_week(request, site, date):
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    lines = read_week(request, site, date)
    cells = [cell for line in lines for cell in line.cells]
    form = RegisterWeekForm(request.POST or None, cells=cells)
    if form.is_valid() and filled(request, form, site):
        return redirect(request.get_full_path())
    viewed(request, [line.row.pupil for line in lines])
    monday = week_of(date)[0]
    context = {
        "form": form,
        "site": site,
        "date": date,
        "days": week_of(date),
        "lines": [(line.row, with_boxes(form, line, date)) for line in lines],
        "beside": (monday - 7 * DAY, monday + 7 * DAY),
        "may_fill": any(cell.name for cell in cells),
        "pupil": request.GET.get("pupil", ""),
    }
    return render(request, "attendance/register_week.html", context)


def with_boxes(form, line, date):
    """[(cell, its box or None, "Mon 23 am")] of one pupil's line."""
    return [
        (cell, form[cell.name] if cell.name else None, f"{day:%a} {day.day} {session}")
        for cell, (day, session) in zip(line.cells, half_days(date), strict=True)
    ]


def read_week(request, site, date):
    """The week's grid, of one pupil when the address asks for one."""
    now, days = timezone.now(), week_of(date)
    asked = request.GET.get("pupil", "")
    rows = read_sheet(
        days[0],
        Session.values,
        of="site",
        pk=site.pk,
        provider=site.provider_id,
        until=days[-1],
        pupil=int(asked) if asked.isdecimal() and len(asked) < 10 else None,
    ).rows
    ids = {row.authority_id for row in rows}
    closed = {
        day
        for day, session in half_days(date)
        if closed_since(site, day, session, ids, now) is not None
    }
    times = {session.value: site.times(session) for session in Session}
    return grid(rows, date, times=times, closed=closed, now=now)


def filled(request, form, site):
    """Whether the boxes were saved: register by register, and all of them or none."""
    registers = form.registers()
    if not registers:
        form.add_error(None, "Fill in at least one box before you save.")
        return False
    try:
        with transaction.atomic():
            for (date, session), marks in registers.items():
                actions.save_register(
                    by=request.user,
                    site=site,
                    date=date,
                    session=session,
                    key=uuid.uuid5(form.cleaned_data["key"], f"{date}{session}"),
                    marks=marks,
                )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    number = sum(len(marks) for marks in registers.values())
    messages.success(request, f"{plural(number, 'mark')} saved.")
    return True


@allow(Permission.REGISTER_TAKE)
def register_sheet(request, site, date):
    """The week to fill in by hand, as a PDF; ?day=1 for the one date."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site)
    days = [date] if request.GET.get("day") else week_of(date)
    rows = read_sheet(
        days[0],
        Session.values,
        of="site",
        pk=site.pk,
        provider=site.provider_id,
        until=days[-1],
    ).expected
    viewed(request, [row.pupil for row in rows])
    title = f"Register sheet, {site}"
    planned = {(row.placement_id, row.date, row.session) for row in rows}
    halves = [(day, session) for day in days for session in Session.values]
    pupils = {row.placement_id: row for row in rows}
    context = {
        "title": title,
        "site": site,
        "days": days,
        "halves": halves,
        "lines": [
            (row.name, [(pk, *half) in planned for half in halves]) for pk, row in pupils.items()
        ],
    }
    html = render_to_string("attendance/documents/register_sheet.html", context)
    response = HttpResponse(render_in_child(html, title=title), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="register-{days[0]}.pdf"'
    return response
