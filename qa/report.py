"""The report of a visit as an accessible PDF, for the provider or for schools."""

from django.template.loader import render_to_string

from apcommission.documents.pdf import render_in_child


def visit_pdf(visit, sheet, actions, *, for_schools):
    """The bytes of the PDF (PDF/UA-1). What is not for schools is left out of theirs, whoever
    asks for it."""
    title = f"Visit of {visit.visited_on:%-d %B %Y} to {visit.provider}"
    html = render_to_string(
        "qa/documents/visit_report.html",
        {
            "title": title,
            "visit": visit,
            "sheet": sheet,
            "actions": actions,
            "for_schools": for_schools,
        },
    )
    return render_in_child(html, title=title)
