"""What every page knows: the service's name, this role's menu, the memberships to switch to."""

from django.conf import settings
from django.urls import reverse

from apcommission.accounts.roles import Permission as P
from apcommission.accounts.sign_in import second_factor_done

# (url name, label, permission); the order is the order on the page.
MENU = [
    ("reports:home", "Today", P.HOME_VIEW),
    ("attendance:register_today", "Registers", P.REGISTER_TAKE),
    ("placements:placement_list", "Placements", P.PLACEMENT_VIEW),
    ("placements:pupil_list", "Pupils", P.PUPIL_VIEW),
    ("attendance:attendance_day", "Attendance", P.ATTENDANCE_VIEW),
    ("providers:provider_list", "Providers", P.PROVIDER_VIEW),
    ("qa:visit_list", "Visits", P.VISIT_VIEW),
    ("reports:flag_list", "Flags", P.FLAG_VIEW),
    ("reports:forum_report_list", "Forum reports", P.FORUM_REPORT_VIEW),
    ("accounts:member_list", "People", P.ACCOUNT_MANAGE),
]
# What is opened seldom: links on one's own account's page.
MORE = [
    ("providers:application_list", "Applications for approval", P.EVIDENCE_VIEW),
    ("providers:requirement_list", "Evidence checklist", P.APPROVAL_DECIDE),
    ("providers:entry_change_list", "Changes to entries", P.APPROVAL_DECIDE),
    ("accounts:event_list", "Who changed what", P.AUDIT_VIEW),
    ("jobs:job_list", "What ran by itself", P.JOB_VIEW),
    ("providers:agreement_list", "Agreements", P.AGREEMENT_VIEW),
    ("providers:off_list_list", "Off-list use", P.OFF_LIST_VIEW),
    ("terms:calendar_detail", "Terms and closures", P.CALENDAR_VIEW),
    ("accounts:school_import", "Import schools", P.SCHOOL_IMPORT),
    ("reports:vacancy_board", "Vacancy board", P.VACANCY_VIEW),
    ("reports:market_gap", "Market gap", P.MARKET_VIEW),
    ("providers:provider_import", "Import providers", P.PROVIDER_IMPORT),
]


def links(entries, user):
    """(label, address) of those of the entries whose page the user may open."""
    for name, label, permission in entries:
        if user.may(permission):
            yield label, reverse(name)


def with_second_factor(request):
    """Before the second step the menu would lead nowhere but back to it."""
    return not hasattr(request, "session") or second_factor_done(request)


def navigation(request):
    user = getattr(request, "user", None)
    context = {"service_name": settings.SERVICE_NAME, "support_email": settings.SUPPORT_EMAIL}
    if user is None or not user.is_authenticated or user.membership is None:
        return context
    memberships = getattr(request, "memberships", [])
    context |= {"membership": user.membership, "memberships": memberships}
    if not with_second_factor(request):
        return context
    menu = [
        {"label": label, "url": url, "active": is_at(request, url)}
        for label, url in links(MENU, user)
    ]
    return {**context, "navigation": menu, "may_search": user.may(P.SEARCH)}


def is_at(request, url):
    return request.path == url if url == "/" else request.path.startswith(url)
