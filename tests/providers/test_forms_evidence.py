import datetime as dt

import pytest

from providers.forms.evidence import CHOOSE_AGAIN, DocumentCheckForm, DocumentForm, RequirementForm
from tests.documents.files import pdf, upload
from tests.factories.evidence import EvidenceRequirementFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def document_form(*, file=None, needs_file=True, **data):
    requirement = EvidenceRequirementFactory(needs_file=needs_file, lasts_months=12)
    dates = {"issued_on_0": "1", "issued_on_1": "9", "issued_on_2": "2026"}
    files = {"file": file} if file else {}
    return DocumentForm({**dates, **data}, files, requirement=requirement, today=TODAY)


def test_document_form_asks_for_a_file_or_for_a_statement():
    assert list(document_form().fields) == ["file", "issued_on", "expires_on"]
    assert list(document_form(needs_file=False).fields) == [
        "statement",
        "confirmed_by",
        "issued_on",
        "expires_on",
    ]


def test_document_form_gives_what_the_action_takes():
    form = document_form(file=upload(pdf()))
    assert form.is_valid()
    facts = form.facts()
    assert (facts["issued_on"], facts["expires_on"]) == (dt.date(2026, 9, 1), None)
    assert facts["received"].content == pdf()
    said = document_form(needs_file=False, statement="Complete.", confirmed_by="Pat Lowe, head")
    assert said.is_valid()
    assert said.facts()["statement"] == "Complete.\n\nConfirmed by Pat Lowe, head"


def test_document_form_without_anything_says_each_thing():
    form = document_form(issued_on_0="", issued_on_1="", issued_on_2="")
    assert form.errors == {
        "file": ["Choose a file"],
        "issued_on": ["Enter the date of issue"],
    }


def test_document_form_says_that_a_good_file_must_be_chosen_again():
    form = document_form(file=upload(pdf()), issued_on_2="2027")
    assert form.errors["file"] == [CHOOSE_AGAIN]


def test_document_form_keeps_what_is_wrong_with_both():
    form = document_form(file=upload(b"MZ"), issued_on_2="2027")
    assert form.errors["issued_on"] == ["Date of issue must be today or in the past"]
    assert form.errors["file"][0].startswith("The file is called a PDF but is none inside.")


def test_document_check_form_wants_a_note_only_when_sent_back():
    assert DocumentCheckForm({"outcome": "accepted", "note": ""}).is_valid()
    assert not DocumentCheckForm({"outcome": "returned", "note": ""}).is_valid()
    assert DocumentCheckForm({"outcome": "returned", "note": "Blurred"}).is_valid()


@pytest.mark.parametrize("months", ["0", "121", "x"])
def test_requirement_form_wants_a_sensible_number_of_months(months):
    form = RequirementForm({"lasts_months": months})
    assert "lasts_months" in form.errors


def test_requirement_form_shows_what_stands():
    line = EvidenceRequirementFactory(needs_file=False, is_needed=True)
    initial = RequirementForm(instance=line).initial
    assert (initial["needs_file"], initial["is_needed"]) == ("no", "yes")
