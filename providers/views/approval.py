"""Deciding on a provider: one page of questions, then one that shows what follows from it."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.choices import ApprovalStatus
from providers.forms.approval import DECISIONS, ApprovalDecideForm
from providers.models import Approval, Provider
from providers.rules import BLOCKS_NEW_PLACEMENTS, NOT_LISTED, next_statuses


@allow(Permission.APPROVAL_DECIDE)
def approval_decide(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    approval = _approval(request, provider)
    status = approval.status if approval else NOT_LISTED
    if not next_statuses(status):
        messages.info(request, f"{provider} must apply again before you can decide.")
        return redirect(provider)
    form = ApprovalDecideForm(
        request.POST or None,
        approval_status=status,
        today=timezone.localdate(),
        initial=_remembered(request, provider) or {},
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        _remember(request, provider, form.cleaned_data)
        return redirect("providers:approval_check", provider.pk)
    context = {"form": form, "provider": provider, "approval": approval}
    return render(request, "providers/approval_decide.html", context)


@allow(Permission.APPROVAL_DECIDE)
def approval_check(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    answers = _remembered(request, provider)
    if answers is None:
        return redirect("providers:approval_decide", provider.pk)
    problem = ""
    if request.method == "POST":
        try:
            actions.decide_approval(
                by=request.user, authority=request.user.organisation, provider=provider, **answers
            )
        except NotAllowed as refused:
            problem = str(refused)
        else:
            del request.session[_key(provider)]
            label = ApprovalStatus(answers["status"]).label.lower()
            messages.success(request, f"Your decision is recorded: {provider} is {label}.")
            return redirect(provider)
    live = provider.placements.visible_to(request.user).live()
    context = {
        "provider": provider,
        "approval": _approval(request, provider),
        "answers": answers,
        "decision": DECISIONS[answers["status"]][0],
        "blocks": answers["status"] in BLOCKS_NEW_PLACEMENTS,
        "live_pupils": live.count(),
        "live_schools": live.values("school").distinct().count(),
        "problem": problem,
    }
    return render(request, "providers/approval_check.html", context)


def _approval(request, provider):
    return Approval.objects.visible_to(request.user).of(provider).first()


# The answers wait in the session between the two pages: texts and dates, nothing of a child.


def _key(provider):
    return f"approval_of_{provider.pk}"


def _remember(request, provider, answers):
    request.session[_key(provider)] = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in answers.items()
    }


def _remembered(request, provider):
    answers = request.session.get(_key(provider))
    if answers is None:
        return None
    dates = {
        name: dt.date.fromisoformat(answers[name]) if answers[name] else None
        for name in ("decided_on", "review_on")
    }
    return {**answers, **dates}
