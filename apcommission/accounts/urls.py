from django.urls import path

from apcommission.accounts.views import pages

app_name = "accounts"
urlpatterns = [
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
