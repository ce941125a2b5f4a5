import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope, system_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.kept import FileState
from apcommission.documents.received import receive
from apcommission.documents.scanning import NOT_SCANNED, SCANNED
from apcommission.notify.models import Message
from providers import actions
from providers.choices import CheckOutcome
from providers.models import Document, DocumentCheck, DocumentContent
from tests.documents.files import EICAR, pdf, upload
from tests.documents.scanner import clamd, on_a_port
from tests.factories.accounts import member
from tests.factories.evidence import DocumentFactory, default_requirements

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def requirement(key="public_liability"):
    return default_requirements().get(key=key)


def give(by, provider, *, key="public_liability", **facts):
    facts = {"issued_on": dt.date(2026, 9, 1), "on": ON, **facts}
    if key != "single_central_record":
        facts.setdefault("received", receive(upload(pdf())))
    return actions.give_document(by=by, provider=provider, requirement=requirement(key), **facts)


def test_give_document_keeps_file_facts_and_bytes(provider_lead, provider):
    document = give(provider_lead, provider, expires_on=dt.date(2027, 8, 31))
    document.refresh_from_db()
    received = receive(upload(pdf()))
    assert document.sha256 == received.sha256
    assert bytes(document.content.content) == received.content
    assert (document.file_name, document.size) == ("certificate.pdf", received.size)
    assert (document.uploaded_by_id, document.is_current) == (provider_lead.pk, True)
    actions_seen = Event.objects.filter(table_name="providers_document")
    assert [each.action for each in actions_seen] == ["document_given"]
    assert not Event.objects.filter(table_name="providers_documentcontent").exists()


def test_give_document_counts_the_last_day_from_the_issue(provider_lead, provider):
    assert give(provider_lead, provider).expires_on == dt.date(2027, 9, 1)


def test_give_document_without_a_scanner_opens_it_and_says_so(provider_lead, provider, settings):
    settings.CLAMD = ""
    document = give(provider_lead, provider)
    assert (document.file_state, document.file_note) == (FileState.CLEAN, NOT_SCANNED)
    assert document.may_be_opened


def test_give_document_with_a_scanner_waits_for_it(provider_lead, provider, settings):
    settings.CLAMD = "127.0.0.1:1"
    document = give(provider_lead, provider)
    assert (document.file_state, document.may_be_opened) == (FileState.PENDING, False)


def test_give_document_replaces_the_one_before_and_keeps_it(provider_lead, provider):
    first, second = give(provider_lead, provider), give(provider_lead, provider)
    other = give(provider_lead, provider, key="fire_risk")
    current = Document.objects.current().order_by("pk")
    assert list(current) == [second, other]
    assert Document.objects.filter(pk=first.pk, is_current=False).exists()


def test_give_document_takes_a_statement_where_no_file_is_asked(provider_lead, provider):
    document = give(
        provider_lead,
        provider,
        key="single_central_record",
        statement="Complete.\n\nConfirmed by Pat Lowe",
    )
    assert (document.has_file, document.file_state) == (False, FileState.CLEAN)
    assert document.statement == "Complete.\n\nConfirmed by Pat Lowe"


@pytest.mark.parametrize(
    ("key", "facts", "sentence"),
    [
        ("public_liability", {"received": None}, "Choose a file."),
        ("single_central_record", {"statement": " "}, "Write the statement."),
        (
            "public_liability",
            {"issued_on": dt.date(2026, 11, 24)},
            "Date of issue must be today or in the past",
        ),
    ],
)
def test_give_document_refuses(provider_lead, provider, key, facts, sentence):
    with pytest.raises(NotAllowed) as refused:
        give(provider_lead, provider, key=key, **facts)
    assert str(refused.value) == sentence
    assert not Document.objects.exists()


def test_give_document_with_the_rights_of_the_web(provider_lead, provider):
    with database_scope(provider_lead.membership):
        give(provider_lead, provider)
        give(provider_lead, provider)
    assert DocumentContent.objects.count() == 2


def scanned(document, by="scan_files"):
    with system_scope(by):
        return actions.scan_document(by=by, document=Document.objects.get(pk=document.pk))


def test_scan_document_opens_a_clean_file(provider, settings):
    document = DocumentFactory(provider=provider, is_file=True, file_state=FileState.PENDING)
    listener, settings.CLAMD = on_a_port()
    with clamd(listener):
        scanned(document)
    document.refresh_from_db()
    assert (document.file_state, document.file_note) == (FileState.CLEAN, SCANNED)


def test_scan_document_refuses_a_virus_and_tells_the_provider(provider, provider_lead, settings):
    document = DocumentFactory(
        provider=provider, is_file=True, file_state=FileState.PENDING, content=EICAR
    )
    listener, settings.CLAMD = on_a_port()
    with clamd(listener):
        scanned(document)
    document.refresh_from_db()
    assert (document.file_state, document.may_be_opened) == (FileState.REFUSED, False)
    assert document.file_note == "The virus scanner found Eicar-Test-Signature."
    message = Message.objects.get()
    assert (message.to, message.subject) == (
        provider_lead.email,
        "A document you sent was refused",
    )


def check(officer, document, outcome=CheckOutcome.ACCEPTED, **facts):
    return actions.check_document(by=officer, document=document, outcome=outcome, on=ON, **facts)


def test_check_document_records_who_looked_for_which_authority(officer, authority, provider):
    document = DocumentFactory(provider=provider)
    made = check(officer, document, note="Clear")
    assert (made.authority, made.checked_by_id, made.outcome, made.note) == (
        authority,
        officer.pk,
        CheckOutcome.ACCEPTED,
        "Clear",
    )
    assert Message.objects.count() == 0


def test_check_document_sends_back_with_a_note_by_email(officer, provider, provider_lead):
    document = DocumentFactory(provider=provider)
    with database_scope(officer.membership):
        check(officer, document, CheckOutcome.RETURNED, note="Page 2 is missing", name="Insurance")
    message = Message.objects.get()
    assert message.to == provider_lead.email
    assert message.subject == "Elmshire sent a document back"
    assert message.body.startswith("Insurance: Page 2 is missing")


def test_check_document_keeps_every_look(officer, provider):
    document = DocumentFactory(provider=provider)
    check(officer, document, CheckOutcome.RETURNED, note="Blurred")
    check(officer, document)
    assert DocumentCheck.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "outcome", "sentence"),
    [
        (
            {"is_current": False},
            CheckOutcome.ACCEPTED,
            "A newer document has replaced this one. Look at that one.",
        ),
        (
            {"is_file": True, "file_state": FileState.PENDING},
            CheckOutcome.ACCEPTED,
            "Nobody can open this file yet, so it cannot be judged.",
        ),
        (
            {"is_file": True, "file_state": FileState.REFUSED},
            CheckOutcome.RETURNED,
            "Nobody can open this file yet, so it cannot be judged.",
        ),
        ({}, CheckOutcome.RETURNED, "Say what is wrong: the provider reads it."),
        (
            {"expires_on": dt.date(2026, 11, 22)},
            CheckOutcome.ACCEPTED,
            "It ran out on 22 Nov 2026. Send it back.",
        ),
    ],
)
def test_check_document_refuses(officer, provider, facts, outcome, sentence):
    document = DocumentFactory(provider=provider, **facts)
    with pytest.raises(NotAllowed) as refused:
        check(officer, document, outcome)
    assert str(refused.value) == sentence


def test_check_document_of_another_authority_stands_beside_ours(officer, other_authority, provider):
    document = DocumentFactory(provider=provider)
    theirs = member(Role.OFFICER, other_authority)
    with time_machine.travel(NOW):
        check(officer, document)
        check(theirs, document, CheckOutcome.RETURNED, note="Not for us")
    found = DocumentCheck.objects.order_by("pk").values_list("authority__name", "outcome")
    assert list(found) == [("Elmshire", "accepted"), ("Oakborough", "returned")]
