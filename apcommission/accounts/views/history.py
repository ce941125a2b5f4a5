"""What changed and who looked, for the authority whose children they are."""

from django.http import Http404
from django.shortcuts import render

from apcommission.accounts.access import allow
from apcommission.accounts.filters import EventFilter
from apcommission.accounts.roles import Permission
from apcommission.audit import words
from apcommission.audit.models import Event, PupilView
from apcommission.audit.views_log import PupilRef, viewed

A_PAGE = 50


def older_than(rows, request):
    """(rows of this page, the query string of the next or ""): history grows at its top, so a
    page is what is older than the last row of the page before."""
    before = request.GET.get("before", "")
    page = list(rows.before(int(before) if before.isdecimal() else None)[: A_PAGE + 1])
    if len(page) <= A_PAGE:
        return page, ""
    query = request.GET.copy()
    query["before"] = page[A_PAGE - 1].pk
    return page[:A_PAGE], query.urlencode()


@allow(Permission.AUDIT_VIEW)
def event_list(request):
    filters = EventFilter(request.GET, Event.objects.visible_to(request.user).newest_first())
    events, older = older_than(filters.qs, request)
    seen = {PupilRef(e.pupil_id, e.authority_id) for e in events if e.pupil_id}
    viewed(request, seen)
    for event in events:
        event.what = words.action_words(event.action)
        event.record = words.record_words(event.table_name)
        event.changes = words.changes(event)
        event.did = words.OPERATIONS[event.operation]
    context = {
        "events": events,
        "older": older,
        "filters": filters.form,
        "pupil": request.GET.get("pupil", ""),
        "person": next((e.person_name for e in events), "") if request.GET.get("person") else "",
    }
    return render(request, "accounts/event_list.html", context)


@allow(Permission.AUDIT_VIEW)
def pupil_view_list(request, pk):
    """Who was shown this pupil's record. Every pupil of the authority has a history: one
    without, or of another authority, is not found."""
    views = PupilView.objects.visible_to(request.user).of_pupil(pk).newest_first()
    if not Event.objects.visible_to(request.user).of_pupil(pk).exists():
        raise Http404
    views, older = older_than(views, request)
    for view in views:
        view.page = words.route_words(view.route)
    context = {"views": views, "older": older, "pupil": pk}
    return render(request, "accounts/pupil_view_list.html", context)
