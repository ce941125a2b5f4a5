"""A provider's application: written part by part, sent, and read by the authority."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.models import Organisation
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.checklist import checklist
from providers.forms.application import (
    ApplicationAddForm,
    ApplicationAnswerForm,
    ApplicationCheckForm,
    ApplicationWithdrawForm,
)
from providers.models import Application, Approval, Provider
from providers.progress import missing_of, parts_of, progress
from providers.questions import question_named, questions_for


@allow(Permission.EVIDENCE_VIEW)
def application_list(request):
    user, today = request.user, timezone.localdate()
    found = Application.objects.visible_to(user).with_names().waiting_first()
    rows = [{"application": each, "days": each.days_waiting(today)} for each in found]
    is_own = user.may(Permission.APPLICATION_WRITE)
    context = {
        "rows": rows,
        "is_own": is_own,
        "waiting": sum(row["days"] is not None for row in rows),
        "may_decide": user.may(Permission.APPROVAL_DECIDE),
    }
    return render(request, "providers/application_list.html", context)


@allow(Permission.APPLICATION_WRITE)
def application_add(request):
    provider = _own(request)
    open_to = _may_apply_to(request, provider)
    form = ApplicationAddForm(request.POST or None, authorities=open_to)
    if form.is_valid():
        try:
            application = actions.start_application(
                by=request.user, authority=form.cleaned_data["authority"], provider=provider
            )
        except NotAllowed as refused:
            form.add_error("authority", str(refused))
        else:
            return redirect("providers:application_edit", application.pk)
    context = {"form": form, "has_choice": open_to.exists()}
    return render(request, "providers/application_add.html", context)


@allow(Permission.APPLICATION_WRITE)
def application_edit(request, pk):
    """The task list; once it is with the authority, what was sent."""
    application = _mine(request, pk)
    if not application.may_be_written:
        return redirect(application)
    parts = parts_of(application, timezone.localdate())
    done, whole = progress(parts)
    context = {
        "application": application,
        "tasks": parts,
        "done": done,
        "whole": whole,
        "missing": missing_of(parts),
    }
    return render(request, "providers/application_edit.html", context)


@allow(Permission.APPLICATION_WRITE)
def application_answer(request, pk, key):
    application = _mine(request, pk)
    if not application.may_be_written:
        return redirect(application)
    question = question_named(application.provider, key)
    if question is None:
        return redirect("providers:application_edit", application.pk)
    given = dict(application.answers.values_list("question", "answer"))
    form = ApplicationAnswerForm(request.POST or None, initial={"answer": given.get(key, "")})
    if form.is_valid():
        actions.save_answer(
            by=request.user, application=application, question=key, **form.cleaned_data
        )
        messages.success(request, f"Saved: {question.title}.")
        return redirect("providers:application_edit", application.pk)
    context = {"form": form, "application": application, "question": question}
    return render(request, "providers/application_answer.html", context)


@allow(Permission.APPLICATION_WRITE)
def application_check(request, pk):
    application = _mine(request, pk)
    if not application.may_be_written:
        return redirect(application)
    today = timezone.localdate()
    missing = missing_of(parts_of(application, today))
    form = ApplicationCheckForm(request.POST or None)
    if form.is_valid():
        try:
            actions.send_application(by=request.user, application=application, missing=missing)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your application is sent to {application.authority}.")
            return redirect(application)
    context = {"form": form, "missing": missing, **_contents(application, today)}
    return render(request, "providers/application_check.html", context)


@allow(Permission.APPLICATION_WRITE)
def application_withdraw(request, pk):
    application = _mine(request, pk)
    form = ApplicationWithdrawForm(
        request.POST if request.method == "POST" else None,
        cancel_url=application.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.withdraw_application(by=request.user, application=application)
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Your application is withdrawn.")
        return redirect("providers:application_list")
    context = {"form": form, "application": application}
    return render(request, "providers/application_withdraw.html", context)


@allow(Permission.EVIDENCE_VIEW)
def application_detail(request, pk):
    user, today = request.user, timezone.localdate()
    application = get_object_or_404(Application.objects.visible_to(user).with_names(), pk=pk)
    if user.organisation.pk == application.provider_id and application.may_be_written:
        return redirect("providers:application_edit", application.pk)
    approvals = Approval.objects.visible_to(user).of(application.provider)
    context = {
        **_contents(application, today),
        "is_own": user.organisation.pk == application.provider_id,
        "approval": approvals.by_authority(application.authority).first(),
        "may_decide": user.may(Permission.APPROVAL_DECIDE),
        "may_check": user.may(Permission.EVIDENCE_CHECK),
        "days": application.days_waiting(today),
    }
    return render(request, "providers/application_detail.html", context)


def _own(request):
    """The provider the person works for; 404 for a commissioner, who works for none."""
    own = Provider.objects.visible_to(request.user).with_names()
    return get_object_or_404(own, pk=request.user.organisation.pk)


def _mine(request, pk):
    applications = Application.objects.visible_to(request.user).with_names()
    return get_object_or_404(applications, pk=pk)


def _may_apply_to(request, provider):
    """The authorities that hold no decision in force on the provider and no open application."""
    standing = {
        each.authority_id
        for each in Approval.objects.visible_to(request.user).of(provider)
        if not actions.may_apply(each.status)
    }
    open_ones = Application.objects.of(provider).open().values_list("authority_id", flat=True)
    authorities = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).active()
    return authorities.exclude(pk__in=standing | set(open_ones)).by_name()


def _contents(application, today):
    """What was answered and given, in the order of the task list."""
    provider = application.provider
    given = dict(application.answers.values_list("question", "answer"))
    return {
        "application": application,
        "provider": provider,
        "sites": provider.sites.active().by_name(),
        "offers": provider.offers.active().in_order(),
        "lines": checklist(provider, [application.authority], today),
        "answers": [
            {"question": each, "text": given.get(each.key, "")} for each in questions_for(provider)
        ],
    }
