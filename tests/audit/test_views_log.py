"""Who was shown which child."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import resolve

from apcommission.accounts.choices import Role
from apcommission.accounts.roles import ROLES
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import PupilView
from apcommission.audit.views_log import PupilRef, viewed, write_views
from tests.factories.accounts import member
from tests.factories.placements import PupilFactory

pytestmark = pytest.mark.django_db


def request_by(user):
    request = RequestFactory().get("/people/")
    request.user = user
    request.resolver_match = resolve("/people/")
    return request


def written():
    fields = ("person_id", "person_name", "person_role", "organisation_id", "pupil_id", "route")
    return list(PupilView.objects.order_by("pk").values_list(*fields))


def test_viewed_writes_a_row_for_each_pupil_once(school_lead, school, pupil):
    other = PupilFactory(school=school)
    request = request_by(school_lead)
    viewed(request, [pupil, other])
    viewed(request, [pupil])
    write_views(request)
    who = (school_lead.pk, "Sam Okoro", "School lead", school.pk)
    assert written() == [
        (*who, pupil.pk, "accounts:member_list"),
        (*who, other.pk, "accounts:member_list"),
    ]


def test_thirty_pupils_are_one_statement(school_lead, django_assert_num_queries):
    request = request_by(school_lead)
    viewed(request, [PupilRef(number, 1) for number in range(30)])
    with django_assert_num_queries(1):
        write_views(request)
    assert PupilView.objects.count() == 30


def test_page_without_pupils_writes_nothing(school_lead, django_assert_num_queries):
    with django_assert_num_queries(0):
        write_views(request_by(school_lead))


def test_request_without_a_page_of_ours_is_written_all_the_same(school_lead, pupil):
    request = request_by(school_lead)
    request.resolver_match = None
    viewed(request, [pupil])
    write_views(request)
    assert [row[-1] for row in written()] == [""]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FORUM_MEMBER])
def test_every_role_that_may_see_a_child_writes_the_log_as_itself(role, pupil, authority):
    user = member(role, authority if ROLES[role].kind == "authority" else None)
    request = request_by(user)
    viewed(request, [pupil])
    with database_scope(user.membership):
        write_views(request)
    assert [row[:2] for row in written()] == [(user.pk, user.name)]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_pupilview SET person_id = 0", "DELETE FROM audit_pupilview"]
)
@pytest.mark.parametrize("role", [r for r in Role if r != Role.FORUM_MEMBER])
def test_nobody_unwrites_the_log(role, statement):
    user = member(role)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        database_scope(user.membership),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_log_in_anothers_name_is_refused(school_lead, pupil, commissioner):
    """A school writes rows of its own organisation only."""
    request = request_by(school_lead)
    viewed(request, [pupil])
    request.user = school_lead
    school_lead.membership.organisation = commissioner.organisation
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        database_scope(member(Role.SCHOOL_LEAD, pupil.school).membership),
    ):
        write_views(request)
