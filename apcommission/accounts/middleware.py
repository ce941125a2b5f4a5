"""Who is asking, for which organisation, and within which limits."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.db import connections, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from apcommission.accounts.models import Membership
from apcommission.accounts.scope import database_scope
from apcommission.accounts.sign_in import (
    SECOND_FACTOR as SECOND_FACTOR,  # part of this module's words
)
from apcommission.accounts.sign_in import second_factor_done
from apcommission.audit.views_log import write_views

# The auth plane: pages that run as the bare login role, with no right on children's records.
AUTH_PLANE = ("/account/", "/health/")
SIGNED_IN_AT = "signed_in_at"
LAST_SEEN_AT = "last_seen_at"
MEMBERSHIP = "membership"


def in_auth_plane(path):
    return path.startswith(AUTH_PLANE)


def end_session(request, why):
    """Sign out and lead to the sign-in page, which says why and leads back to this page.

    A script that asked for JSON is told 401, so that what the person typed stays on the page.
    """
    logout(request)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=401)
    back = request.get_full_path() if request.method == "GET" else request.path
    if in_auth_plane(back):
        back = "/"
    return redirect(f"{reverse('account_login')}?{urlencode({'ended': why, 'next': back})}")


class SessionLimitsMiddleware:
    """Ends a session that was idle or open too long (30 minutes, 10 hours by default)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault(SIGNED_IN_AT, now)
            seen = request.session.get(LAST_SEEN_AT, now)
            if now - started > settings.SESSION_ABSOLUTE_SECONDS:
                return end_session(request, "absolute")
            if now - seen > settings.SESSION_IDLE_SECONDS:
                return end_session(request, "idle")
            # Written once a minute at most, so that a page costs no session write.
            if now - seen >= 60 or LAST_SEEN_AT not in request.session:
                request.session[LAST_SEEN_AT] = now
        return self.get_response(request)


class MembershipMiddleware:
    """Sets the membership the person acts in: the chosen one, else their first.

    A session whose membership has ended ends with it, whatever else the person may be.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            # Read at each request: a role taken away acts at once (ASVS 8.3.2).
            mine = Membership.objects.of(request.user).current().for_switching()
            request.memberships = list(mine)
            chosen = request.session.get(MEMBERSHIP)
            current = next((m for m in request.memberships if chosen in (m.pk, None)), None)
            if chosen and current is None:
                return end_session(request, "access")
            if current:
                current.user = request.user
                request.user.membership = current
                if chosen is None:
                    request.session[MEMBERSHIP] = current.pk
        return self.get_response(request)


class SecondFactorMiddleware:
    """No page of the register without a second factor (reliability.md C1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            request.user.is_authenticated
            and not in_auth_plane(request.path)
            and not second_factor_done(request)
        ):
            back = urlencode({"next": request.path})
            return redirect(f"{reverse('accounts:second_factor')}?{back}")
        return self.get_response(request)


class ScopeMiddleware:
    """One transaction a request, in the scope of the person's membership."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if in_auth_plane(request.path) or not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.membership is None:
            return render(request, "accounts/no_membership.html", status=403)
        with database_scope(request.user.membership):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif not connections["default"].needs_rollback:
                # A view that ended in 403 or 404 was rolled back, and showed nobody.
                write_views(request)
            return response

    def process_exception(self, request, exception):
        # Django turns a view's exception into a response before __call__ sees it: without this
        # line a crashed view would commit its half-done work.
        # The auth plane has no transaction of ours, and allauth raises to ask for a password.
        if not in_auth_plane(request.path) and connections["default"].in_atomic_block:
            transaction.set_rollback(True)
