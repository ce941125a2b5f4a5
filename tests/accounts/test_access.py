"""The gate on each view."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from apcommission.accounts.access import allow, public, signed_in
from apcommission.accounts.roles import Permission

pytestmark = pytest.mark.django_db


@allow(Permission.ACCOUNT_MANAGE)
def page(request, pk=None):
    return HttpResponse(f"page {pk}")


def request_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_allow_lets_in_who_has_the_permission(school_lead):
    assert page(request_by(school_lead), pk=7).content == b"page 7"


def test_allow_refuses_others(school_attendance):
    with pytest.raises(PermissionDenied, match="account_manage"):
        page(request_by(school_attendance))


def test_allow_refuses_a_person_without_membership(school_lead):
    school_lead.membership = None
    with pytest.raises(PermissionDenied):
        page(request_by(school_lead))


def test_allow_keeps_the_name_and_tells_the_permission():
    assert (page.__name__, page.access) == ("page", Permission.ACCOUNT_MANAGE)


def test_public_needs_no_sign_in():
    view = public(lambda request: HttpResponse("open"))
    assert (view.access, view.login_required) == ("public", False)


def test_signed_in_needs_a_sign_in():
    view = signed_in(lambda request: HttpResponse("mine"))
    assert view.access == "signed in"
    assert getattr(view, "login_required", True)
