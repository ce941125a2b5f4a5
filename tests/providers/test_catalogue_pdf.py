import datetime as dt
import io
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from pypdf import PdfReader

from apcommission.documents.pdf import RenderError
from providers.catalogue import entries
from providers.catalogue_pdf import MOST_PROVIDERS, catalogue_pdf_of, comparison_pdf_of
from providers.filters import CatalogueForm
from providers.models import Provider
from tests.factories.providers import ApprovalFactory, OfferFactory, ProviderFactory, SiteFactory

ON = dt.date(2026, 11, 23)


@pytest.fixture
def catalogue():
    form = CatalogueForm(QueryDict(""))
    return SimpleNamespace(form=form, near_text="RM1", on=dt.date(2026, 12, 1))


def text_of(pdf):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def test_pdf_says_what_each_provider_is_and_the_day_of_its_places(authority, catalogue):
    provider = ProviderFactory(organisation__name="Ash & Elm")
    ApprovalFactory(
        authority=authority, provider=provider, status="conditional", conditions="First aid"
    )
    site = SiteFactory(provider=provider, town="Elm")
    OfferFactory.create_batch(4, site=site)
    found = entries(Provider.objects.listed_by(authority.pk), {provider.pk: 3.21})
    text = text_of(catalogue_pdf_of(found, catalogue, "Elmshire", ON))
    for words in (
        "Elmshire",
        "Ash & Elm",
        "Approved with conditions since 1 Sep 2026",
        "Conditions: First aid",
        "3.2 km",
        "and 1 more offer",
        "Places left are those of Tuesday 1 December 2026",
        "Distances are from RM1, in a straight line",
        "Filters: none, the whole catalogue",
    ):
        assert words in text, words


def test_pdf_of_nothing_says_so(catalogue):
    assert "No provider matches" in text_of(catalogue_pdf_of([], catalogue, "Elmshire", ON))


def test_pdf_has_a_limit_and_names_it(catalogue):
    too_many = [None] * (MOST_PROVIDERS + 1)
    with pytest.raises(RenderError, match=f"at most {MOST_PROVIDERS} providers"):
        catalogue_pdf_of(too_many, catalogue, "Elmshire", ON)


def test_comparison_is_a_table_with_a_column_for_each(authority):
    for name in ("Ash", "Beech"):
        ProviderFactory(organisation__name=name)
    found = entries(Provider.objects.listed_by(authority.pk).by_name())
    text = text_of(comparison_pdf_of(found, "Elmshire", ON))
    assert "Providers compared, 23 Nov 2026" in text
    assert "What Ash Beech" in text
