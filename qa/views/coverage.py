from django.shortcuts import render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.documents.spreadsheet import csv_response
from qa.coverage import coverage_of
from qa.forms.coverage import period

COLUMNS = [
    "Provider",
    "Site",
    "Grade",
    "Next visit due",
    "State",
    "Why then",
    "Visits to the provider",
    "Visits to the site",
    "Live placements at the site",
]


@allow(Permission.COVERAGE_VIEW)
def coverage_detail(request):
    today = timezone.localdate()
    form, first, last = period(request.GET, today)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "coverage": coverage_of(request.user, first, last, today),
    }
    return render(request, "qa/coverage_detail.html", context)


@allow(Permission.COVERAGE_VIEW)
def coverage_csv(request):
    """One row a site; a provider without one has a row of its own."""
    today = timezone.localdate()
    _, first, last = period(request.GET, today)
    rows = []
    for row in coverage_of(request.user, first, last, today).rows:
        due = row.due
        of_provider = [due.grade_label, due.due_on, due.state, due.reason, row.visits]
        for site in row.sites:
            rows.append(
                [due.provider.name, site.site.name, *of_provider, site.visits, site.placements]
            )
        if not row.sites:
            rows.append([due.provider.name, "", *of_provider, 0, 0])
    return csv_response(f"visits-{first:%Y-%m-%d}-to-{last:%Y-%m-%d}.csv", COLUMNS, rows)
