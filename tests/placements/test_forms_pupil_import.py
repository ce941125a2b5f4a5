import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from placements.forms.pupil_import import PupilImportForm


@pytest.mark.parametrize("name", ["a.csv", "a.XLSX", "3114000_CTF_311LLLL_001.xml"])
def test_pupil_import_form_takes_these_files(name):
    assert PupilImportForm({}, {"file": SimpleUploadedFile(name, b"x")}).is_valid()


def test_pupil_import_form_wants_a_file():
    assert PupilImportForm({}, {}).errors == {"file": ["Choose a file of pupils"]}
