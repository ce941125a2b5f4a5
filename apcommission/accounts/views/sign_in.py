"""Signing in beyond allauth's pages: the second step, the demo's one press, one's own account."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from apcommission.accounts.access import public, signed_in
from apcommission.accounts.context import MORE, links
from apcommission.accounts.middleware import MEMBERSHIP
from apcommission.accounts.models import Membership, User
from apcommission.accounts.sign_in import (
    SECOND_FACTOR,
    SecondFactorAdapter,
    accept_fresh_password,
    has_second_factor,
    second_factor_done,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def safe_next(request, default="/"):
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else default


@signed_in
def second_factor(request):
    """Lead to the set-up of a second step, or to using it; on to the register when it is done."""
    onward = safe_next(request)
    if second_factor_done(request):
        return redirect(onward)
    if has_second_factor(request.user):
        here = f"{request.path}?{urlencode({'next': onward})}"
        kinds = Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
        # A passkey is asked for only where there is no code to type.
        name = "mfa_reauthenticate"
        if Authenticator.Type.TOTP not in kinds:
            name = "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(name)}?{urlencode({'next': here})}")
    accept_fresh_password(request)
    return render(request, "accounts/second_factor.html")


@public
@require_POST
def demo_sign_in(request):
    """One press signs in as an invented person; there is no such page outside the demo."""
    if not settings.DEMO:
        raise Http404
    pk = request.POST.get("membership", "")
    people = Membership.objects.current().of_the_demo()
    membership = get_object_or_404(people, pk=pk if pk.isdecimal() else None)
    login(request, User.objects.get(pk=membership.user_id), backend=BACKEND)
    request.session[SECOND_FACTOR] = True
    request.session[MEMBERSHIP] = membership.pk
    UserSession.objects.create_from_request(request)
    return redirect(safe_next(request))


@signed_in
@require_POST
def membership_switch(request):
    """Act for another of one's organisations; another's membership is as good as none."""
    chosen = request.POST.get("membership", "")
    mine = {str(membership.pk): membership for membership in request.memberships}
    if chosen not in mine:
        raise Http404
    request.session[MEMBERSHIP] = mine[chosen].pk
    return redirect("/")


@signed_in
def account_detail(request):
    context = {
        "second_factor": has_second_factor(request.user),
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
        "more": list(links(MORE, request.user)),
    }
    return render(request, "accounts/account_detail.html", context)


@signed_in
def passkey_remove(request, pk):
    """allauth's page, unless the passkey is the person's only second step."""
    mine = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    if not SecondFactorAdapter().can_delete_authenticator(get_object_or_404(mine, pk=pk)):
        return render(request, "accounts/passkey_remove.html")
    return remove_webauthn(request, pk=pk)


@public
def not_offered(request, **kwargs):
    """In the place of allauth's pages that the register has not: sign-up, change of address."""
    raise Http404
