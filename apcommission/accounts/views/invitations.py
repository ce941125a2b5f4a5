"""Accepting an invitation. The address holds the secret; opening it changes nothing."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils import timezone

from apcommission.accounts import actions
from apcommission.accounts.access import public
from apcommission.accounts.forms.members import InvitationAcceptForm
from apcommission.accounts.middleware import MEMBERSHIP
from apcommission.accounts.models import Invitation, User
from apcommission.accounts.views.sign_in import BACKEND

GONE = {
    "unknown": "This link does not work",
    "accepted": "This invitation was used",
    "withdrawn": "This invitation was withdrawn",
    "expired": "This invitation has run out",
}


@public
def invitation_accept(request, token):
    invitation = Invitation.objects.with_secret(token).select_related("organisation").first()
    state = invitation.state(timezone.now()) if invitation else "unknown"
    if state != "open":
        return gone(request, state)
    # Only whoever reads this mailbox has the link, so it may say that an account exists.
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known is None:
        return accept_as_new_person(request, invitation)
    context = {"invitation": invitation, "right_person": request.user == known}
    if request.method == "POST" and request.user == known:
        return accept(request, invitation, known)
    return render(request, "accounts/invitation_accept.html", context)


def accept_as_new_person(request, invitation):
    if request.user.is_authenticated:
        context = {"invitation": invitation, "right_person": False}
        return render(request, "accounts/invitation_accept.html", context)
    form = InvitationAcceptForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        return accept(request, invitation, form.person())
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/invitation_accept.html", context)


def accept(request, invitation, user):
    try:
        membership = actions.accept_invitation(invitation=invitation, by=user)
    except actions.NotAllowed:
        invitation.refresh_from_db()
        return gone(request, invitation.state(timezone.now()))
    if not request.user.is_authenticated:
        login(request, user, backend=BACKEND)
        # Known to allauth as typed just now; its way to be told is not public.
        record_authentication(request, user, "password")
        UserSession.objects.create_from_request(request)
    request.session[MEMBERSHIP] = membership.pk
    messages.success(request, f"You now work for {invitation.organisation} here.")
    return redirect("accounts:second_factor")


def gone(request, state):
    context = {"title": GONE[state], "state": state}
    return render(request, "accounts/invitation_gone.html", context, status=410)
