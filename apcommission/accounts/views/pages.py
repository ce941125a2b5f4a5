"""Pages that belong to no record: errors, and what the law asks every public service to say."""

from django.conf import settings
from django.shortcuts import render

from apcommission.accounts.access import public, signed_in
from apcommission.accounts.roles import DSL_PERMISSIONS, ROLES
from apcommission.accounts.roles import Permission as P


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    """A refusal's own sentence is shown; the name of a permission is not one."""
    why = str(exception or "")
    return render(request, "403.html", {"exception": "" if why in set(P) else why}, status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)


# What people ask, in their words, and the permission that answers it.
QUESTIONS = [
    ("See pupils", P.PUPIL_VIEW),
    ("See placements", P.PLACEMENT_VIEW),
    ("See support plans", P.PLAN_VIEW),
    ("Take registers", P.REGISTER_TAKE),
    ("See attendance", P.ATTENDANCE_VIEW),
    ("Decide attendance codes", P.CODE_DECIDE),
    ("Ask for a placement", P.PLACEMENT_REQUEST),
    ("Answer a request", P.PLACEMENT_ANSWER),
    ("Approve providers", P.APPROVAL_DECIDE),
    ("Record visits", P.VISIT_RECORD),
    ("Manage accounts", P.ACCOUNT_MANAGE),
    ("See who changed or looked", P.AUDIT_VIEW),
]


@signed_in
def role_list(request):
    """Who can see what, made from the one file that decides it."""
    roles = [
        {
            "label": role.label,
            "kind": rules.kind.label,
            "sentence": rules.sentence,
            "may": [words for words, permission in QUESTIONS if permission in rules.permissions],
        }
        for role, rules in ROLES.items()
    ]
    context = {"roles": roles, "dsl": P.SAFEGUARDING_VIEW in DSL_PERMISSIONS}
    return render(request, "accounts/role_list.html", context)


@public
def accessibility(request):
    context = {"service_address": settings.SERVICE_ADDRESS}
    return render(request, "accounts/accessibility.html", context)


@public
def privacy(request):
    return render(request, "accounts/privacy.html")
