"""The catalogue and a comparison on paper (PDF/UA-1): dated, with the filters that made them."""

from django.template.loader import render_to_string

from apcommission.documents.pdf import RenderError, render_in_child
from providers.comparison import NOTE, compared
from providers.filters import filter_words

# So many take about four CPU seconds; the spreadsheets have no such limit.
MOST_PROVIDERS = 100


def catalogue_pdf_of(entries, catalogue, organisation, on):
    """The bytes of the list as it is filtered.

    Raises RenderError when it is longer than MOST_PROVIDERS.
    """
    if len(entries) > MOST_PROVIDERS:
        raise RenderError(
            f"A PDF holds at most {MOST_PROVIDERS} providers, and this list has {len(entries)}. "
            "Choose filters, or download the list as a spreadsheet."
        )
    html = render_to_string(
        "providers/documents/catalogue.html",
        {
            "entries": entries,
            "filters": filter_words(catalogue.form),
            "near": catalogue.near_text,
            "organisation": organisation,
            "made_on": on,
            "places_on": catalogue.on,
            "note": NOTE,
        },
    )
    return render_in_child(html, title="Alternative provision catalogue")


def comparison_pdf_of(entries, organisation, on):
    """The bytes of a comparison of a few providers."""
    html = render_to_string(
        "providers/documents/comparison.html",
        {
            "entries": entries,
            "rows": compared(entries),
            "organisation": organisation,
            "made_on": on,
            "note": NOTE,
        },
    )
    return render_in_child(html, title="Providers compared")
