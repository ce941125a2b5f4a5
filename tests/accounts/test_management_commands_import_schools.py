import pytest
from django.core.management import CommandError, call_command

from apcommission.accounts.models import SchoolProfile
from apcommission.audit.models import Event
from tests.accounts.gias_files import HILLSIDE, VALLEY, download


@pytest.fixture
def file(tmp_path):
    def write(*rows):
        path = tmp_path / "edubasealldata.csv"
        path.write_bytes(download(*rows))
        return str(path)

    return write


def test_the_command_imports_one_authority_and_reports_row_by_row(db, file, capsys):
    bad = {**VALLEY, "URN": "102347", "Postcode": "x"}
    elsewhere = {**VALLEY, "LA (code)": "305"}
    call_command("import_schools", file(HILLSIDE, bad, elsewhere), "--la", "311")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "Row 3, Postcode: “x”. Enter a full UK postcode, such as RM1 3BB, or leave it empty."
    )
    assert lines[1] == "Left out, of another local authority: 1."
    assert lines[2].startswith("1 new, 0 changed, 0 the same, 1 with problems, in ")
    assert SchoolProfile.objects.get().urn == 102345


def test_without_an_authority_all_are_imported(db, file):
    call_command("import_schools", file(HILLSIDE, {**VALLEY, "LA (code)": "305"}))

    codes = SchoolProfile.objects.values_list("organisation__authority__la_code", flat=True)
    assert set(codes) == {"311", "305"}


def test_the_audit_names_the_import(db, file):
    call_command("import_schools", file(HILLSIDE))

    events = Event.objects.filter(table_name="accounts_organisation")
    assert set(events.values_list("action", "person_name")) == {
        ("schools_imported", "import of schools")
    }


def test_an_unknown_authority_is_refused(db, file):
    with pytest.raises(CommandError, match="No local authority in England has the number 999."):
        call_command("import_schools", file(HILLSIDE), "--la", "999")


def test_a_file_that_cannot_be_read_is_one_sentence(db, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    with pytest.raises(CommandError, match="The file is empty."):
        call_command("import_schools", str(path))
