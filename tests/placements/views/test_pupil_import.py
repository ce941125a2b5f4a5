import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements.choices import ImportState
from placements.imports.sheet import read_sheet
from placements.models import Pupil, PupilImport
from tests.factories.placements import PupilFactory
from tests.placements.views.conftest import TODAY

PLACE = reverse("placements:pupil_import")
GOOD = "Surname,Forename,DOB,Sex\nOde,Ben,04/05/2012,M\n"
BAD = "Li,Ann,never,F\n"


def upload(client, text=GOOD, name="pupils.csv"):
    return client.post(PLACE, {"file": SimpleUploadedFile(name, text.encode())})


def url(name, started):
    return reverse(f"placements:{name}", args=[started.pk])


@pytest.mark.parametrize("who", ["commissioner", "officer", "school_lead"])
def test_pupil_import_is_for_schools_and_the_authority(request, web, who):
    page = web(request.getfixturevalue(who)).get(PLACE)
    assert page.status_code == 200
    assert "An empty cell never removes what the register knows." in page.content.decode()


@pytest.mark.parametrize("who", ["school_attendance", "provider_lead", "finance_officer"])
def test_pupil_import_is_not_for_everybody(request, web, who):
    assert web(request.getfixturevalue(who)).get(PLACE).status_code == 403


@pytest.mark.capability("F139")
def test_pupil_import_shows_first_and_writes_on_confirmation(web, school_lead, school):
    client = web(school_lead)
    shown = client.get(upload(client, GOOD + BAD).url).content.decode()
    assert not Pupil.objects.exists()
    assert "Import 1 pupil" in shown
    assert "Write the date as day, month and year" in shown
    started = PupilImport.objects.get()
    place = url("pupil_import_check", started)
    page = client.post(place, {"do": "confirm"}, follow=True).content.decode()
    assert Pupil.objects.get().school == school
    assert "Imported. New pupils: 1. Changed: 0." in page
    assert "Rows not imported: 1. Download them below." in page
    assert client.get(url("pupil_import_check", started)).status_code == 404


def test_pupil_import_notes_whose_records_it_showed(web, school_lead, school):
    client = web(school_lead)
    ben = PupilFactory(school=school, forename="Ben", surname="Ode", date_of_birth="2012-05-04")
    page = client.get(upload(client).url).content.decode()
    assert "Ben Ode: sex" in page
    assert PupilView.objects.get().pupil_id == ben.pk


@pytest.mark.capability("F139")
def test_pupil_import_gives_the_bad_rows_back_with_why(web, school_lead):
    client = web(school_lead)
    upload(client, GOOD + BAD)
    response = client.get(url("pupil_import_problems", PupilImport.objects.get()))
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == '"Surname","Forename","DOB","Sex","Problem"'
    assert text.splitlines()[1].startswith('"Li","Ann","never","F","DOB: Write the date')
    assert len(text.splitlines()) == 2


def test_pupil_import_discards(web, school_lead):
    client = web(school_lead)
    client.post(upload(client).url, {"do": "discard"})
    assert PupilImport.objects.get().state == ImportState.DISCARDED
    assert not Pupil.objects.exists()


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (GOOD, "pupils.pdf", "The file must be a CSV, an XLSX or a common transfer file (XML)"),
        ("a,b\n1,2\n", "pupils.csv", "The file has no column “Legal Surname”"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><CTfile/>', "x.xml", "The file declares entities"),
    ],
)
def test_pupil_import_refuses_what_it_cannot_read(web, school_lead, text, name, why):
    page = upload(web(school_lead), text, name).content.decode()
    assert why in page
    assert not PupilImport.objects.exists()


@pytest.mark.parametrize("name", ["pupil_import_check", "pupil_import_problems"])
def test_an_import_is_its_organisations(web, school_lead, stranger, commissioner, name):
    upload(web(school_lead))
    place = url(name, PupilImport.objects.get())
    for user in (stranger(Role.SCHOOL_LEAD), commissioner):
        assert web(user).get(place).status_code == 404


@pytest.mark.parametrize(("query", "ending"), [("", "csv"), ("?as=xlsx", "xlsx")])
def test_pupil_import_template_reads_back(web, school_lead, query, ending):
    response = web(school_lead).get(reverse("placements:pupil_import_template") + query)
    assert f"pupils-template.{ending}" in response["Content-Disposition"]
    _, _, pupils, problems = read_sheet(io.BytesIO(response.content), today=TODAY)
    assert (len(pupils), problems) == (1, [])
