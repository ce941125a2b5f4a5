import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.reports.models import ForumReport
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db
PUBLISHED = {"status": "published", "published_at": "2026-11-20T12:00Z"}


def test_a_published_report_has_a_time(authority):
    with pytest.raises(IntegrityError):
        ForumReportFactory(authority=authority, status="published")


def test_visible_to_shows_the_forum_what_its_authority_published(authority, forum_member):
    shown = ForumReportFactory(authority=authority, **PUBLISHED)
    ForumReportFactory(authority=authority)
    ForumReportFactory(**PUBLISHED)
    assert list(ForumReport.objects.visible_to(forum_member)) == [shown]


def test_visible_to_shows_an_authority_its_own(authority, commissioner):
    mine = {ForumReportFactory(authority=authority), ForumReportFactory(authority=authority)}
    ForumReportFactory(**PUBLISHED)
    assert set(ForumReport.objects.visible_to(commissioner)) == mine


@pytest.mark.parametrize("role", [Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_visible_to_shows_nobody_else(authority, stranger, role):
    ForumReportFactory(authority=authority, **PUBLISHED)
    assert list(ForumReport.objects.visible_to(stranger(role))) == []


def test_the_database_shows_the_forum_no_draft(authority, forum_member):
    ForumReportFactory(authority=authority)
    with database_scope(forum_member.membership):
        assert ForumReport.objects.count() == 0


def test_the_database_lets_no_forum_member_write(authority, forum_member):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        database_scope(forum_member.membership),
    ):
        ForumReport.objects.update(title="changed")


def test_without_files_knows_whether_there_is_one(authority):
    ForumReportFactory(authority=authority, pdf=b"%PDF-")
    ForumReportFactory(authority=authority)
    reports = ForumReport.objects.without_files().order_by("pk")
    assert [report.pdf_is_ready for report in reports] == [True, False]
