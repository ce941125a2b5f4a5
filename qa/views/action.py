from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms.action import (
    ActionAddForm,
    ActionAnswerForm,
    ActionCloseForm,
    ActionReopenForm,
)
from qa.models import Action, ActionFile, Visit


@allow(Permission.VISIT_RECORD)
def action_add(request, pk):
    own = Visit.objects.visible_to(request.user).owned_by(request.user)
    visit = get_object_or_404(own.with_names(), pk=pk)
    back = visit.get_next_url()
    form = ActionAddForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            actions.add_action(by=request.user, visit=visit, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("due_on", str(refused))
        else:
            messages.success(request, "The action is added.")
            return redirect(back)
    context = {"form": form, "visit": visit, "back": back}
    return render(request, "qa/action_add.html", context)


@allow(Permission.VISIT_RECORD)
def action_close(request, pk):
    action = _own(request, pk)
    back = action.visit.get_next_url()
    form = ActionCloseForm(
        request.POST or None, initial={"closed_on": timezone.localdate()}, cancel_url=back
    )
    if form.is_valid():
        try:
            actions.close_action(by=request.user, action=action, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("closed_on", str(refused))
        else:
            messages.success(request, "The action is closed.")
            return redirect(back)
    context = {"form": form, "action": action, "back": back}
    return render(request, "qa/action_close.html", context)


@allow(Permission.VISIT_RECORD)
def action_reopen(request, pk):
    action = _own(request, pk)
    form = ActionReopenForm(request.POST or None, cancel_url=action.visit.get_absolute_url())
    if form.is_valid():
        try:
            actions.reopen_action(by=request.user, action=action, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, "The action is the provider’s again.")
            return redirect(action.visit)
    return render(request, "qa/action_reopen.html", {"form": form, "action": action})


@allow(Permission.VISIT_REPLY)
def action_answer(request, pk):
    """The provider says what it did, with a file or without."""
    found = Action.objects.visible_to(request.user).with_visit()
    action = get_object_or_404(found.of_published_visits(), pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ActionAnswerForm(*sent, cancel_url=action.visit.get_absolute_url())
    if form.is_valid():
        try:
            actions.answer_action(by=request.user, action=action, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("upload" if form.cleaned_data["upload"] else "answer", str(refused))
        else:
            messages.success(request, f"Your answer is sent to {action.visit.authority}.")
            return redirect(action.visit)
    return render(request, "qa/action_answer.html", {"form": form, "action": action})


@allow(Permission.VISIT_VIEW)
def action_file(request, pk):
    """A file that a provider gave as evidence, for the provider and the LA it answers."""
    file = get_object_or_404(ActionFile.objects.visible_to(request.user), pk=pk)
    if not file.may_be_opened:
        raise Http404("The file was not found clean.")
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    suffix = file.file_name.rpartition(".")[2].lower()
    response["Content-Disposition"] = f'attachment; filename="evidence-{file.pk}.{suffix}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request, pk):
    own = Action.objects.visible_to(request.user).of_authority(request.user.organisation)
    return get_object_or_404(own.with_visit(), pk=pk)
