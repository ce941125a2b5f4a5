"""Slow work of reports, started by the timetable."""

from apcommission.reports.actions import make_forum_pdf
from apcommission.reports.models import ForumReport


def make_forum_pdfs(*, by, limit=20):
    """Render the reports that have no PDF yet; returns how many were made."""
    waiting = list(ForumReport.objects.awaiting_pdf().order_by("pk")[:limit])
    for report in waiting:
        make_forum_pdf(by=by, report=report)
    return len(waiting)
