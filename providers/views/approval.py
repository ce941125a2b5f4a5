"""Deciding on a provider: one page of questions, then one that shows what follows from it."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from providers import actions
from providers.affected import affected_by, affected_now, schools_of
from providers.choices import ApprovalStatus, Score, Section
from providers.forms.approval import ApprovalAskForm, ApprovalDecideForm, words_for
from providers.models import Application, Approval, ApprovalDecision, Provider
from providers.rules import BLOCKS_NEW_PLACEMENTS, NOT_LISTED, next_statuses


@allow(Permission.APPROVAL_DECIDE)
def approval_decide(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    approval = _approval(request, provider)
    status = approval.status if approval else NOT_LISTED
    if not next_statuses(status):
        messages.info(request, f"{provider} must apply again before you can decide.")
        return redirect(provider)
    is_applicant = status == ApprovalStatus.APPLIED
    wanted = "asked" if "scores" in request.GET else ""
    form = ApprovalDecideForm(
        request.POST or None,
        approval_status=status,
        today=timezone.localdate(),
        scores="needed" if is_applicant else wanted,
        initial=_initial(_remembered(request, provider)),
        cancel_url=provider.get_absolute_url(),
    )
    if form.is_valid():
        _remember(request, provider, form.facts())
        return redirect("providers:approval_check", provider.pk)
    context = {
        "form": form,
        "provider": provider,
        "approval": approval,
        "is_applicant": is_applicant,
        "application": _application(request, provider),
        "may_score": not form.scores_are,
    }
    return render(request, "providers/approval_decide.html", context)


@allow(Permission.APPROVAL_DECIDE)
def approval_check(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    answers = _remembered(request, provider)
    if answers is None:
        return redirect("providers:approval_decide", provider.pk)
    problem, approval = "", _approval(request, provider)
    if request.method == "POST":
        try:
            decided = actions.decide_approval(
                by=request.user, authority=request.user.organisation, provider=provider, **answers
            )
        except NotAllowed as refused:
            problem = str(refused)
        else:
            del request.session[_key(request, provider)]
            return _decided(request, decided)
    blocks = answers["status"] in BLOCKS_NEW_PLACEMENTS
    affected = affected_now(provider, request.user) if blocks else []
    viewed(request, [each.pupil for each in affected])
    context = {
        "provider": provider,
        "approval": approval,
        "answers": answers,
        "scores": _scores(answers["scores"]),
        "decision": words_for(answers["status"], approval.status if approval else NOT_LISTED),
        "blocks": blocks,
        "affected": affected,
        "schools": schools_of(affected),
        "problem": problem,
    }
    return render(request, "providers/approval_check.html", context)


@allow(Permission.APPROVAL_DECIDE)
def approval_ask(request, pk):
    provider = get_object_or_404(Provider.objects.visible_to(request.user).with_names(), pk=pk)
    approval = _approval(request, provider)
    if approval is None or approval.status != ApprovalStatus.APPLIED:
        messages.info(request, f"{provider} has no application that waits for you.")
        return redirect(provider)
    form = ApprovalAskForm(
        request.POST or None, today=timezone.localdate(), cancel_url=provider.get_absolute_url()
    )
    if form.is_valid():
        actions.ask_for_information(
            by=request.user,
            authority=request.user.organisation,
            provider=provider,
            **form.cleaned_data,
        )
        messages.success(request, f"Your question is on its way to {provider}.")
        return redirect(provider)
    context = {"form": form, "provider": provider, "approval": approval}
    return render(request, "providers/approval_ask.html", context)


# Those who run placements: they agree where each pupil goes next.
@allow(Permission.PLACEMENT_END)
def approval_affected(request, pk):
    decisions = ApprovalDecision.objects.visible_to(request.user).blocking().with_names()
    decision = get_object_or_404(decisions, pk=pk)
    affected = affected_by(decision, request.user)
    viewed(request, [each.pupil for each in affected])
    context = {
        "decision": decision,
        "provider": decision.provider,
        "affected": affected,
        "schools": schools_of(affected),
        "is_school": request.user.organisation.kind == OrganisationKind.SCHOOL,
        "stands": decision.approval.status in BLOCKS_NEW_PLACEMENTS,
    }
    return render(request, "providers/approval_affected.html", context)


def _decided(request, approval):
    """On to the pupils affected, or back to the provider."""
    label = approval.get_status_display().lower()
    messages.success(request, f"Your decision is recorded: {approval.provider} is {label}.")
    if approval.status not in BLOCKS_NEW_PLACEMENTS:
        return redirect(approval.provider)
    decision = approval.decisions.newest_first().first()
    return redirect("providers:approval_affected", decision.pk)


def _approval(request, provider):
    return Approval.objects.visible_to(request.user).of(provider).first()


def _application(request, provider):
    applications = Application.objects.visible_to(request.user).open()
    return applications.filter(provider=provider).first()


def _scores(scores):
    """[(section, score, note)] in words, in the order of the sections."""
    return [
        (section.label, Score(scores[section][0]).label, scores[section][1])
        for section in Section
        if section in scores
    ]


# The answers wait in the session between the two pages: texts and dates, nothing of a child.


def _key(request, provider):
    """Of one authority: what was typed for it is not another's, after a change of membership."""
    return f"approval_of_{provider.pk}_by_{request.user.organisation.pk}"


def _remember(request, provider, answers):
    request.session[_key(request, provider)] = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in answers.items()
    }


def _remembered(request, provider):
    answers = request.session.get(_key(request, provider))
    if answers is None:
        return None
    dates = {
        name: dt.date.fromisoformat(answers[name]) if answers[name] else None
        for name in ("decided_on", "review_on")
    }
    return {**answers, **dates}


def _initial(answers):
    """The remembered answers as the form's fields have them."""
    if answers is None:
        return {}
    scores = {f"score_{section}": score for section, (score, _) in answers["scores"].items()}
    notes = {f"note_{section}": note for section, (_, note) in answers["scores"].items()}
    return {**answers, **scores, **notes}
