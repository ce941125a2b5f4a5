"""Views that forget: what a careless author might write. They are on no product URL; the tests
put them on one, to see the layers below the view hold, and to see the checks wake when they do
not."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission
from apcommission.audit.views_log import viewed
from placements.models import Placement, Pupil


@allow(Permission.HOME_VIEW)
def forgot_scope(request):
    return HttpResponse(", ".join(pupil.name for pupil in Pupil.objects.all()))


@allow(Permission.HOME_VIEW)
def forgot_scope_one(request, pk):
    return HttpResponse(Pupil.objects.get(pk=pk).name)


@allow(Permission.HOME_VIEW)
def forgot_scope_joined(request):
    placements = Placement.objects.select_related("pupil")
    return HttpResponse(", ".join(placement.pupil.name for placement in placements))


@allow(Permission.HOME_VIEW)
def forgot_scope_raw(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(surname, ', ') FROM placements_pupil")
        return HttpResponse(cursor.fetchone()[0] or "")


@allow(Permission.HOME_VIEW)
def crashed_half_way(request):
    Pupil.objects.update(sen_need="half done")
    raise RuntimeError("crashed half way")


@allow(Permission.HOME_VIEW)
def refused_late(request, pk):
    viewed(request, [Pupil.objects.get(pk=pk)])
    raise PermissionDenied


def forgot_gate(request):
    return HttpResponse("anybody?")


PROBES = [
    path("probe/all/", forgot_scope, name="forgot_scope"),
    path("probe/<int:pk>/", forgot_scope_one, name="forgot_scope_one"),
    path("probe/joined/", forgot_scope_joined, name="forgot_scope_joined"),
    path("probe/raw/", forgot_scope_raw, name="forgot_scope_raw"),
    path("probe/refused/<int:pk>/", refused_late, name="refused_late"),
    path("probe/crash/", crashed_half_way, name="crashed_half_way"),
]
urlpatterns = [
    *PROBES,
    path("probe/gate/", forgot_gate, name="forgot_gate"),
    path("", include("apcommission.urls")),
]
handler403 = "apcommission.accounts.views.pages.permission_denied"
handler500 = "apcommission.accounts.views.pages.server_error"
