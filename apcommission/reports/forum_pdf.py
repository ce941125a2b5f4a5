"""The Forum report as an accessible PDF (PDF/UA-1), made from its frozen figures only."""

from django.template.loader import render_to_string

from apcommission.documents.pdf import render_in_child
from apcommission.reports.forum_contents import headline, sections


def forum_pdf(report):
    """The bytes of the PDF; the same report always gives the same text."""
    html = render_to_string(
        "reports/documents/forum_report.html",
        {
            "report": report,
            "sections": sections(report.figures),
            "headline": headline(report.figures),
        },
    )
    return render_in_child(html, title=report.title)
