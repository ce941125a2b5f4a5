"""What every page knows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from apcommission.accounts.choices import Role
from apcommission.accounts.context import MENU, navigation
from tests.factories.accounts import member

pytestmark = pytest.mark.django_db


def request_by(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def has_page(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def test_nobody_gets_the_names_of_the_service_only():
    expected = {"service_name", "support_email"}
    assert set(navigation(request_by(AnonymousUser()))) == expected
    assert set(navigation(RequestFactory().get("/"))) == expected


@pytest.mark.parametrize("role", list(Role))
def test_menu_holds_the_pages_the_role_may_open(role):
    user = member(role)
    expected = [label for name, label, needed in MENU if user.may(needed) and has_page(name)]
    assert [item["label"] for item in navigation(request_by(user))["navigation"]] == expected


def test_menu_marks_the_page_one_is_on(commissioner):
    menu = navigation(request_by(commissioner, "/providers/7/"))["navigation"]
    assert [item["label"] for item in menu if item["active"]] == ["Providers"]


def test_context_tells_the_membership_and_the_others(school_lead):
    request = request_by(school_lead)
    request.memberships = [school_lead.membership]
    context = navigation(request)
    assert context["membership"] == school_lead.membership
    assert context["memberships"] == [school_lead.membership]


def test_search_is_for_those_who_may(school_lead, provider_staff):
    assert navigation(request_by(school_lead))["may_search"]
    assert not navigation(request_by(provider_staff))["may_search"]
