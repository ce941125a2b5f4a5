from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ChangeKind
from providers.differences import differences, name_subjects
from providers.forms.entry_change import EntryChangeReturnForm
from providers.models import EntryChange


@allow(Permission.APPROVAL_DECIDE)
def entry_change_list(request):
    """What providers of this authority propose, the longest waiting first."""
    changes = (
        EntryChange.objects.visible_to(request.user)
        .decidable_by(request.user.organisation.pk)
        .waiting()
        .with_names()
        .oldest_first()
    )
    context = {"changes": name_subjects(list(changes))}
    return render(request, "providers/entry_change_list.html", context)


@allow(Permission.PROVIDER_EDIT)
def entry_change_detail(request, pk):
    return _page(request, _found(request, pk))


@allow(Permission.APPROVAL_DECIDE)
@require_POST
def entry_change_accept(request, pk):
    change = _found(request, pk)
    try:
        actions.accept_change(by=request.user, change=change)
    except NotAllowed as refused:
        return _page(request, change, problem=str(refused))
    messages.success(request, "The change is accepted. Everybody reads it from now on.")
    return redirect("providers:entry_change_list")


@allow(Permission.APPROVAL_DECIDE)
def entry_change_return(request, pk):
    change = _found(request, pk)
    form = EntryChangeReturnForm(request.POST or None, cancel_url=change.get_absolute_url())
    if form.is_valid():
        try:
            actions.return_change(by=request.user, change=change, **form.cleaned_data)
        except NotAllowed as refused:
            return _page(request, change, problem=str(refused))
        messages.success(request, "The change is sent back. The provider reads why.")
        return redirect("providers:entry_change_list")
    context = {"form": form, "change": change}
    return render(request, "providers/entry_change_return.html", context)


@allow(Permission.PROVIDER_EDIT)
@require_POST
def entry_change_withdraw(request, pk):
    change = _found(request, pk)
    if change.provider_id != request.user.organisation.pk:
        raise PermissionDenied
    try:
        actions.withdraw_change(by=request.user, change=change)
    except NotAllowed as refused:
        return _page(request, change, problem=str(refused))
    messages.success(request, "The change is withdrawn. What schools read stays as it is.")
    return redirect(change.provider)


def _found(request, pk):
    changes = EntryChange.objects.visible_to(request.user).with_names()
    change = get_object_or_404(changes, pk=pk)
    return name_subjects([change])[0]


def _edit_url(change):
    """Where the provider changes what it proposed."""
    if change.kind == ChangeKind.PROVIDER:
        return reverse("providers:provider_edit", args=[change.provider_id])
    if change.is_addition:
        where = reverse(f"providers:{change.kind}_add", args=[change.provider_id])
        return f"{where}?change={change.pk}"
    return reverse(f"providers:{change.kind}_edit", args=[change.subject_id])


def _page(request, change, problem=""):
    found = differences(change)
    own = EntryChange.objects.decidable_by(request.user.organisation.pk)
    context = {
        "change": change,
        "differences": found,
        "is_stale": any(each.stood for each in found),
        "is_own": change.provider_id == request.user.organisation.pk,
        "may_decide": change.is_waiting
        and request.user.may(Permission.APPROVAL_DECIDE)
        and own.numbered(change.pk).exists(),
        "edit_url": _edit_url(change),
        "problem": problem,
    }
    return render(request, "providers/entry_change_detail.html", context)
