"""The addresses that base.html links to, so that the kit is tested apart from the product."""

from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse()


accounts = [
    path("switch/", page, name="membership_switch"),
    path("accessibility/", page, name="accessibility"),
    path("privacy/", page, name="privacy"),
    path("help/", page, name="help"),
    path("account/", page, name="account_detail"),
]
reports = [path("search/", page, name="search")]
urlpatterns = [
    path("sign-out/", page, name="account_logout"),
    path("manifest.webmanifest", page, name="manifest"),
    path("", include((accounts, "accounts"))),
    path("", include((reports, "reports"))),
]
