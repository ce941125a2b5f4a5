"""The steps of a visit of one's own after it is recorded: check, reply, sign off or send back."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.cycle import months_of
from qa.forms.visit import VisitReplyForm, VisitReturnForm, VisitSignOffForm, VisitSubmitForm
from qa.models import Visit, Voice
from qa.rules import REPLY_DAYS, needed_standards
from qa.sheet import sheet_of


def own_visit(request, pk):
    """The visit, when the user's own organisation makes it; 404 else."""
    own = Visit.objects.visible_to(request.user).owned_by(request.user)
    return get_object_or_404(own.with_names(), pk=pk)


@allow(Permission.VISIT_RECORD)
def visit_check(request, pk):
    visit = own_visit(request, pk)
    if not visit.is_draft:
        return redirect(visit)
    reply_by = timezone.localdate() + dt.timedelta(days=REPLY_DAYS)
    form = VisitSubmitForm(request.POST or None, initial={"reply_by": reply_by})
    problem, is_sent = "", request.method == "POST" and (visit.school_id or form.is_valid())
    if is_sent:
        try:
            message = _send(request, visit, form)
        except NotAllowed as refused:
            problem = str(refused)
        else:
            messages.success(request, message)
            return redirect(visit)
    sheet = sheet_of(visit, request.user)
    needed = needed_standards(visit.kind, [line.standard for line in sheet.lines])
    missing = [each for each in sheet.missing if each in needed]
    context = {
        "visit": visit,
        "form": form,
        "sheet": sheet,
        "missing": missing,
        "voices": Voice.objects.visible_to(request.user).filter(visit=visit).in_order(),
        "actions": visit.actions.soonest_first().with_files(),
        "problem": problem,
        "today": timezone.localdate(),
        "may_record": True,
    }
    return render(request, "qa/visit_check.html", context)


def _send(request, visit, form):
    if visit.school_id:
        actions.publish_school_visit(by=request.user, visit=visit)
        return "The visit is published. LAs and schools read it beside their own."
    actions.submit_visit(by=request.user, visit=visit, **form.cleaned_data)
    return (
        f"The visit is sent. The provider may reply until {visit.reply_by:%-d %B %Y};"
        " somebody else signs it off."
    )


@allow(Permission.VISIT_REPLY)
def visit_reply(request, pk):
    visit = get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)
    if not visit.may_be_replied_to(timezone.localdate()):
        messages.info(request, "The time to reply to this visit is over.")
        return redirect(visit)
    form = VisitReplyForm(
        request.POST or None,
        initial={"reply": visit.reply},
        cancel_url=visit.get_absolute_url(),
    )
    if form.is_valid():
        actions.reply_to_visit(by=request.user, visit=visit, **form.cleaned_data)
        messages.success(request, "Your reply stands in the report.")
        return redirect(visit)
    return render(request, "qa/visit_reply.html", {"form": form, "visit": visit})


@allow(Permission.VISIT_SIGN_OFF)
def visit_sign_off(request, pk):
    visit = own_visit(request, pk)
    if not visit.is_submitted:
        return redirect(visit)
    form = VisitSignOffForm(
        request.POST or None,
        months=months_of(visit.authority_id, visit.visited_on),
        cancel_url=visit.get_absolute_url(),
    )
    if form.is_valid():
        try:
            actions.sign_off_visit(by=request.user, visit=visit, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"Signed off: {visit.provider} is graded “{visit.get_grade_display()}” and is to "
                f"be visited again by {visit.next_due_on:%-d %B %Y}.",
            )
            return redirect(visit)
    context = {
        "form": form,
        "visit": visit,
        "sheet": sheet_of(visit, request.user),
        "is_visitor": visit.is_led_by(request.user),
        "may_still_reply": visit.may_be_replied_to(timezone.localdate())
        and visit.replied_at is None,
    }
    return render(request, "qa/visit_sign_off.html", context)


@allow(Permission.VISIT_SIGN_OFF)
def visit_return(request, pk):
    visit = own_visit(request, pk)
    if not visit.is_submitted:
        return redirect(visit)
    form = VisitReturnForm(request.POST or None, cancel_url=visit.get_absolute_url())
    if form.is_valid():
        actions.return_visit(by=request.user, visit=visit, **form.cleaned_data)
        messages.success(request, f"The visit is back with {visit.lead.name}.")
        return redirect(visit)
    return render(request, "qa/visit_return.html", {"form": form, "visit": visit})


@require_POST
@allow(Permission.VISIT_ACCEPT)
def visit_accept(request, pk):
    visit = get_object_or_404(Visit.objects.visible_to(request.user).with_names(), pk=pk)
    try:
        actions.accept_visit(by=request.user, authority=request.user.organisation, visit=visit)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"Accepted: your catalogue shows the grade of {visit.authority}’s visit."
        )
    return redirect(visit)
