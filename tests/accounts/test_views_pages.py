"""Pages that belong to no record."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from apcommission.accounts.choices import Role
from apcommission.accounts.roles import ROLES
from apcommission.accounts.views import pages

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def request_of_nobody(client):
    return client.get("/accessibility/").wsgi_request


@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (pages.bad_request, 400, "The request could not be read"),
        (pages.permission_denied, 403, "You cannot do this"),
        (pages.csrf_failure, 403, "This page was open too long"),
        (pages.page_not_found, 404, "Page not found"),
        (pages.server_error, 500, "There is a problem with the service"),
    ],
)
def test_error_pages(view, status, title, request_of_nobody):
    response = view(request_of_nobody)
    assert response.status_code == status
    assert title in text(response)


def test_server_error_needs_no_signed_in_person():
    """The request may have failed before anybody was known."""
    assert pages.server_error(RequestFactory().get("/")).status_code == 500


def test_permission_denied_gives_the_refusals_own_sentence(request_of_nobody):
    refusal = PermissionDenied("The placement has ended.")
    assert "The placement has ended." in text(pages.permission_denied(request_of_nobody, refusal))


def test_permission_denied_does_not_show_the_name_of_a_permission(web, school_attendance):
    page = text(web(school_attendance).get("/people/"))
    assert "Your role in this organisation does not include this page." in page
    assert "account_manage" not in page


def test_unknown_address_is_a_page_of_ours(web, school_lead):
    response = web(school_lead).get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in text(response)


@pytest.mark.parametrize(
    ("path", "name"), [("/accessibility/", "accessibility"), ("/privacy/", "privacy")]
)
def test_legal_pages_are_for_everybody(path, name, settings):
    settings.SUPPORT_EMAIL = "desk@elmshire.example"
    page = text(Client().get(path))
    assert "desk@elmshire.example" in page


def test_accessibility_says_what_the_model_statement_must():
    page = text(Client().get("/accessibility/"))
    demanded = ["partially compliant", "Equality and Human Rights Commission", "2.2", "axe-core"]
    assert [words for words in demanded if words not in page] == []


def test_every_page_leads_to_the_legal_pages(web, school_lead):
    page = web(school_lead).get("/account/").content.decode()
    assert 'href="/accessibility/"' in page
    assert 'href="/privacy/"' in page


def test_role_list_says_of_each_role_what_the_roles_file_says(web, forum_member):
    page = text(web(forum_member).get("/roles/"))
    missing = [role for role in Role if ROLES[role].sentence not in page.replace("&#x27;", "'")]
    assert missing == []


def test_role_list_is_for_the_signed_in():
    assert Client().get("/roles/").status_code == 302
