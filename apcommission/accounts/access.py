"""Every view says who may use it: @allow(permission), @signed_in or @public."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied


def allow(permission):
    """Let in the people whose current membership has the permission; others get 403."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            if not request.user.may(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        wrapper.access = permission
        return wrapper

    return decorate


def signed_in(view):
    """Let in whoever is signed in, to what is their own; such a view shows no record."""
    view.access = "signed in"
    return view


def public(view):
    """Let everybody in, signed in or not; such a view shows no record."""
    view.access = "public"
    return login_not_required(view)
