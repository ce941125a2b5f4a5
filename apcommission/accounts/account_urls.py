"""Our own pages of the auth plane, beside allauth's under /account/."""

from django.urls import path  # noqa: F401

urlpatterns = []
