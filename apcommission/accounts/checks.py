"""System checks: every view has a gate, and the web never connects as somebody powerful."""

import os

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

# Sign-in pages are allauth's; they run in the auth plane, where children's tables are denied.
FOREIGN = ("allauth.",)


def views_in(patterns, prefix=""):
    """(route, view) of every URL pattern, includes walked."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_in(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def own_views():
    for route, view in views_in(get_resolver().url_patterns):
        if not view.__module__.startswith(FOREIGN):
            yield route, view


@register("access")
def every_view_has_an_access_rule(app_configs, **kwargs):
    return [
        Error(
            f"{view.__module__}.{view.__name__} at /{route} has no @allow or @public",
            id="access.E001",
        )
        for route, view in own_views()
        if not hasattr(view, "access")
    ]


@register("access")
def demo_stays_a_demo(app_configs, **kwargs):
    """Sign-in by one press: never in production, never with a database of somebody's own."""
    if settings.DEMO and not (settings.DEVELOPMENT and "APR_EMBEDDED" in os.environ):
        return [Error("The demo's sign-in is on outside the demo.", id="access.E003")]
    return []


LOGIN_QUERY = """
SELECT r.rolsuper, r.rolbypassrls, r.rolinherit,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid)
FROM pg_roles r WHERE r.rolname = session_user
"""


@register(Tags.database)
def web_login_is_weak(app_configs, databases=None, **kwargs):
    """Row security is nothing to an owner: a serving process must not be one (`SERVING`)."""
    if not settings.SERVING or not databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(LOGIN_QUERY)
        names = ("superuser", "bypassrls", "inherit", "owner")
        facts = dict(zip(names, cursor.fetchone(), strict=True))
    return [
        Error(f"The database login of this process is too strong: {name}.", id="access.E002")
        for name, found in facts.items()
        if found
    ]
