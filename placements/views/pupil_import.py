"""Importing pupils: a school its own, an authority those of its area."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.audit.views_log import viewed
from apcommission.documents.rows import rows_with_problems
from apcommission.documents.spreadsheet import csv_response, xlsx_response
from apcommission.documents.uploads import Unreadable
from placements import actions
from placements.forms.pupil_import import PupilImportForm
from placements.imports.comparison import compare
from placements.imports.sheet import template
from placements.models import PupilImport

SHOWN = 100


@allow(P.PUPIL_IMPORT)
def pupil_import(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PupilImportForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            started = actions.start_pupil_import(file=file, file_name=file.name, by=request.user)
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("placements:pupil_import_check", pk=started.pk)
    imports = PupilImport.objects.visible_to(request.user).newest_first().without_rows()
    context = {"form": form, "imports": imports.select_related("made_by")[:10]}
    return render(request, "placements/pupil_import.html", context)


@allow(P.PUPIL_IMPORT)
def pupil_import_template(request):
    """A file to fill in, with one invented pupil."""
    columns, rows = template()
    make = xlsx_response if request.GET.get("as") == "xlsx" else csv_response
    ending = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    return make(f"pupils-template.{ending}", columns, rows)


@allow(P.PUPIL_IMPORT)
def pupil_import_check(request, pk):
    waiting = get_object_or_404(PupilImport.objects.visible_to(request.user).waiting(), pk=pk)
    if request.method == "POST":
        return _answer(request, waiting)
    result = compare(actions.pupils_of(waiting), request.user)
    viewed(request, [change.pupil for change in result.changed])
    problems = [*waiting.problems, *[vars(problem) for problem in result.problems]]
    context = {
        "pupil_import": waiting,
        "result": result,
        "ready": len(result.new) + len(result.changed),
        "new": result.new[:SHOWN],
        "changes": result.changed[:SHOWN],
        "problems": sorted(problems, key=lambda problem: problem["row"])[:SHOWN],
        "problem_count": len(problems),
        "problem_rows": len({problem["row"] for problem in problems}),
    }
    return render(request, "placements/pupil_import_check.html", context)


@allow(P.PUPIL_IMPORT)
def pupil_import_problems(request, pk):
    """The rows that were not good, as they were, with a column that says why."""
    checked = get_object_or_404(PupilImport.objects.visible_to(request.user), pk=pk)
    columns, rows = rows_with_problems(checked.columns, checked.problems, checked.bad_rows)
    return csv_response(f"pupils-with-problems-{pk}.csv", columns, rows)


def _answer(request, waiting):
    discards = request.POST.get("do") == "discard"
    action = actions.discard_pupil_import if discards else actions.confirm_pupil_import
    try:
        done = action(pupil_import=waiting, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("placements:pupil_import")
    if discards:
        messages.success(request, "The file was discarded.")
    else:
        written = f"Imported. New pupils: {done.added}. Changed: {done.changed}."
        messages.success(request, written)
        refused = {problem["row"] for problem in done.problems}
        if refused:
            left = f"Rows not imported: {len(refused)}. Download them below."
            messages.warning(request, left)
    return redirect("placements:pupil_import")
