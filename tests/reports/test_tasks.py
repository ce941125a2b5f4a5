import pytest

from apcommission.accounts.scope import system_scope
from apcommission.reports.models import ForumReport
from apcommission.reports.tasks import make_forum_pdfs
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db


def test_make_forum_pdfs_makes_each_once_as_the_jobs_own_role(authority):
    ForumReportFactory(authority=authority)
    with system_scope("papers"):
        made = [make_forum_pdfs(by="papers"), make_forum_pdfs(by="papers")]
    assert made == [1, 0]
    assert ForumReport.objects.awaiting_pdf().count() == 0
