import csv
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import Event
from providers import actions
from providers.models import Approval, Offer, Provider, ProviderImport, Site
from tests.factories.accounts import member
from tests.providers.import_files import FARM, MILL, csv_file, xlsx_file

URL = "/providers/import/"
BAD = {**MILL, "Offer": "=cmd()", "Price in pounds": "dear", "Youngest age": "3"}


@pytest.fixture
def client(web, commissioner):
    return web(commissioner)


def upload(client, *rows, **options):
    return client.post(URL, {"file": csv_file(*rows, **options)}, follow=True)


def only():
    return ProviderImport.objects.get()


def check_url():
    return reverse("providers:provider_import_check", args=[only().pk])


def stats(page):
    part = page[page.index('<ul class="app-stats') :].partition("</ul>")[0]
    return {
        label: int(number)
        for number, label in re.findall(r">(\d+)</strong> <span [^>]*>([^<]*)<", part)
    }


def confirm(client):
    return client.post(check_url(), {"do": "confirm"}, follow=True).text


# For the row of F139 that is about providers.
@pytest.mark.capability("F139")
def test_providers_sites_and_offers_are_uploaded_looked_at_and_confirmed(client, commissioner):
    page = upload(client, FARM, {**FARM, "Offer": "Horses"}, MILL, BAD).text

    assert "Import 7 records" in page
    assert stats(page) == {"new": 7, "changed": 0, "the same": 0, "with problems": 1}
    assert "Enter a price in pounds, such as 65 or 65.50, without words." in page
    assert Provider.objects.count() == 0
    assert "7 records were added and 0 changed." in confirm(client)
    farm = Provider.objects.get(ukprn="10012345")
    assert (farm.name, farm.type, farm.phone) == ("Bridge Farm", "non_school", "01632 960 001")
    assert list(farm.sites.values_list("name", "postcode")) == [("Main yard", "RM1 3BB")]
    assert list(farm.offers.order_by("pk").values_list("title", "price_pence", "price_unit")) == [
        ("Land skills", 6500, "day"),
        ("Horses", 6500, "day"),
    ]
    assert farm.offers.first().needs == ["autism", "behaviour"]
    assert (only().state, only().added, only().changed, only().rows) == ("done", 7, 0, [])
    event = Event.objects.filter(table_name="providers_offer").first()
    assert (event.action, event.person_id) == ("offer_added", commissioner.pk)


def test_a_provider_that_is_imported_has_no_approval(client):
    upload(client, FARM)
    confirm(client)
    assert Approval.objects.count() == 0


def test_the_same_file_twice_changes_nothing(client):
    upload(client, FARM, MILL)
    confirm(client)
    ProviderImport.objects.all().delete()
    events = Event.objects.filter(table_name__in=["providers_offer", "providers_site"]).count()
    page = upload(client, FARM, MILL).text

    assert stats(page) == {"new": 0, "changed": 0, "the same": 6, "with problems": 0}
    assert "There is nothing to import" in page
    assert 'value="confirm"' not in page
    # Pressed all the same, it writes nothing.
    assert "0 records were added and 0 changed." in confirm(client)
    assert Offer.objects.count() == 2
    after = Event.objects.filter(table_name__in=["providers_offer", "providers_site"]).count()
    assert after == events


def test_the_preview_says_each_change_and_confirming_makes_only_those(client):
    upload(client, {**FARM, "Email": "hello@farm.example"})
    confirm(client)
    ProviderImport.objects.all().delete()
    page = upload(client, {**FARM, "Price in pounds": "70", "Phone": "", "Postcode": ""}).text

    cells = re.findall(r"<td[^>]*>(?:<[^>]*>)?([^<]*)", page)
    assert cells[:3] == ["Price in pounds", "£65.00", "£70.00"]
    assert "0 records were added and 1 changed." in confirm(client)
    farm = Provider.objects.get()
    assert (farm.phone, farm.email) == ("01632 960 001", "hello@farm.example")
    assert Site.objects.get().postcode == "RM1 3BB"
    assert Offer.objects.get().price_pence == 7000


def test_two_providers_of_one_name_are_kept_apart(client):
    upload(client, FARM, {**FARM, "UKPRN": "10099999", "Phone": "01632 960 009"})
    confirm(client)
    assert sorted(Provider.objects.values_list("organisation__name", "ukprn")) == [
        ("Bridge Farm", "10012345"),
        ("Bridge Farm", "10099999"),
    ]


def test_an_excel_file_is_read_like_a_csv(client):
    page = client.post(URL, {"file": xlsx_file(FARM, MILL)}, follow=True).text
    assert stats(page) == {"new": 6, "changed": 0, "the same": 0, "with problems": 0}


def test_columns_that_the_register_does_not_have_are_named(client):
    page = upload(client, {**FARM, "Favourite colour": "green"}).text
    assert "Left out, because the register has no such column: Favourite colour." in page


def test_a_discarded_file_writes_nothing(client):
    upload(client, FARM)
    page = client.post(check_url(), {"do": "discard"}, follow=True).text

    assert "The file was discarded." in page
    assert Provider.objects.count() == 0


def test_a_second_press_finds_nothing_to_confirm(client):
    upload(client, FARM)
    url = check_url()
    client.post(url, {"do": "confirm"})

    assert client.post(url, {"do": "confirm"}).status_code == 404
    assert Provider.objects.count() == 1


def test_all_good_rows_or_nothing(client, commissioner):
    upload(client, MILL, FARM)
    # Since the preview somebody entered another provider under each number of one row.
    upload(client, {**MILL, "UKPRN": "10088888"})
    waiting = ProviderImport.objects.latest("pk")
    for name, number in (("One", {"urn": 123456}), ("Two", {"ukprn": "10088888"})):
        actions.add_provider(by=commissioner, name=name, type="non_school", **number)
    page = client.post(
        reverse("providers:provider_import_check", args=[waiting.pk]),
        {"do": "confirm"},
        follow=True,
    ).text

    assert "The register has changed since the file was read, and row 2 can no longer" in page
    assert Offer.objects.count() == 0
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


@pytest.mark.capability("F139")
def test_the_bad_rows_come_back_with_their_problem(client):
    upload(client, FARM, BAD)
    response = client.get(reverse("providers:provider_import_problems", args=[only().pk]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [(row["Provider name"], row["Offer"], row["Problem"]) for row in rows] == [
        (
            "Mill Studio",
            "'=cmd()",
            (
                "Youngest age: Enter an age from 4 to 25. Price in pounds: Enter a price in "
                "pounds, such as 65 or 65.50, without words."
            ),
        )
    ]


def test_a_corrected_file_of_bad_rows_goes_in_as_it_came_back(client):
    upload(client, {**FARM, "Phone": "+44 1632 960001", "Oldest age": "old"})
    response = client.get(reverse("providers:provider_import_problems", args=[only().pk]))
    again = io.BytesIO(response.content.replace(b'"old"', b'"16"'))
    again.name = "corrected.csv"
    ProviderImport.objects.all().delete()
    page = client.post(URL, {"file": again}, follow=True).text

    assert stats(page) == {"new": 3, "changed": 0, "the same": 0, "with problems": 0}
    assert "no such column" not in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("providers.pdf", b"%PDF", "The file must be a CSV or an XLSX"),
        ("providers.csv", b"", "The file is empty"),
        ("providers.csv", b"%PDF-1.7\n1 0 obj", "The file must be a CSV or XLSX spreadsheet."),
        ("providers.csv", b"\x89PNG\r\n", "The file must be a CSV or XLSX spreadsheet."),
        ("providers.xlsx", b"PK\x03\x04junk", "The spreadsheet is damaged."),
        ("providers.xlsx", b"<html>", "The file must be a CSV or XLSX spreadsheet."),
        ("providers.csv", b"Name\nFarm\n", "The file has no column “Provider name”."),
        ("providers.csv", b"x" * (50 * 1024**2), "smaller than 10 MB. This one has 50 MB."),
    ],
    ids=["suffix", "empty", "pdf", "picture", "damaged", "page", "columns", "50 MB"],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(client, name, content, sentence):
    file = io.BytesIO(content)
    file.name = name
    response = client.post(URL, {"file": file})

    assert response.status_code == 200
    assert sentence in response.text
    assert ProviderImport.objects.count() == 0


def test_a_leading_zero_that_excel_lost_is_named(client):
    row = {**FARM, "Company number": "1234567", "Phone": "1632960001"}
    page = upload(client, row).text
    assert "enter 01234567, with the column set to text." in page
    assert "A spreadsheet has lost the leading zero: enter 01632960001" in page


def test_the_file_to_fill_in_can_be_downloaded_and_uploaded(client):
    book = client.get("/providers/import/template.xlsx")
    sheets = openpyxl.load_workbook(io.BytesIO(book.content))
    assert [cell.value for cell in sheets["Data"][1]][:2] == ["Provider name", "Kind of provider"]
    assert sheets["Notes"]["A1"].value == "Provider name"

    again = io.BytesIO(client.get("/providers/import/template.csv").content)
    again.name = "providers-to-fill-in.csv"
    page = client.post(URL, {"file": again}, follow=True).text
    assert "1 row left out: the example of the template." in page
    assert client.get("/providers/import/template.ods").status_code == 404


def test_another_authoritys_import_is_not_found(client, web, stranger):
    upload(client, FARM, BAD)
    url, problems = check_url(), reverse("providers:provider_import_problems", args=[only().pk])
    other = web(stranger(Role.COMMISSIONER))

    assert other.get(url).status_code == 404
    assert other.post(url, {"do": "confirm"}).status_code == 404
    assert other.get(problems).status_code == 404
    assert "providers.csv" not in other.get(URL).text
    assert Provider.objects.count() == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_only_a_commissioner_imports_providers(web, role, db):
    assert web(member(role)).get(URL).status_code == 403


def test_the_list_of_imports_costs_the_same_queries(client):
    upload(client, FARM)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    upload(client, FARM)
    upload(client, MILL)
    with CaptureQueriesContext(connection) as three:
        page = client.get(URL).text

    assert page.count("providers.csv") == 3
    assert len(three) == len(one)


def test_the_preview_costs_the_same_queries(client):
    upload(client, FARM)
    url = check_url()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    ProviderImport.objects.all().delete()
    upload(client, FARM, MILL, {**MILL, "URN": "123457", "Provider name": "Third"})
    url = check_url()
    client.get(url)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)
