import pytest

from apcommission.documents import office as module
from apcommission.documents.office import check_office
from apcommission.documents.refused import Refused
from tests.documents.files import EXCEL, WORD, locked_zip, office

MACROS = "The file has macros or other files inside it. Save it again without them, or as PDF."
DAMAGED = "The file is damaged. Save it again in the program that made it."


def refusal(content, kind="DOCX"):
    with pytest.raises(Refused) as refused:
        check_office(content, kind)
    return str(refused.value)


def test_check_office_is_silent_about_whole_files():
    assert check_office(office(WORD), "DOCX") is None
    assert check_office(office(EXCEL), "XLSX") is None


def test_check_office_takes_the_sheet_behind_a_chart():
    charted = office(parts={"word/embeddings/Microsoft_Excel_Sheet.xlsx": "sheet"})
    assert check_office(charted, "DOCX") is None


@pytest.mark.parametrize(
    "content",
    [
        office(parts={"word/vbaProject.bin": "macro"}),
        office(parts={"word/activeX/activeX1.xml": "control"}),
        office(parts={"word/embeddings/oleObject1.bin": "packed"}),
        office(parts={"xl/macrosheets/sheet1.xml": "old macro"}),
        office(kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
        office(
            parts={
                "word/_rels/settings.xml.rels": '<Relationship Type="attachedTemplate" '
                'Target="https://example.org/t.dotm" TargetMode="External"/>'
            }
        ),
    ],
    ids=["vba", "control", "packed object", "excel 4 macro", "declared", "remote template"],
)
def test_check_office_refuses_what_runs(content):
    assert refusal(content) == MACROS


def test_check_office_refuses_a_password():
    assert refusal(locked_zip()) == "The file has a password. Save it without one."


@pytest.mark.parametrize(
    "content",
    [
        office()[:-40],
        office() + b"%PDF-1.7",
        b"MZ" + office(),
        office(comment=b"another file"),
        office(parts={"../../etc/cron.d/x": "y"}),
        office(parts={"/etc/x": "y"}),
        office(body="<document>"),
        office(body='<!DOCTYPE d [<!ENTITY a "b">]><document>&a;</document>'),
    ],
    ids=["cut", "more after", "begins later", "comment", "climbs", "absolute", "xml", "entity"],
)
def test_check_office_refuses_what_is_not_one_whole_archive(content):
    assert refusal(content) == DAMAGED


@pytest.mark.parametrize(("made", "kind"), [(WORD, "XLSX"), (EXCEL, "DOCX"), ("a.xml", "DOCX")])
def test_check_office_refuses_another_kind_behind_the_name(made, kind):
    assert refusal(office(made), kind) == f"The file is called a {kind} but is none inside."


def test_check_office_refuses_what_unpacks_to_too_much(monkeypatch):
    monkeypatch.setattr(module, "MAX_RATIO", 20)
    assert refusal(office(parts={"word/big.xml": "0" * 1_000_000})) == (
        "The file unpacks to too much. Save it as PDF."
    )
