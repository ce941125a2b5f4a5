from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms import ActionAddForm, ActionCloseForm
from qa.models import Action, Visit


@allow(Permission.VISIT_RECORD)
def action_add(request, pk):
    own = Visit.objects.visible_to(request.user).of_authority(request.user.organisation)
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
    own = Action.objects.visible_to(request.user).of_authority(request.user.organisation)
    action = get_object_or_404(own.with_visit(), pk=pk)
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
