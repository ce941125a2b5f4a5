"""The commissioner's pages for importing the schools of the LA."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apcommission.accounts.access import allow
from apcommission.accounts.forms.school_import import SchoolImportForm
from apcommission.accounts.imports import preview
from apcommission.accounts.imports.schools import compare
from apcommission.accounts.models import SchoolImport
from apcommission.accounts.roles import Permission
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.rows import rows_with_problems
from apcommission.documents.spreadsheet import csv_response
from apcommission.documents.uploads import Unreadable

SHOWN = 100
WORDS = {
    "name": "name",
    "establishment_type": "type",
    "phase": "phase",
    "street": "street",
    "town": "town",
    "postcode": "postcode",
    "latitude": "position",
    "longitude": "position",
    "trust_name": "trust",
    "pupils_on_roll": "number of pupils",
    "is_open": "open or closed",
}


@allow(Permission.SCHOOL_IMPORT)
def school_import(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SchoolImportForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            started = preview.start_school_import(file=file, file_name=file.name, by=request.user)
        except (Unreadable, NotAllowed) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("accounts:school_import_check", pk=started.pk)
    imports = SchoolImport.objects.visible_to(request.user).newest_first().without_rows()
    context = {"form": form, "imports": imports.select_related("made_by")[:10]}
    return render(request, "accounts/school_import.html", context)


@allow(Permission.SCHOOL_IMPORT)
def school_import_check(request, pk):
    waiting = get_object_or_404(SchoolImport.objects.visible_to(request.user).waiting(), pk=pk)
    if request.method == "POST":
        return _answer(request, waiting)
    result = compare(preview.schools_of(waiting))
    problems = [*waiting.problems, *[vars(problem) for problem in result.problems]]
    context = {
        "school_import": waiting,
        "result": result,
        "ready": len(result.new) + len(result.changed),
        "changes": [_change(profile, names) for profile, names in result.changed[:SHOWN]],
        "problems": sorted(problems, key=lambda problem: problem["row"])[:SHOWN],
        "problem_count": len(problems),
        "problem_rows": len({problem["row"] for problem in problems}),
    }
    return render(request, "accounts/school_import_check.html", context)


@allow(Permission.SCHOOL_IMPORT)
def school_import_problems(request, pk):
    """The rows that were not good, as they were, with a column that says why."""
    checked = get_object_or_404(SchoolImport.objects.visible_to(request.user), pk=pk)
    columns, rows = rows_with_problems(checked.columns, checked.problems, checked.bad_rows)
    return csv_response(f"schools-with-problems-{pk}.csv", columns, rows)


def _answer(request, waiting):
    discards = request.POST.get("do") == "discard"
    action = preview.discard_school_import if discards else preview.confirm_school_import
    try:
        done = action(school_import=waiting, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        written = f"{done.added} schools were added and {done.changed} changed."
        messages.success(request, "The file was discarded." if discards else written)
    return redirect(reverse("accounts:school_import"))


def _change(profile, names):
    return {"name": profile.organisation.name, "what": sorted({WORDS[name] for name in names})}
