"""System checks of accounts, each shown red."""

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from apcommission.accounts import checks
from apcommission.accounts.access import public


def unlisted(request):
    return HttpResponse("who may see this?")


@public
def listed(request):
    return HttpResponse("everybody may")


urlpatterns = [
    path("listed/", listed, name="listed"),
    path("unlisted/<int:pk>/", unlisted, name="unlisted"),
]


def test_every_view_has_an_access_rule():
    assert checks.every_view_has_an_access_rule(None) == []


@override_settings(ROOT_URLCONF=__name__)
def test_view_without_a_rule_is_named():
    errors = checks.every_view_has_an_access_rule(None)
    assert [(error.id, error.msg) for error in errors] == [
        (
            "access.E001",
            f"{__name__}.unlisted at /unlisted/<int:pk>/ has no @allow or @public",
        )
    ]


def test_own_views_walks_includes_and_leaves_out_allauth():
    routes = dict(checks.own_views())
    assert "people/invite/" in routes
    assert not any(view.__module__.startswith("allauth") for view in routes.values())


def strong_login(settings, *, serving=True):
    settings.SERVING = serving
    return [error.msg for error in checks.web_login_is_weak(None, databases=["default"])]


@pytest.mark.django_db
def test_serving_as_the_owner_is_refused(settings):
    """The tests' own login owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolinherit FROM pg_roles WHERE rolname = session_user")
        inherits = cursor.fetchone()[0]
    expected = ["The database login of this process is too strong: owner."]
    if inherits:
        expected.insert(0, "The database login of this process is too strong: inherit.")
    assert strong_login(settings) == expected


@pytest.mark.django_db
def test_owner_may_migrate(settings):
    assert strong_login(settings, serving=False) == []


@pytest.mark.django_db
def test_production_login_is_weak():
    with connection.cursor() as cursor:
        cursor.execute(checks.LOGIN_QUERY.replace("session_user", "'ap_web'"))
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.parametrize(
    ("demo", "development", "embedded", "errors"),
    [
        (True, True, True, []),
        (True, False, True, ["access.E003"]),
        (True, True, False, ["access.E003"]),
        (False, False, False, []),
    ],
)
def test_demo_stays_a_demo(demo, development, embedded, errors, settings, monkeypatch):
    settings.DEMO, settings.DEVELOPMENT = demo, development
    monkeypatch.delenv("APR_EMBEDDED", raising=False)
    if embedded:
        monkeypatch.setenv("APR_EMBEDDED", "1")
    assert [error.id for error in checks.demo_stays_a_demo(None)] == errors
    assert [error.id for error in run_checks(tags=["access"])] == errors
