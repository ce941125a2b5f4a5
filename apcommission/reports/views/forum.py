"""The Schools Forum's papers: drafted and published by the authority, read by the Forum."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.spreadsheet import csv_response
from apcommission.reports import actions
from apcommission.reports.forms import ForumReportAddForm, ForumReportWithdrawForm
from apcommission.reports.forum_contents import headline, sections
from apcommission.reports.models import ForumReport


@allow(Permission.FORUM_REPORT_VIEW)
def forum_report_list(request):
    reports = ForumReport.objects.visible_to(request.user).newest_first().without_files()
    page = Paginator(reports, 20).get_page(request.GET.get("page"))
    context = {"page": page, "may_edit": request.user.may(Permission.FORUM_REPORT_EDIT)}
    return render(request, "reports/forum_report_list.html", context)


@allow(Permission.FORUM_REPORT_VIEW)
def forum_report_detail(request, pk):
    report = _report(request, pk)
    context = {
        "report": report,
        "sections": sections(report.figures),
        "headline": headline(report.figures),
        "has_pdf": report.pdf_is_ready,
        "may_edit": request.user.may(Permission.FORUM_REPORT_EDIT),
    }
    return render(request, "reports/forum_report_detail.html", context)


@allow(Permission.FORUM_REPORT_EDIT)
def forum_report_add(request):
    today = timezone.localdate()
    form = ForumReportAddForm(request.POST or None, initial={"as_at": today}, today=today)
    if form.is_valid():
        report = actions.draft_forum_report(
            by=request.user, authority=request.user.organisation, **form.cleaned_data
        )
        return redirect(report)
    return render(request, "reports/forum_report_add.html", {"form": form})


@require_POST
@allow(Permission.FORUM_REPORT_EDIT)
def forum_report_publish(request, pk):
    report = _report(request, pk)
    try:
        actions.publish_forum_report(by=request.user, report=report)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Published. The Schools Forum can now read this report.")
    return redirect(report)


@allow(Permission.FORUM_REPORT_EDIT)
def forum_report_withdraw(request, pk):
    report = _report(request, pk)
    form = ForumReportWithdrawForm(request.POST or None, cancel_url=report.get_absolute_url())
    if form.is_valid():
        try:
            actions.withdraw_forum_report(by=request.user, report=report, **form.cleaned_data)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(report)
    context = {"report": report, "form": form}
    return render(request, "reports/forum_report_withdraw.html", context)


@allow(Permission.FORUM_REPORT_VIEW)
def forum_report_pdf(request, pk):
    report = get_object_or_404(ForumReport.objects.visible_to(request.user), pk=pk)
    if not report.pdf:
        raise Http404("The PDF of this report has not been made yet.")
    response = HttpResponse(bytes(report.pdf), content_type="application/pdf")
    name = f"schools-forum-{report.as_at:%Y-%m-%d}-{report.pk}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow(Permission.FORUM_REPORT_VIEW)
def forum_report_csv(request, pk):
    report = _report(request, pk)
    rows = [
        [section.title, row[0], column, value]
        for section in sections(report.figures)
        for row in [*section.rows, section.total]
        for column, value in zip(section.columns[1:], row[1:], strict=True)
    ]
    name = f"schools-forum-{report.as_at:%Y-%m-%d}-{report.pk}.csv"
    return csv_response(name, ["Table", "Row", "Column", "Value"], rows)


def _report(request, pk):
    reports = ForumReport.objects.visible_to(request.user).without_files()
    return get_object_or_404(reports, pk=pk)
