"""The steps of one visit of one's own authority: record, check, sign off or send back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from qa import actions
from qa.forms import VisitRecordForm, VisitReturnForm, VisitSignOffForm
from qa.models import Visit
from qa.sheet import sheet_of


def _own_visit(request, pk):
    own = Visit.objects.visible_to(request.user).of_authority(request.user.organisation)
    return get_object_or_404(own.with_names(), pk=pk)


@allow(Permission.VISIT_RECORD)
def visit_record(request, pk):
    visit = _own_visit(request, pk)
    if not visit.is_draft:
        messages.info(request, "This visit was sent for sign-off and cannot be changed.")
        return redirect(visit)
    sheet = sheet_of(visit)
    form = VisitRecordForm(request.POST or None, sheet=sheet)
    if form.is_valid():
        try:
            actions.save_judgements(
                by=request.user,
                visit=visit,
                judgements=form.judgements(),
                summary=form.cleaned_data["summary"],
            )
        except NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect(visit)
        step = request.POST.get("do", "")
        if step == "check":
            return redirect("qa:visit_check", visit.pk)
        now = timezone.localtime()
        messages.success(request, f"Draft saved at {now:%H:%M}.")
        place = f"#{step}" if step.startswith("area-") else ""
        return redirect(reverse("qa:visit_record", args=[visit.pk]) + place)
    context = {"form": form, "visit": visit, "sheet": sheet}
    return render(request, "qa/visit_record.html", context)


@allow(Permission.VISIT_RECORD)
def visit_check(request, pk):
    visit = _own_visit(request, pk)
    if not visit.is_draft:
        return redirect(visit)
    problem = ""
    if request.method == "POST":
        try:
            actions.submit_visit(by=request.user, visit=visit)
        except NotAllowed as refused:
            problem = str(refused)
        else:
            messages.success(request, "The visit is sent. Somebody else signs it off.")
            return redirect(visit)
    context = {
        "visit": visit,
        "sheet": sheet_of(visit),
        "actions": visit.actions.soonest_first(),
        "problem": problem,
        "today": timezone.localdate(),
        "may_record": True,
    }
    return render(request, "qa/visit_check.html", context)


@allow(Permission.VISIT_SIGN_OFF)
def visit_sign_off(request, pk):
    visit = _own_visit(request, pk)
    if not visit.is_submitted:
        return redirect(visit)
    form = VisitSignOffForm(request.POST or None, cancel_url=visit.get_absolute_url())
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
        "sheet": sheet_of(visit),
        "is_lead": visit.lead_id == request.user.pk,
    }
    return render(request, "qa/visit_sign_off.html", context)


@allow(Permission.VISIT_SIGN_OFF)
def visit_return(request, pk):
    visit = _own_visit(request, pk)
    if not visit.is_submitted:
        return redirect(visit)
    form = VisitReturnForm(request.POST or None, cancel_url=visit.get_absolute_url())
    if form.is_valid():
        actions.return_visit(by=request.user, visit=visit, **form.cleaned_data)
        messages.success(request, f"The visit is back with {visit.lead.name}.")
        return redirect(visit)
    return render(request, "qa/visit_return.html", {"form": form, "visit": visit})
