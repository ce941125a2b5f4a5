"""An authority's evidence checklist: read it, make it one's own, change it line by line."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.forms.evidence import RequirementForm
from providers.models import EvidenceRequirement


@allow(Permission.APPROVAL_DECIDE)
def requirement_list(request):
    authority = request.user.organisation
    lines = EvidenceRequirement.objects.for_authority(authority.pk).in_order()
    context = {
        "active": [line for line in lines if line.is_active],
        "retired": [line for line in lines if not line.is_active],
        "is_own": EvidenceRequirement.objects.visible_to(request.user).exists(),
    }
    return render(request, "providers/requirement_list.html", context)


@allow(Permission.APPROVAL_DECIDE)
@require_POST
def requirement_adopt(request):
    try:
        actions.adopt_requirements(by=request.user, authority=request.user.organisation)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The checklist is your own now. Change it line by line.")
    return redirect("providers:requirement_list")


@allow(Permission.APPROVAL_DECIDE)
def requirement_add(request):
    form = RequirementForm(request.POST or None, cancel_url="../")
    if form.is_valid():
        try:
            line = actions.add_requirement(
                by=request.user, authority=request.user.organisation, **form.facts()
            )
        except NotAllowed as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"Added: {line}.")
            return redirect("providers:requirement_list")
    return render(request, "providers/requirement_add.html", {"form": form})


@allow(Permission.APPROVAL_DECIDE)
def requirement_edit(request, pk):
    line = _own(request, pk)
    form = RequirementForm(request.POST or None, instance=line, cancel_url="../../")
    if form.is_valid():
        actions.edit_requirement(by=request.user, requirement=line, **form.facts())
        messages.success(request, f"Saved: {line}.")
        return redirect("providers:requirement_list")
    return render(request, "providers/requirement_edit.html", {"form": form, "line": line})


@allow(Permission.APPROVAL_DECIDE)
@require_POST
def requirement_retire(request, pk):
    """Retire a line, or ask for a retired one again."""
    line = _own(request, pk)
    if line.is_active:
        actions.retire_requirement(by=request.user, requirement=line)
        messages.success(request, f"You ask for this no longer: {line}.")
    else:
        actions.restore_requirement(by=request.user, requirement=line)
        messages.success(request, f"You ask for this again: {line}.")
    return redirect("providers:requirement_list")


def _own(request, pk):
    return get_object_or_404(EvidenceRequirement.objects.visible_to(request.user), pk=pk)
