"""The standards an authority visits on: the national ones, examples, and its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms.framework import (
    FrameworkCopyForm,
    FrameworkEditForm,
    FrameworkInForceForm,
    FrameworkRetireForm,
    StandardForm,
)
from qa.models import Framework, Standard
from qa.sheet import areas_of


@allow(Permission.FRAMEWORK_EDIT)
def framework_list(request):
    today = timezone.localdate()
    frameworks = list(Framework.objects.visible_to(request.user).counting().in_order())
    for framework in frameworks:
        framework.state_today = framework.state(today)
    return render(request, "qa/framework_list.html", {"frameworks": frameworks})


@allow(Permission.FRAMEWORK_EDIT)
def framework_detail(request, pk):
    found = Framework.objects.visible_to(request.user).select_related("copied_from", "authority")
    framework = get_object_or_404(found, pk=pk)
    standards = list(framework.standards.all())
    is_own = framework.authority_id == request.user.organisation.pk
    context = {
        "framework": framework,
        "areas": areas_of(standards),
        "has_unconfirmed": any(not each.is_confirmed for each in standards),
        "state": framework.state(timezone.localdate()),
        "visits": framework.visits.published().count(),
        "is_own": is_own,
        "may_change": is_own and framework.is_draft,
        "may_retire": is_own and not framework.is_draft and framework.retired_on is None,
    }
    return render(request, "qa/framework_detail.html", context)


@allow(Permission.FRAMEWORK_EDIT)
def framework_copy(request, pk):
    framework = get_object_or_404(Framework.objects.visible_to(request.user), pk=pk)
    form = FrameworkCopyForm(
        request.POST or None,
        initial={"name": framework.name},
        cancel_url=framework.get_absolute_url(),
    )
    if form.is_valid():
        try:
            copy = actions.copy_framework(
                by=request.user,
                authority=request.user.organisation,
                framework=framework,
                **form.cleaned_data,
            )
        except NotAllowed as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "The copy is a draft. Change it, then put it in force.")
            return redirect(copy)
    return render(request, "qa/framework_copy.html", {"form": form, "framework": framework})


@allow(Permission.FRAMEWORK_EDIT)
def framework_edit(request, pk):
    framework = _own(request, pk)
    facts = {name: getattr(framework, name) for name in ("name", "source", "scale")}
    form = FrameworkEditForm(
        request.POST or None, initial=facts, cancel_url=framework.get_absolute_url()
    )
    if form.is_valid():
        try:
            actions.rename_framework(by=request.user, framework=framework, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "The standards are saved.")
            return redirect(framework)
    return render(request, "qa/framework_edit.html", {"form": form, "framework": framework})


@allow(Permission.FRAMEWORK_EDIT)
def framework_in_force(request, pk):
    framework, today = _own(request, pk), timezone.localdate()
    form = FrameworkInForceForm(
        request.POST or None,
        initial={"in_force_from": today},
        cancel_url=framework.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.put_in_force(
                by=request.user, framework=framework, today=today, **form.cleaned_data
            )
        except NotAllowed as refused:
            form.add_error("in_force_from", str(refused))
        else:
            messages.success(request, "Visits can be made on these standards from that day.")
            return redirect(framework)
    return render(request, "qa/framework_in_force.html", {"form": form, "framework": framework})


@allow(Permission.FRAMEWORK_EDIT)
def framework_retire(request, pk):
    framework, today = _own(request, pk), timezone.localdate()
    form = FrameworkRetireForm(
        request.POST or None,
        initial={"retired_on": today},
        cancel_url=framework.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.retire_framework(
                by=request.user, framework=framework, today=today, **form.cleaned_data
            )
        except NotAllowed as refused:
            form.add_error("retired_on", str(refused))
        else:
            messages.success(request, "The standards are retired from that day.")
            return redirect(framework)
    return render(request, "qa/framework_retire.html", {"form": form, "framework": framework})


@allow(Permission.FRAMEWORK_EDIT)
def standard_add(request, pk):
    framework = _own(request, pk)
    form = StandardForm(request.POST or None, cancel_url=framework.get_absolute_url())
    if form.is_valid():
        try:
            actions.add_standard(by=request.user, framework=framework, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("number", str(refused))
        else:
            messages.success(request, "The standard is added.")
            return redirect(framework)
    return render(request, "qa/standard_add.html", {"form": form, "framework": framework})


@allow(Permission.FRAMEWORK_EDIT)
def standard_edit(request, pk):
    standard = _own_standard(request, pk)
    facts = {
        name: getattr(standard, name) for name in ("number", "area", "summary", "is_confirmed")
    }
    form = StandardForm(
        request.POST or None, initial=facts, cancel_url=standard.framework.get_absolute_url()
    )
    if form.is_valid():
        try:
            actions.edit_standard(by=request.user, standard=standard, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("number", str(refused))
        else:
            messages.success(request, "The standard is changed.")
            return redirect(standard.framework)
    return render(request, "qa/standard_edit.html", {"form": form, "standard": standard})


@require_POST
@allow(Permission.FRAMEWORK_EDIT)
def standard_remove(request, pk):
    standard = _own_standard(request, pk)
    actions.remove_standard(by=request.user, standard=standard)
    messages.success(request, f"Standard {standard.number} is left out.")
    return redirect(standard.framework)


def _own(request, pk):
    own = Framework.objects.visible_to(request.user).of_authority(request.user.organisation)
    return get_object_or_404(own, pk=pk)


def _own_standard(request, pk):
    """Of a draft: what is in force has no page to change it."""
    drafts = Standard.objects.visible_to(request.user).in_drafts_of(request.user.organisation)
    return get_object_or_404(drafts, pk=pk)
