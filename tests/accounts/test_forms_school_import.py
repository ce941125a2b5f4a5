import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apcommission.accounts.forms.school_import import SchoolImportForm


def form_of(name, content=b"URN\n"):
    return SchoolImportForm({}, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", ["schools.csv", "SCHOOLS.CSV", "schools.xlsx"])
def test_a_spreadsheet_is_taken(name):
    assert form_of(name).errors == {}


@pytest.mark.parametrize("name", ["schools.xlsm", "schools.xls", "schools.pdf", "schools", "csv"])
def test_another_kind_of_file_is_refused(name):
    assert form_of(name).errors == {"file": ["The file must be a CSV or an XLSX"]}


def test_an_empty_file_and_no_file_are_said():
    assert form_of("schools.csv", b"").errors == {"file": ["The file is empty"]}
    assert SchoolImportForm({}, {}).errors == {"file": ["Choose a file of schools"]}


def test_a_very_long_name_is_refused():
    assert form_of("x" * 197 + ".csv").errors == {
        "file": ["The name of the file must be 200 characters or fewer"]
    }
