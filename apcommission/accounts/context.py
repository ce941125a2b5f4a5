"""What every page knows: the service's name, this role's menu, the memberships to switch to."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from apcommission.accounts.roles import Permission as P

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
]


def navigation(request):
    user = getattr(request, "user", None)
    context = {"service_name": settings.SERVICE_NAME, "support_email": settings.SUPPORT_EMAIL}
    if user is None or not user.is_authenticated or user.membership is None:
        return context
    menu = []
    for name, label, permission in MENU:
        if user.may(permission):
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            active = request.path == url if url == "/" else request.path.startswith(url)
            menu.append({"label": label, "url": url, "active": active})
    return {
        **context,
        "navigation": menu,
        "membership": user.membership,
        "memberships": getattr(request, "memberships", []),
        "may_search": user.may(P.SEARCH),
    }
