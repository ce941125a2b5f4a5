"""Seeing attendance: one day within scope, one pupil's half term."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from apcommission.design.templatetags.design import long_date
from apcommission.documents.spreadsheet import csv_response
from apcommission.terms.calendars import calendar_for
from apcommission.terms.choices import Session
from attendance.day import bands, day_table, register_lines, state_counts
from attendance.models import MarkEvent, PartTimeTimetable, Register, Tally
from attendance.part_time import half_days_in_words
from attendance.rules import RATE_RULE, attendance_rate, is_persistent, is_severe
from attendance.sheet import read_sheet
from attendance.views.dates import beside, chosen_date
from attendance.views.register import why_empty
from attendance.weeks import excused, not_yet_marked, total, weeks
from placements.models import Pupil


@allow(Permission.ATTENDANCE_VIEW)
def attendance_day(request):
    date, filters = chosen_date(request)
    user, now = request.user, timezone.now()
    kind = user.organisation.kind
    sheet = read_sheet(date, Session.values, of=kind, pk=user.organisation.pk)
    site_ids = {row.site_id for row in sheet.rows}
    headers = Register.objects.visible_to(user).on(date).at_sites(site_ids).with_person()
    lines = register_lines(sheet.rows, headers, now=now)
    viewed(request, [row.pupil for row in sheet.rows])
    if request.GET.get("format") == "csv":
        shown = columns(user)["shows_code"]
        return csv_response(f"attendance-{date}.csv", *day_table(sheet.rows, with_code=shown))
    context = {
        "date": date,
        "today": timezone.localdate(),
        "beside": beside(date),
        "filters": filters,
        "refreshed": now,
        "lines": lines,
        "stats": day_stats(lines),
        "date_words": long_date(date),
        "why_empty": why_empty(sheet),
        "sessions": [
            (session, bands([row for row in sheet.rows if row.session == session]))
            for session in Session
            if any(row.session == session for row in sheet.rows)
        ],
        **columns(user),
    }
    return render(request, "attendance/attendance_day.html", context)


def day_stats(lines):
    """The day in five numbers."""
    counts = state_counts(lines)
    return [
        {
            "value": counts["due"],
            "label": "register due" if counts["due"] == 1 else "registers due",
        },
        {"value": counts["in"], "label": "in"},
        {"value": counts["missing"], "label": "missing"},
        {"value": sum(line.absent for line in lines), "label": "not here"},
        {"value": sum(line.expected - line.marked for line in lines), "label": "not yet marked"},
    ]


def columns(user):
    """Which columns this viewer has: a provider never sees a code, a school is its own."""
    kind = user.organisation.kind
    return {
        "shows_code": kind != OrganisationKind.PROVIDER,
        "shows_school": kind != OrganisationKind.SCHOOL,
        "shows_provider": kind != OrganisationKind.PROVIDER,
        "may_decide": user.may(Permission.CODE_DECIDE),
        "may_settle": user.may(Permission.CONFLICT_SETTLE),
        "may_enter": user.may(Permission.REGISTER_ON_BEHALF),
        "may_follow_up": user.may(Permission.ABSENCE_FOLLOW_UP),
        "may_plan": user.may(Permission.ABSENCE_PLAN),
        "may_agree": user.may(Permission.PART_TIME_AGREE),
    }


@allow(Permission.ATTENDANCE_VIEW)
def attendance_pupil(request, pk):
    pupil = get_object_or_404(Pupil.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    half_terms = begun_half_terms(pupil, today)
    half_term = chosen_half_term(request, half_terms)
    viewed(request, [pupil])
    context = {
        "pupil": pupil,
        "today": today,
        "half_term": half_term,
        "links": links(half_terms, half_term),
        "rate_rule": RATE_RULE,
        **columns(request.user),
    }
    if half_term:
        context |= in_half_term(request.user, pupil, half_term, today)
    return render(request, "attendance/attendance_pupil.html", context)


def begun_half_terms(pupil, today):
    """The half terms of this academic year that have begun, for this pupil's school."""
    calendar = calendar_for(pupil.authority_id, school_id=pupil.school_id, start=today, end=today)
    return [half_term for half_term in calendar.half_terms if half_term.starts_on <= today]


def chosen_half_term(request, half_terms):
    """The one asked for by its number, else the latest; None before the first."""
    asked = request.GET.get("half_term")
    latest = half_terms[-1] if half_terms else None
    return next((h for h in half_terms if str(h.number) == asked), latest)


def links(half_terms, current):
    return [
        {"label": h.name, "url": f"?half_term={h.number}", "active": h == current}
        for h in half_terms
    ]


def in_half_term(user, pupil, half_term, today):
    """The weeks of a half term up to its end, what was changed, and how it counts."""
    sheet = read_sheet(
        half_term.starts_on,
        Session.values,
        of=user.organisation.kind,
        pk=user.organisation.pk,
        pupil=pupil.pk,
        until=half_term.ends_on,
    )
    counts = total(sheet.rows)
    timetables = list(PartTimeTimetable.objects.visible_to(user).of_pupil(pupil).newest_first())
    calendar = calendar_for(
        pupil.authority_id,
        school_id=pupil.school_id,
        start=half_term.starts_on,
        end=half_term.ends_on,
    )
    tallies = Tally.objects.visible_to(user).of_pupil(pupil)
    year = tallies.of_year(half_term.academic_year).summed()
    placement_ids = {row.placement_id for row in sheet.rows}
    events = MarkEvent.objects.visible_to(user).of_ids(placement_ids)
    return {
        "stats": term_stats(counts),
        "weeks": weeks(
            sheet.rows,
            half_term.starts_on,
            half_term.ends_on,
            excused(timetables, calendar, half_term.starts_on, half_term.ends_on),
        ),
        "timetables": [(each, half_days_in_words(each)) for each in timetables],
        "is_persistent": is_persistent(year),
        "is_severe": is_severe(year),
        "year": year,
        "year_rate": attendance_rate(year),
        "unmarked": not_yet_marked(sheet.rows, today),
        "changes": events.between(half_term.starts_on, half_term.ends_on).changes().newest_first(),
    }


def term_stats(counts):
    """A half term in five numbers."""
    rate = attendance_rate(counts)
    return [
        {"value": "–" if rate is None else f"{rate}%", "label": "attendance"},
        {"value": counts.attended, "label": f"attended of {counts.possible} possible"},
        {"value": counts.late, "label": "late"},
        {"value": counts.absent, "label": "not here"},
        {"value": counts.undelivered, "label": "not delivered"},
    ]
