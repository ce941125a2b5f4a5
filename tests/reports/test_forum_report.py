"""The command that writes the newest paper to a file."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories.accounts import AuthorityFactory
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db
PUBLISHED = {"status": "published", "published_at": "2026-11-20T12:00Z"}


def test_forum_report_writes_the_newest_published_paper(tmp_path, capsys):
    authority = AuthorityFactory(la_code="311")
    ForumReportFactory(authority=authority, **PUBLISHED)
    ForumReportFactory(authority=authority)
    file = tmp_path / "papers" / "forum.pdf"
    call_command("forum_report", la="311", to=file)
    assert file.read_bytes()[:5] == b"%PDF-"
    assert capsys.readouterr().out == f"{file}\n"


def test_forum_report_says_when_there_is_none(tmp_path):
    ForumReportFactory(authority__la_code="311")
    with pytest.raises(CommandError, match="no published Schools Forum report"):
        call_command("forum_report", la="311", to=tmp_path / "forum.pdf")
