"""The verbs of the Schools Forum report."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.reports.choices import ReportStatus
from apcommission.reports.forum_figures import figures
from apcommission.reports.forum_pdf import forum_pdf
from apcommission.reports.models import ForumReport
from apcommission.reports.rules import can_move


def draft_forum_report(*, by, authority, title, purpose, recommendation, as_at):
    """Count the figures as they stand and freeze them in a draft."""
    with record("forum_report_drafted", by=by):
        return ForumReport.objects.create(
            authority=authority,
            title=title,
            purpose=purpose,
            recommendation=recommendation,
            as_at=as_at,
            figures=figures(authority, as_at=as_at),
            made_by=by if getattr(by, "pk", None) else None,
        )


def publish_forum_report(*, by, report):
    """Let the Schools Forum read the report. Its figures and words no longer change."""
    _move(report, ReportStatus.PUBLISHED)
    report.published_at = timezone.now()
    with record("forum_report_published", by=by):
        report.save(update_fields=["status", "published_at"])


def withdraw_forum_report(*, by, report, reason):
    """Take a published report back; the record of it stays."""
    _move(report, ReportStatus.WITHDRAWN)
    with record("forum_report_withdrawn", by=by, reason=reason):
        report.save(update_fields=["status"])


def make_forum_pdf(*, by, report):
    """Render the report's frozen figures and keep the file with them."""
    report.pdf = forum_pdf(report)
    with record("forum_report_rendered", by=by):
        report.save(update_fields=["pdf"])


def _move(report, status):
    if not can_move(report.status, status):
        raise NotAllowed(
            f"A {report.get_status_display().lower()} report cannot be "
            f"{ReportStatus(status).label.lower()}."
        )
    report.status = status
