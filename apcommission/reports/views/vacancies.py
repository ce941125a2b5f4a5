"""The board of the weekly meeting of the authority and its providers."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from apcommission.reports.vacancies import (
    HEADINGS,
    board,
    providers_on_board,
    pupils_without_provision,
    requests_waiting,
)

PAGE = 25


@allow(P.VACANCY_VIEW)
def vacancy_board(request):
    user, today = request.user, timezone.localdate()
    page = Paginator(providers_on_board(user), PAGE).get_page(request.GET.get("page"))
    requests, without = requests_waiting(user), pupils_without_provision(user)
    viewed(request, [each.pupil for each in (*requests, *without)])
    context = {
        "page": page,
        "rows": board(page.object_list, today),
        "headings": HEADINGS,
        "requests": [(each, each.is_late(today)) for each in requests],
        "without": without,
        "is_authority": user.organisation.kind == OrganisationKind.AUTHORITY,
        "today": today,
    }
    return render(request, "reports/vacancy_board.html", context)
