import io

import pytest
from pypdf import PdfReader

from apcommission.reports.forum_pdf import forum_pdf
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.reports import ForumReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(authority, school, provider):
    for number in range(8):
        PlacementFactory(
            pupil=PupilFactory(school=school, surname=f"Canary{number}"), provider=provider
        )
    return ForumReportFactory(authority=authority, title="Autumn update")


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_forum_pdf_reads_back_with_its_words_and_figures(report):
    text = " ".join(text_of(forum_pdf(report)).split())
    assert "Autumn update" in text
    assert "Figures as at Friday 20 November 2026" in text
    assert "8 placements were live." in text


def test_forum_pdf_names_no_child(report):
    assert "Canary" not in text_of(forum_pdf(report))


def test_forum_pdf_is_tagged_for_accessibility(report):
    catalogue = PdfReader(io.BytesIO(forum_pdf(report))).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(catalogue["/Lang"]).startswith("en")


def test_forum_pdf_uses_the_frozen_figures_only(report, authority, school, provider):
    before = text_of(forum_pdf(report))
    PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    assert text_of(forum_pdf(report)) == before
