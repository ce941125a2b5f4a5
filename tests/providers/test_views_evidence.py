import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.documents.kept import FileState
from providers.choices import CheckOutcome
from providers.models import Document, DocumentCheck
from tests.documents.files import EICAR, office, pdf, picture, upload
from tests.factories.accounts import member
from tests.factories.evidence import (
    DocumentCheckFactory,
    DocumentFactory,
    ExpiryReminderFactory,
)
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
MB = 1024**2
IN_DATE = {"expires_on_0": "31", "expires_on_1": "8", "expires_on_2": "2027"}
ISSUED = {"issued_on_0": "1", "issued_on_1": "9", "issued_on_2": "2026"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


def page(name, *args):
    return reverse(f"providers:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def add(client, provider, key="public_liability", **fields):
    data = {"file": upload(pdf()), **ISSUED, **IN_DATE, **fields}
    return client.post(page("document_add", provider.pk, key), data)


def test_document_add_keeps_a_file(web, provider_lead, provider):
    response = add(web(provider_lead), provider)
    assert response.url == page("evidence_list", provider.pk)
    document = Document.objects.get()
    assert (document.key, document.file_name) == ("public_liability", "certificate.pdf")
    assert (document.issued_on, document.expires_on) == (
        dt.date(2026, 9, 1),
        dt.date(2027, 8, 31),
    )


def test_document_add_takes_a_statement_with_its_author(web, provider_lead, provider):
    client = web(provider_lead)
    client.post(
        page("document_add", provider.pk, "single_central_record"),
        {"statement": "Complete.", "confirmed_by": "Pat Lowe, manager", **ISSUED},
    )
    document = Document.objects.get()
    assert document.statement == "Complete.\n\nConfirmed by Pat Lowe, manager"
    assert document.expires_on == dt.date(2027, 9, 1)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90", "policy.pdf", "The file is called a PDF but is none inside."),
        (b"<svg/>", "policy.svg", "The file must be a PDF, PNG, JPG, DOCX or XLSX."),
        (b"", "policy.pdf", "The file is empty."),
        (office(parts={"word/vbaProject.bin": "x"}), "policy.docx", "The file has macros"),
        (picture("PNG", (10_000, 5_000)), "p.png", "The picture has 50 million pixels"),
        (pdf() + office(), "policy.pdf", "The file is two kinds of file in one."),
    ],
    ids=["magic", "svg", "empty", "macros", "pixels", "polyglot"],
)
def test_document_add_refuses_beside_the_field_and_keeps_the_dates(
    web, provider_lead, provider, content, name, sentence
):
    response = add(web(provider_lead), provider, file=upload(content, name))
    form = response.context["form"]
    assert list(form.errors) == ["file"]
    assert form.errors["file"][0].startswith(sentence)
    shown = text(response)
    for value in ("2026", "2027"):
        assert f'value="{value}"' in shown
    assert 'href="#id_file"' in shown
    assert not Document.objects.exists()


def test_document_add_refuses_fifty_megabytes_that_stay_on_disk(
    web, provider_lead, provider, settings
):
    """Django puts what is larger than FILE_UPLOAD_MAX_MEMORY_SIZE into a file on disk, and our
    check asks for the size before it reads."""
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE < 10 * MB
    response = add(web(provider_lead), provider, file=upload(b"\0" * 50 * MB, "films.pdf"))
    form = response.context["form"]
    assert form.errors["file"] == [
        (
            "The file must be smaller than 10 MB; this one is 50 MB."
            " Save it smaller, or as several files."
        )
    ]
    assert isinstance(form.files["file"], TemporaryUploadedFile)
    assert 'value="2027"' in text(response)


@pytest.mark.parametrize(
    ("dates", "field", "sentence"),
    [
        ({"issued_on_2": "2027"}, "issued_on", "Date of issue must be today or in the past"),
        (
            {"expires_on_2": "2025"},
            "expires_on",
            "The last day must be after the date of issue",
        ),
        (
            {"issued_on_2": "2025", "expires_on_2": "2026"},
            "expires_on",
            "This ran out on 31 Aug 2026. Give one that is in date",
        ),
        (
            {"issued_on_2": "2024", **dict.fromkeys(IN_DATE, "")},
            "issued_on",
            (
                "One issued on 1 Sep 2024 ran out on 1 Sep 2025: it holds for 12 months."
                " Give a newer one, or its own last day"
            ),
        ),
    ],
)
def test_document_add_says_what_is_wrong_with_a_date_and_that_the_file_is_gone(
    web, provider_lead, provider, dates, field, sentence
):
    response = add(web(provider_lead), provider, **dates)
    errors = response.context["form"].errors
    assert errors[field] == [sentence]
    assert errors["file"] == [
        "Choose the file again: your browser does not keep it while the other answers are put right"
    ]
    assert not Document.objects.exists()


def test_document_add_keeps_the_statement_when_a_date_is_wrong(web, provider_lead, provider):
    response = web(provider_lead).post(
        page("document_add", provider.pk, "single_central_record"),
        {"statement": "All complete.", "confirmed_by": "Pat", **ISSUED, "issued_on_2": "2030"},
    )
    assert "All complete." in text(response)
    assert list(response.context["form"].errors) == ["issued_on"]


def test_document_add_of_a_kind_nobody_asks_for_is_not_there(web, provider_lead, provider):
    assert add(web(provider_lead), provider, key="love_letters").status_code == 404


def test_document_add_cuts_the_path_from_a_name(web, provider_lead, provider):
    add(web(provider_lead), provider, file=upload(pdf(), "../../etc/cron.d/policy.pdf"))
    assert Document.objects.get().file_name == "policy.pdf"


# Giving the file out.


@pytest.fixture
def document(provider, authority, provider_lead):
    return DocumentFactory(provider=provider, is_file=True, uploaded_by=provider_lead)


@pytest.mark.parametrize("method", ["get", "head"])
def test_document_file_is_a_download_that_nothing_runs_or_keeps(web, officer, document, method):
    response = getattr(web(officer), method)(page("document_file", document.pk))
    assert response.status_code == 200
    assert response.content == (pdf() if method == "get" else b"")
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_document_file_comes_whole_whatever_range_is_asked(web, officer, document):
    response = web(officer).get(page("document_file", document.pk), headers={"range": "bytes=0-3"})
    assert (response.status_code, response.content) == (200, pdf())
    assert response.headers["Accept-Ranges"] == "none"


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-3"}])
def test_document_file_of_somebody_else_is_not_there(web, stranger, document, method, headers):
    for role in (Role.PROVIDER_LEAD, Role.COMMISSIONER, Role.OFFICER):
        ask = getattr(web(stranger(role)), method)
        response = ask(page("document_file", document.pk), headers=headers)
        assert (response.status_code, b"PDF" in response.content) == (404, False)


@pytest.mark.parametrize("state", [FileState.PENDING, FileState.REFUSED])
def test_document_file_is_closed_before_it_is_clean(web, provider, provider_lead, officer, state):
    hidden = DocumentFactory(provider=provider, is_file=True, file_state=state, content=EICAR)
    for person in (provider_lead, officer):
        assert web(person).get(page("document_file", hidden.pk)).status_code == 404
    assert page("document_file", hidden.pk) not in text(
        web(officer).get(page("document_detail", hidden.pk))
    )


def test_document_file_is_never_a_schools_or_the_finance_officers(
    web, school_lead, school_dsl, finance_officer, document
):
    for person in (school_lead, school_dsl, finance_officer):
        assert web(person).get(page("document_file", document.pk)).status_code == 403


def test_document_file_takes_no_post(web, officer, document):
    assert web(officer).post(page("document_file", document.pk)).status_code == 405


# Looking at it.


def test_document_check_verifies_for_ones_own_authority(web, officer, authority, document):
    response = web(officer).post(
        page("document_check", document.pk), {"outcome": "accepted", "note": ""}
    )
    assert response.url == page("evidence_list", document.provider_id)
    made = DocumentCheck.objects.get()
    assert (made.authority, made.checked_by_id, made.outcome) == (
        authority,
        officer.pk,
        CheckOutcome.ACCEPTED,
    )
    assert "Owen Price, 23 Nov 2026" in text(web(officer).get(response.url))


def test_document_check_sends_back_with_a_note_the_provider_reads(
    web, officer, provider_lead, document
):
    web(officer).post(
        page("document_check", document.pk), {"outcome": "returned", "note": "Page 2 is missing"}
    )
    shown = text(web(provider_lead).get(page("evidence_list", document.provider_id)))
    assert "Sent back" in shown
    assert "Page 2 is missing" in shown


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"note": "x"}, {"outcome": ["Select what you found"]}),
        (
            {"outcome": "returned", "note": " "},
            {"note": ["Say what is wrong: the provider reads it"]},
        ),
    ],
)
def test_document_check_says_what_is_missing(web, officer, document, data, errors):
    response = web(officer).post(page("document_check", document.pk), data)
    assert response.context["form"].errors == errors


def test_document_check_of_an_expired_one_says_so(web, officer, provider):
    over = DocumentFactory(provider=provider, expires_on=dt.date(2026, 11, 22))
    response = web(officer).post(page("document_check", over.pk), {"outcome": "accepted"})
    assert response.context["form"].errors == {
        "outcome": ["It ran out on 22 Nov 2026. Send it back."]
    }


def test_document_check_is_not_the_providers(web, provider_lead, document):
    assert web(provider_lead).get(page("document_check", document.pk)).status_code == 403


# The checklist.


@pytest.mark.capability("F030")
def test_evidence_list_shows_dates_and_who_verified_each(
    web, officer, provider_lead, provider, authority
):
    verified = DocumentFactory(provider=provider, key="public_liability", is_file=True)
    DocumentCheckFactory(document=verified, authority=authority, checked_by=officer)
    DocumentFactory(provider=provider, key="fire_risk", expires_on=dt.date(2026, 11, 1))
    for person in (officer, provider_lead):
        response = web(person).get(page("evidence_list", provider.pk))
        states = {line.key: line.state for line in response.context["lines"]}
        assert (len(states), states["public_liability"], states["fire_risk"]) == (
            14,
            "verified",
            "expired",
        )
        assert states["complaints"] == "missing"
        shown = text(response)
        assert "1 Sep 2026" in shown
        assert "31 Aug 2027" in shown
        assert "Owen Price, 23 Nov 2026" in shown


def test_evidence_list_of_a_provider_of_two_authorities_says_who_sees_what(
    web, provider_lead, officer, provider, authority, other_authority
):
    ApprovalFactory(provider=provider, authority=other_authority)
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=authority)
    DocumentCheckFactory(
        document=document, authority=other_authority, outcome="returned", note="Cover too low"
    )
    own = web(provider_lead).get(page("evidence_list", provider.pk))
    (line,) = [each for each in own.context["lines"] if each.key == "public_liability"]
    assert [(look.authority.name, look.state) for look in line.looks] == [
        ("Elmshire", "verified"),
        ("Oakborough", "returned"),
    ]
    ours = text(web(officer).get(page("evidence_list", provider.pk)))
    assert "Cover too low" not in ours
    assert "Oakborough" not in ours


def test_evidence_list_shows_what_was_sent_and_to_whom(
    web, provider, provider_lead, commissioner, authority, other_authority
):
    document = DocumentFactory(provider=provider)
    ExpiryReminderFactory(document=document, sent_to=provider_lead.email)
    ExpiryReminderFactory(document=document, sent_to=commissioner.email, authority=authority)
    ExpiryReminderFactory(document=document, sent_to="z@example.org", authority=other_authority)
    ours = text(web(commissioner).get(page("evidence_list", provider.pk)))
    assert provider_lead.email in ours
    assert commissioner.email in ours
    assert "z@example.org" not in ours
    theirs = text(web(provider_lead).get(page("evidence_list", provider.pk)))
    assert provider_lead.email in theirs
    assert commissioner.email not in theirs


def test_document_detail_keeps_the_history(web, officer, provider):
    old = DocumentFactory(provider=provider, is_current=False, issued_on=dt.date(2025, 9, 1))
    new = DocumentFactory(provider=provider)
    shown = text(web(officer).get(page("document_detail", new.pk)))
    assert "Issued 1 Sep 2025" in shown
    assert "A newer document has replaced this one." in text(
        web(officer).get(page("document_detail", old.pk))
    )


def test_document_detail_is_not_there_for_an_authority_without_approval_or_application(
    web, document, stranger
):
    for role in (Role.COMMISSIONER, Role.OFFICER, Role.PROVIDER_LEAD):
        assert web(stranger(role)).get(page("document_detail", document.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_evidence_list_asks_the_same_number_of_queries(
    web, officer, authority, provider, number, django_assert_num_queries
):
    for key in ("public_liability", "fire_risk", "complaints")[:number]:
        document = DocumentFactory(provider=provider, key=key)
        DocumentCheckFactory(document=document, authority=authority)
        ExpiryReminderFactory(document=document)
    client = web(officer)
    with django_assert_num_queries(20):
        client.get(page("evidence_list", provider.pk))


def test_evidence_of_another_providers_lead_is_not_there(web, provider):
    other = member(Role.PROVIDER_LEAD)
    assert web(other).get(page("evidence_list", provider.pk)).status_code == 404
    assert add(web(other), provider).status_code == 404
