"""An organisation's people: who they are, inviting them, changing and ending their access."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apcommission.accounts import actions
from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.filters import MemberFilter
from apcommission.accounts.forms.members import (
    MemberEditForm,
    MemberEndForm,
    MemberInviteForm,
    OrganisationChoiceForm,
)
from apcommission.accounts.models import Invitation, Membership
from apcommission.accounts.roles import Permission

A_PAGE = 50


@allow(Permission.ACCOUNT_MANAGE)
def member_list(request):
    people = Membership.objects.visible_to(request.user).current()
    filters = MemberFilter(request.GET, people.with_people().by_name(), user=request.user)
    page = Paginator(filters.qs, A_PAGE).get_page(request.GET.get("page"))
    mine = Membership.objects.manageable_by(request.user)
    changeable = set(mine.filter(pk__in=[m.pk for m in page]).values_list("pk", flat=True))
    invitations = Invitation.objects.visible_to(request.user).open().newest_first()
    context = {
        "filters": filters.form,
        "page": page,
        "changeable": changeable,
        "invitations": invitations,
        "several": request.user.organisation.kind == OrganisationKind.AUTHORITY,
    }
    return render(request, "accounts/member_list.html", context)


@allow(Permission.ACCOUNT_MANAGE)
def member_invite(request):
    """An authority says first for which of its organisations; all others have one."""
    asked = OrganisationChoiceForm(request.GET or None, user=request.user, cancel_url="/people/")
    organisation = request.user.organisation
    if organisation.kind == OrganisationKind.AUTHORITY:
        if not asked.is_valid():
            return render(request, "accounts/member_invite.html", {"form": asked})
        organisation = asked.cleaned_data["organisation"]
    form = MemberInviteForm(request.POST or None, organisation=organisation, cancel_url="/people/")
    if form.is_valid():
        invitation = actions.invite_member(
            organisation=organisation, by=request.user, **form.cleaned_data
        )
        messages.success(request, f"{invitation.name} gets an invitation by email.")
        return redirect("accounts:member_list")
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/member_invite.html", context)


@allow(Permission.ACCOUNT_MANAGE)
@require_POST
def invitation_withdraw(request, pk):
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).open(), pk=pk)
    actions.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, f"The invitation to {invitation.name} no longer works.")
    return redirect("accounts:member_list")


def changeable_member(request, pk):
    people = Membership.objects.manageable_by(request.user).current().with_people()
    return get_object_or_404(people, pk=pk)


@allow(Permission.ACCOUNT_MANAGE)
def member_edit(request, pk):
    membership = changeable_member(request, pk)
    form = MemberEditForm(
        request.POST or None,
        organisation=membership.organisation,
        initial={"role": membership.role, "is_dsl": membership.is_dsl},
        cancel_url="/people/",
    )
    if form.is_valid():
        try:
            actions.change_member(membership=membership, by=request.user, **form.cleaned_data)
        except actions.NotAllowed as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, f"{membership.name} now has this role.")
            return redirect("accounts:member_list")
    return render(request, "accounts/member_edit.html", {"form": form, "membership": membership})


@allow(Permission.ACCOUNT_MANAGE)
def member_end(request, pk):
    membership = changeable_member(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = MemberEndForm(posted, cancel_url="/people/")
    if form.is_valid():
        try:
            actions.end_membership(membership=membership, by=request.user, **form.cleaned_data)
        except actions.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{membership.name} no longer has access.")
            return redirect("accounts:member_list")
    return render(request, "accounts/member_end.html", {"form": form, "membership": membership})
