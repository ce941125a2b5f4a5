"""Search over pupils, schools and providers, within what the user may see."""

from django.shortcuts import render
from django.urls import reverse

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from apcommission.reports.search import SHOWN
from apcommission.reports.search import search as find

LONGEST = 100


@allow(Permission.SEARCH)
def search(request):
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    is_asked = len(text) > 1
    groups = find(request.user, text) if is_asked else []
    for group in groups:
        if group.kind == "pupil":
            viewed(request, group.results)
    context = {
        "search_words": text,
        "is_asked": is_asked,
        "groups": [group for group in groups if group.count],
        "kinds": [f"{group.kind}s" for group in groups],
        "shown": SHOWN,
        "placements_url": _placements_url(request.user),
    }
    return render(request, "reports/search.html", context)


def _placements_url(user):
    """Where a school's placements are listed, for those who may see the list."""
    may = user.may(Permission.PLACEMENT_VIEW)
    return reverse("placements:placement_list") if may else ""
