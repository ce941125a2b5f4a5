from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission
from qa.models import Visit
from qa.report import visit_pdf
from qa.sheet import sheet_of


@require_safe
@allow(Permission.VISIT_VIEW)
def visit_report(request, pk):
    """The PDF. A school gets the schools' copy; others may ask for it with ?copy=schools."""
    visits = Visit.objects.visible_to(request.user).with_names()
    visit = get_object_or_404(visits.with_a_report(), pk=pk)
    is_school = request.user.organisation.kind == OrganisationKind.SCHOOL
    for_schools = is_school or request.GET.get("copy") == "schools"
    content = visit_pdf(
        visit,
        sheet_of(visit, request.user),
        visit.actions.soonest_first().with_files(),
        for_schools=for_schools,
    )
    response = HttpResponse(content, content_type="application/pdf")
    copy = "-for-schools" if for_schools else ""
    name = f"visit-{visit.visited_on:%Y-%m-%d}-{visit.pk}{copy}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
