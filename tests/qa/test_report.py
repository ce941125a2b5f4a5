from qa.report import visit_pdf
from qa.sheet import sheet_of
from tests.factories.qa import VisitFactory


def test_a_report_is_a_pdf_of_one_visit_with_markup_left_as_text(officer, authority, provider):
    visit = VisitFactory(
        authority=authority,
        provider=provider,
        is_published=True,
        summary='<img src="http://127.0.0.1/secret"> & more',
    )
    content = visit_pdf(visit, sheet_of(visit, officer), [], for_schools=True)
    assert content.startswith(b"%PDF-1.7")
