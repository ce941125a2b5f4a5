"""The catalogue taken away: as PDF, CSV and Excel, and side by side."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from pypdf import PdfReader

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus
from providers.models import Offer
from tests.factories.accounts import member
from tests.providers.listing import COMPARE, LIST, costs, fill, listed


@pytest.fixture
def three(authority):
    return [fill(authority, name) for name in ("Ash", "Beech", "Cedar")]


# downloads


def text_of(response):
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.capability("F091")
def test_pdf_is_dated_and_names_its_filters(web, school_lead, authority, three, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    listed(authority, "Other")
    response = web(school_lead).get(f"{LIST}list.pdf?need=semh&text=ee")
    text = text_of(response)
    assert "Alternative provision catalogue, 23 Nov 2026" in text
    assert "1 provider on Monday 23 November 2026" in text
    assert "Filters: Words: ee; Need (any of): Social, emotional and mental health." in text
    assert "Not a recommendation: a school makes its own checks before a pupil starts." in text
    assert ("Beech" in text, "Cedar" in text, "Ash" in text, "Other" in text) == (
        True,
        False,
        False,
        False,
    )
    name = 'attachment; filename="providers-2026-11-23.pdf"'
    assert response["Content-Disposition"] == name


def test_pdf_says_its_limit(web, school_lead, authority, three, monkeypatch):
    monkeypatch.setattr("providers.catalogue_pdf.MOST_PROVIDERS", 2)
    response = web(school_lead).get(f"{LIST}list.pdf?need=semh", follow=True)
    assert response.redirect_chain == [(f"{LIST}?need=semh", 302)]
    page = response.content.decode()
    assert "A PDF holds at most 2 providers, and this list has 3." in page


def test_csv_and_xlsx_are_exactly_the_filtered_list(web, school_lead, authority, three):
    listed(authority, "=Other", status=ApprovalStatus.SUSPENDED)
    client = web(school_lead)
    rows = rows_of(client.get(f"{LIST}list.csv?need=semh"))
    assert [row["Name"] for row in rows] == ["Ash", "Beech", "Cedar"]
    assert {row["Filters"] for row in rows} == {
        "Need (any of): Social, emotional and mental health"
    }
    assert rows[0]["QA grade"] == "Sound"
    assert [row["Name"] for row in rows_of(client.get(f"{LIST}list.csv?status=suspended"))] == [
        "'=Other"
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{LIST}list.xlsx?need=semh").content), read_only=True
    )
    assert [row[0].value for row in book["Data"].iter_rows()] == ["Name", "Ash", "Beech", "Cedar"]
    notes = {row[0].value: row[1].value for row in book["Notes"].iter_rows()}
    assert notes["Filters"] == "Need (any of): Social, emotional and mental health"
    assert notes["Note"].startswith("Not a recommendation")


@pytest.mark.parametrize("name", ["list.pdf", "list.csv", "list.xlsx"])
def test_download_of_a_question_that_cannot_be_read_leads_to_what_is_wrong(
    web, school_lead, three, name
):
    response = web(school_lead).get(f"{LIST}{name}?age=x")
    assert (response.status_code, response.url) == (302, f"{LIST}?age=x")


@pytest.mark.parametrize("name", ["compare/", "compare/pdf/", "list.pdf", "list.csv", "list.xlsx"])
@pytest.mark.parametrize("role", [Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF], ids=str)
def test_downloads_are_not_for_every_role(web, role, name):
    assert web(member(role)).get(f"{LIST}{name}").status_code == 403


# catalogue_compare


def ticked(providers):
    return "&".join(f"with={provider.pk}" for provider in providers)


@pytest.mark.capability("F085")
def test_comparison_stands_side_by_side_and_prints(web, school_lead, authority, three):
    Offer.objects.filter(provider=three[0]).update(price_pence=5000, price_unit="half_day")
    fourth = fill(authority, "Damson")
    client = web(school_lead)
    chosen = [*three, fourth]
    page = client.get(f"{COMPARE}?{ticked(chosen)}&back=need%3Dsemh")
    rows = {row.label: row for row in page.context["rows"]}
    assert [entry.provider.name for entry in page.context["entries"]] == [
        "Ash",
        "Beech",
        "Cedar",
        "Damson",
    ]
    assert rows["List price of a half-day"].values == ["£50", "£45", "£45", "£45"]
    assert rows["List price of a half-day"].differs is True
    assert rows["Needs"].differs is False
    assert 'href="/providers/?need=semh"' in page.content.decode()
    text = text_of(client.get(f"{COMPARE}pdf/?{ticked(chosen)}"))
    assert "Providers compared" in text
    assert ("Ash" in text, "Damson" in text, "£50" in text) == (True, True, True)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "Tick at least 2 providers"),
        (1, "Tick at least 2 providers"),
        (5, "At most 4 providers stand side by side. You ticked 5."),
    ],
)
def test_comparison_of_too_few_or_too_many_says_so(web, school_lead, authority, number, sentence):
    chosen = [listed(authority, f"P{n}") for n in range(number)]
    client = web(school_lead)
    assert sentence in client.get(f"{COMPARE}?{ticked(chosen)}").content.decode()
    pdf = client.get(f"{COMPARE}pdf/?{ticked(chosen)}", follow=True)
    assert sentence in pdf.content.decode()


def test_comparison_shows_nobody_who_is_not_in_the_catalogue(
    web, school_lead, three, other_authority
):
    hidden = listed(other_authority, "Elsewhere")
    page = web(school_lead).get(f"{COMPARE}?{ticked([three[0], hidden])}").content.decode()
    assert "Some of these providers are not in your catalogue." in page
    assert "Elsewhere" not in page


def test_comparison_costs_the_same_for_two_as_for_four(web, school_lead, authority, three):
    fourth = fill(authority, "Damson")
    client = web(school_lead)
    two = costs(client, f"{COMPARE}?{ticked(three[:2])}")
    assert costs(client, f"{COMPARE}?{ticked([*three, fourth])}") == two
