"""The commissioner's pages for importing providers, sites and offers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.rows import rows_with_problems
from apcommission.documents.spreadsheet import csv_response, xlsx_response
from apcommission.documents.uploads import Unreadable
from providers.actions.provider_import import (
    confirm_provider_import,
    discard_provider_import,
    start_provider_import,
)
from providers.forms.provider_import import ProviderImportForm
from providers.imports.checking import check, unknown_columns
from providers.imports.columns import columns, template_rows
from providers.models import ProviderImport

SHOWN = 100


@allow(Permission.PROVIDER_IMPORT)
def provider_import(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProviderImportForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            started = start_provider_import(file=file, file_name=file.name, by=request.user)
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("providers:provider_import_check", pk=started.pk)
    imports = ProviderImport.objects.visible_to(request.user).newest_first().without_rows()
    context = {
        "form": form,
        "imports": imports.select_related("made_by")[:10],
        "columns": columns(timezone.localdate()),
    }
    return render(request, "providers/provider_import.html", context)


@allow(Permission.PROVIDER_IMPORT)
def provider_import_template(request, kind):
    """The file to fill in, with one example row that is left out when it is imported."""
    headings, rows, notes = template_rows(timezone.localdate())
    match kind:
        case "csv":
            return csv_response("providers-to-fill-in.csv", headings, rows)
        case "xlsx":
            return xlsx_response("providers-to-fill-in.xlsx", headings, rows, notes)
    raise Http404(kind)


@allow(Permission.PROVIDER_IMPORT)
def provider_import_check(request, pk):
    imports = ProviderImport.objects.visible_to(request.user).waiting()
    waiting = get_object_or_404(imports, pk=pk)
    if request.method == "POST":
        return _answer(request, waiting)
    checked = check(waiting.rows, timezone.localdate())
    problems = [*waiting.problems, *[vars(problem) for problem in checked.problems]]
    problems.sort(key=lambda problem: problem["row"])
    context = {
        "provider_import": waiting,
        "plan": checked.plan,
        "new": checked.plan.new[:SHOWN],
        "changed": checked.plan.changed[:SHOWN],
        "ready": len(checked.plan.new) + len(checked.plan.changed),
        "left_out": checked.left_out,
        "unknown_columns": unknown_columns(waiting.columns),
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "problem_rows": len({problem["row"] for problem in problems}),
        "shown": SHOWN,
    }
    return render(request, "providers/provider_import_check.html", context)


@allow(Permission.PROVIDER_IMPORT)
def provider_import_problems(request, pk):
    """The rows that were not good, as they were, with a column that says why."""
    checked = get_object_or_404(ProviderImport.objects.visible_to(request.user), pk=pk)
    headings, rows = rows_with_problems(checked.columns, checked.problems, checked.bad_rows)
    return csv_response(f"providers-with-problems-{pk}.csv", headings, rows)


def _answer(request, waiting):
    discards = request.POST.get("do") == "discard"
    action = discard_provider_import if discards else confirm_provider_import
    try:
        done = action(provider_import=waiting, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        written = f"{done.added} records were added and {done.changed} changed."
        messages.success(request, "The file was discarded." if discards else written)
    return redirect("providers:provider_import")
