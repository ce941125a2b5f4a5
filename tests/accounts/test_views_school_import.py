import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.accounts.models import SchoolImport, SchoolProfile
from tests.accounts.gias_files import HILLSIDE, VALLEY, uploaded
from tests.factories.accounts import AuthorityFactory, member

URL = "/schools/import/"
BAD = {**VALLEY, "URN": "102347", "EstablishmentName": "=cmd", "Postcode": "x"}


@pytest.fixture
def havering(db):
    return AuthorityFactory(name="Havering", la_code="311")


@pytest.fixture
def carol(havering):
    return member(Role.COMMISSIONER, havering, name="Carol Reyes")


@pytest.fixture
def client(web, carol):
    return web(carol)


def upload(client, *rows, **options):
    return client.post(URL, {"file": uploaded(*rows, **options)}, follow=True)


def only():
    return SchoolImport.objects.get()


def check_url():
    return reverse("accounts:school_import_check", args=[only().pk])


@pytest.mark.capability("F139")
def test_schools_are_uploaded_looked_at_and_confirmed(client):
    page = upload(client, HILLSIDE, VALLEY, BAD).text

    assert "Import 2 schools" in page
    assert "Enter a full UK postcode, such as RM1 3BB, or leave it empty." in page
    assert SchoolProfile.objects.count() == 0
    done = client.post(check_url(), {"do": "confirm"}, follow=True).text
    assert "2 schools were added and 0 changed." in done
    assert set(SchoolProfile.objects.values_list("urn", flat=True)) == {102345, 102346}
    assert (only().state, only().added, only().file_name) == (
        "done",
        2,
        "edubasealldata20261123.csv",
    )


def test_the_preview_counts_new_changed_same_and_bad(client):
    upload(client, HILLSIDE, VALLEY)
    client.post(check_url(), {"do": "confirm"})
    SchoolImport.objects.all().delete()
    page = upload(client, {**HILLSIDE, "EstablishmentName": "Hill Academy"}, VALLEY, BAD).text

    stats = page[page.index('<ul class="app-stats') :].partition("</ul>")[0]
    assert re.findall(r">(\d+)</strong> <span [^>]*>([^<]*)<", stats) == [
        ("0", "new"),
        ("1", "changed"),
        ("1", "the same"),
        ("1", "with problems"),
    ]
    assert "Hill Academy: name" in page


def test_a_discarded_file_writes_nothing(client):
    upload(client, HILLSIDE)
    page = client.post(check_url(), {"do": "discard"}, follow=True).text

    assert "The file was discarded." in page
    assert SchoolProfile.objects.count() == 0


def test_a_second_press_finds_nothing_to_confirm(client):
    upload(client, HILLSIDE)
    url = check_url()
    client.post(url, {"do": "confirm"})

    assert client.post(url, {"do": "confirm"}).status_code == 404
    assert SchoolProfile.objects.count() == 1


def test_a_file_with_nothing_new_offers_no_import(client):
    page = upload(client, {**HILLSIDE, "LA (code)": "305"}).text

    assert "There is nothing to import" in page
    assert "1 row left out: of another local authority." in page
    assert 'value="confirm"' not in page


@pytest.mark.capability("F139")
def test_the_bad_rows_come_back_with_their_problem(client):
    upload(client, HILLSIDE, BAD)
    response = client.get(reverse("accounts:school_import_problems", args=[only().pk]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert len(rows) == 1
    assert rows[0]["URN"] == "102347"
    assert rows[0]["EstablishmentName"] == "'=cmd"
    assert rows[0]["Problem"] == (
        "Postcode: Enter a full UK postcode, such as RM1 3BB, or leave it empty."
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("schools.pdf", b"%PDF", "The file must be a CSV or an XLSX"),
        ("schools.csv", b"", "The file is empty"),
        ("schools.csv", b"%PDF-1.7\0", "The file must be a CSV or XLSX spreadsheet."),
        ("schools.xlsx", b"PK\x03\x04junk", "The spreadsheet is damaged."),
        ("schools.csv", b"URN\n1\n", "The file has no column “EstablishmentName”"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(client, name, content, sentence):
    file = io.BytesIO(content)
    file.name = name
    response = client.post(URL, {"file": file})

    assert response.status_code == 200
    assert sentence in response.text
    assert SchoolImport.objects.count() == 0


def test_no_file_is_asked_for(client):
    assert "Choose a file of schools" in client.post(URL, {}).text


def test_a_name_that_is_a_path_or_a_script_is_harmless(client):
    page = upload(client, HILLSIDE, name="../<script>x.csv").text

    assert only().file_name == "<script>x.csv"
    assert "<script>x.csv" not in page


def test_another_authoritys_import_is_not_found(client, web, stranger):
    upload(client, HILLSIDE, BAD)
    url, problems = check_url(), reverse("accounts:school_import_problems", args=[only().pk])
    other = web(stranger(Role.COMMISSIONER))

    assert other.get(url).status_code == 404
    assert other.post(url, {"do": "confirm"}).status_code == 404
    assert other.get(problems).status_code == 404
    assert "edubasealldata" not in other.get(URL).text
    assert SchoolProfile.objects.count() == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD])
def test_only_a_commissioner_imports_schools(web, role, db):
    assert web(member(role)).get(URL).status_code == 403


def test_the_list_of_imports_costs_the_same_queries(client):
    upload(client, HILLSIDE)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    upload(client, HILLSIDE)
    upload(client, VALLEY)
    with CaptureQueriesContext(connection) as three:
        page = client.get(URL).text

    assert page.count("edubasealldata20261123.csv") == 3
    assert len(three) == len(one)
