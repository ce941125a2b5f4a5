import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.reports import actions
from apcommission.reports.choices import ForumPurpose, ReportStatus
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db


def draft(by, authority):
    return actions.draft_forum_report(
        by=by,
        authority=authority,
        title="Autumn update",
        purpose=ForumPurpose.DECISION,
        recommendation="That the Forum agrees.",
        as_at=dt.date(2026, 11, 20),
    )


def test_draft_forum_report_freezes_its_figures(commissioner, authority, placement):
    report = draft(commissioner, authority)
    placement.delete()
    report.refresh_from_db()
    assert report.figures["schools"]["rows"] == [["Hillside School", None]]
    assert report.made_by.name == commissioner.name


def test_draft_forum_report_is_audited(commissioner, authority):
    report = draft(commissioner, authority)
    event = Event.objects.about("reports_forumreport", report.pk).get()
    assert (event.action, event.person_name) == ("forum_report_drafted", "Carol Reyes")
    assert "pdf" not in event.after


def test_publish_forum_report_sets_its_time(commissioner, authority):
    report = draft(commissioner, authority)
    actions.publish_forum_report(by=commissioner, report=report)
    report.refresh_from_db()
    assert report.status == ReportStatus.PUBLISHED
    assert report.published_at is not None


def test_publish_forum_report_only_once(commissioner, authority):
    report = draft(commissioner, authority)
    actions.publish_forum_report(by=commissioner, report=report)
    with pytest.raises(NotAllowed, match="A published report cannot be published."):
        actions.publish_forum_report(by=commissioner, report=report)


def test_withdraw_forum_report_keeps_the_reason(commissioner, authority):
    report = draft(commissioner, authority)
    actions.publish_forum_report(by=commissioner, report=report)
    actions.withdraw_forum_report(by=commissioner, report=report, reason="A figure was wrong.")
    event = Event.objects.about("reports_forumreport", report.pk).newest_first().first()
    assert (event.action, event.reason) == ("forum_report_withdrawn", "A figure was wrong.")


def test_withdraw_forum_report_refuses_a_draft(commissioner, authority):
    with pytest.raises(NotAllowed, match="A draft report cannot be withdrawn."):
        actions.withdraw_forum_report(
            by=commissioner, report=draft(commissioner, authority), reason="no"
        )


def test_make_forum_pdf_keeps_the_file(authority):
    report = ForumReportFactory(authority=authority)
    actions.make_forum_pdf(by="a job", report=report)
    report.refresh_from_db()
    assert bytes(report.pdf)[:5] == b"%PDF-"
