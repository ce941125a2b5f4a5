import pytest
from django.core.management import CommandError, call_command

from apcommission.accounts.models import Postcode

ROWS = """postcode,latitude,longitude,dfe_la
RM1 3BB,51.5779,0.1827,311
BR1 1AA,51.4061,0.0152,305
x,1,1,311
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "postcodes.csv"
    path.write_text(ROWS)
    return str(path)


def test_the_command_says_what_it_did(db, file, capsys):
    call_command("import_postcodes", file)

    first, last = capsys.readouterr().out.splitlines()
    assert first == "Row 4: “x” is no postcode. Correct it or remove the row."
    assert last.startswith("2 postcodes read, 2 written, 1 with problems, in ")


def test_one_authority_may_be_asked_for(db, file):
    call_command("import_postcodes", file, "--la", "305")

    assert list(Postcode.objects.values_list("postcode", flat=True)) == ["BR1 1AA"]


def test_a_missing_file_is_refused_in_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_postcodes", str(tmp_path / "none.csv"))


def test_a_file_that_is_no_text_is_refused(db, tmp_path):
    path = tmp_path / "postcodes.csv"
    path.write_bytes(b"postcode\n\xff\xfe\xfa")
    with pytest.raises(CommandError):
        call_command("import_postcodes", str(path))
