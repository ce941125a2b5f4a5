"""The home page: what needs this person today."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind, Role
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from apcommission.reports import registers_today
from apcommission.reports.models import ForumReport
from apcommission.reports.worklist import worklist_for
from placements.models import Placement

NEWEST = 5


@allow(P.HOME_VIEW)
def home(request):
    user, now = request.user, timezone.now()
    context = {"today": timezone.localdate(), "now": now, **parts(user, now)}
    work = context.get("work")
    viewed(request, [row.pupil for row in work.rows() if row.pupil] if work else [])
    viewed(request, [row.pupil for row in context.get("not_here", [])])
    return render(request, "reports/home.html", context)


def parts(user, now):
    """What the page of this role is made of."""
    today = timezone.localdate()
    match user.role:
        case Role.FORUM_MEMBER:
            return {"reports": newest_reports(user)}
        case Role.FINANCE_OFFICER:
            return {"stats": placement_stats(user), "reports": newest_reports(user)}
        case Role.PROVIDER_STAFF:
            return provider_registers(user, today, now)
    work = worklist_for(user, today)
    match user.organisation.kind:
        case OrganisationKind.PROVIDER:
            return {"work": work, **provider_registers(user, today, now)}
        case OrganisationKind.SCHOOL:
            lines, not_here = registers_today.school_day(user, today, now=now)
            return {
                "work": work,
                "stats": day_stats(lines),
                "not_here": not_here,
                "is_school": True,
            }
    lines = registers_today.authority_lines(user, today, now=now)
    return {"work": work, "stats": day_stats(lines), "links": further(user)}


def further(user):
    """What an authority looks after that is not in the menu."""
    pages = [
        ("Registration watch", "reports:registration_list", P.REGISTRATION_VIEW),
        ("Thresholds of the flags", "reports:threshold_list", P.THRESHOLD_SET),
        ("Jobs", "jobs:job_list", P.JOB_VIEW),
    ]
    return [
        {"text": text, "url": reverse(name)} for text, name, needed in pages if user.may(needed)
    ]


def day_stats(lines):
    return registers_today.stats(lines, reverse("attendance:attendance_day"))


def provider_registers(user, today, now):
    lines = registers_today.provider_lines(user, today, now=now)
    return {
        "takes_registers": True,
        "lines": lines,
        "next_line": registers_today.next_to_take(lines),
    }


def placement_stats(user):
    """Live placements and what they cost a week."""
    live = Placement.objects.visible_to(user).live()
    pence = sum(live.values_list("weekly_price_pence", flat=True))
    return [
        {
            "value": live.count(),
            "label": "live placement" if live.count() == 1 else "live placements",
            "url": reverse("placements:placement_list"),
        },
        {"value": f"£{pence / 100:,.2f}", "label": "a week, as agreed with providers"},
    ]


def newest_reports(user):
    return ForumReport.objects.visible_to(user).published().newest_first()[:NEWEST]
