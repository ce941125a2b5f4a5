"""The attendance report of a school or an authority, on a page and as CSV."""

import datetime as dt

from django.shortcuts import render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from apcommission.documents.spreadsheet import csv_response
from apcommission.terms.calendars import calendar_for
from apcommission.terms.choices import Session
from attendance.report import follow_ups_between, pupil_lines, table, total
from attendance.rules import RATE_RULE
from attendance.sheet import read_sheet
from attendance.week_grid import week_of


@allow(Permission.ATTENDANCE_VIEW)
def attendance_report(request):
    user, today = request.user, timezone.localdate()
    periods = periods_of(user, today)
    name, start, end = next(
        (each for each in periods if each[0] == request.GET.get("period")), periods[0]
    )
    rows = read_sheet(
        start,
        Session.values,
        of=user.organisation.kind,
        pk=user.organisation.pk,
        until=min(end, today),
    ).rows
    lines = pupil_lines(rows, follow_ups_between(start, end), today=today)
    viewed(request, [line.row.pupil for line in lines])
    if request.GET.get("format") == "csv":
        return csv_response(f"attendance-{start}-{end}.csv", *table(lines))
    context = {
        "lines": lines,
        "total": total(lines),
        "start": start,
        "end": min(end, today),
        "rate_rule": RATE_RULE,
        "links": [
            {"label": each[0], "url": f"?period={each[0]}", "active": each[0] == name}
            for each in periods
        ],
    }
    return render(request, "attendance/attendance_report.html", context)


def periods_of(user, today):
    """[(name, first day, last day)]: this week, last week, and the half terms that have begun."""
    monday = week_of(today)[0]
    week = dt.timedelta(days=7)
    weeks = [("This week", monday), ("Last week", monday - week)]
    area = user.organisation.area_id or user.organisation.pk
    calendar = calendar_for(area, school_id=user.organisation.pk, start=today, end=today)
    begun = [h for h in calendar.half_terms if h.starts_on <= today]
    return [
        *((name, start, start + week - dt.timedelta(days=3)) for name, start in weeks),
        *((half.name, half.starts_on, half.ends_on) for half in begun),
    ]
