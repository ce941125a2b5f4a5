"""All pages. Each app's own file names its views."""

from django.urls import include, path

from providers.views.public import public_catalogue

# Read by anyone, where an authority switched it on.
public = ([path("<slug:address>/", public_catalogue, name="public_catalogue")], "public")

urlpatterns = [
    path("account/", include("apcommission.accounts.account_urls")),
    path("account/", include("allauth.urls")),
    path("", include("apcommission.accounts.urls")),
    path("", include("apcommission.reports.urls")),
    path("calendar/", include("apcommission.terms.urls")),
    path("providers/", include("providers.urls")),
    path("catalogue/", include(public)),
    path("", include("placements.urls")),
    path("", include("attendance.urls")),
    path("visits/", include("qa.urls")),
    path("jobs/", include("apcommission.jobs.urls")),
]

handler400 = "apcommission.accounts.views.pages.bad_request"
handler403 = "apcommission.accounts.views.pages.permission_denied"
handler404 = "apcommission.accounts.views.pages.page_not_found"
handler500 = "apcommission.accounts.views.pages.server_error"
