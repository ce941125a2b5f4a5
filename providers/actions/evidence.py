"""Evidence: a provider gives it, a scanner and an authority look at it."""

from django.urls import reverse
from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.documents import scanning
from apcommission.documents.kept import FileState
from providers.choices import CheckOutcome
from providers.evidence_rules import date_problem, is_expired, last_day, spoken
from providers.models import Document, DocumentCheck, DocumentContent
from providers.models.saving import save_facts
from providers.telling import leads_of, tell


def give_document(
    *, by, provider, requirement, issued_on, expires_on=None, received=None, statement="", on=None
):
    """Keep a document as the newest of its kind; older ones stay as history.

    `received`: the file that apcommission.documents.received let in, or None with a `statement`.
    It may be opened once it is found clean: at once where no virus scanner is connected.
    Raises NotAllowed without what the requirement asks for, or for dates that cannot be.
    """
    if requirement.needs_file and received is None:
        raise NotAllowed("Choose a file.")
    if not requirement.needs_file and not statement.strip():
        raise NotAllowed("Write the statement.")
    if problem := date_problem(requirement, issued_on, expires_on, on or timezone.localdate()):
        raise NotAllowed(problem[1])
    with record("document_given", by=by):
        earlier = Document.objects.of(provider).of_kind(requirement.key).current()
        earlier.update(is_current=False)
        document = Document.objects.create(
            provider=provider,
            key=requirement.key,
            statement=statement,
            issued_on=issued_on,
            expires_on=expires_on or last_day(requirement, issued_on),
            uploaded_by_id=by.pk,
            **_file_facts(received),
        )
        if received:
            DocumentContent.objects.create(
                document=document, provider=provider, content=received.content
            )
    return document


def _file_facts(received):
    if received is None:
        return {"file_state": FileState.CLEAN}
    waits = bool(scanning.scanner())
    return {
        "file_name": received.file_name,
        "content_type": received.content_type,
        "size": received.size,
        "sha256": received.sha256,
        "file_state": FileState.PENDING if waits else FileState.CLEAN,
        "file_note": "" if waits else scanning.NOT_SCANNED,
    }


def scan_document(*, by, document):
    """Ask the scanner about a file and keep its answer. Raises ScannerUnavailable: then the file
    stays closed, and the next run asks again."""
    verdict = scanning.scan(bytes(document.content.content))
    with record("document_scanned", by=by):
        state = FileState.CLEAN if verdict.is_clean else FileState.REFUSED
        save_facts(document, {"file_state": state, "file_note": verdict.note})
        if not verdict.is_clean:
            tell(
                leads_of(document.provider.organisation),
                key=f"document-refused:{document.pk}",
                subject="A document you sent was refused",
                body=f"{verdict.note} Nobody can open the file. Send another one.",
                path=reverse("providers:evidence_list", args=[document.provider_id]),
            )
    return document


def check_document(*, by, document, outcome, note="", name="", on=None):
    """Say for one's own authority that a document was verified, or send it back.

    `name`: what the checklist calls it. Raises NotAllowed for a file that nobody may open, one
    that a newer one has replaced, one that has run out, and for sending back without a note.
    """
    if not document.is_current:
        raise NotAllowed("A newer document has replaced this one. Look at that one.")
    if document.has_file and not document.may_be_opened:
        raise NotAllowed("Nobody can open this file yet, so it cannot be judged.")
    if outcome == CheckOutcome.RETURNED and not note.strip():
        raise NotAllowed("Say what is wrong: the provider reads it.")
    is_over = is_expired(document.expires_on, on or timezone.localdate())
    if outcome == CheckOutcome.ACCEPTED and is_over:
        raise NotAllowed(f"It ran out on {spoken(document.expires_on)}. Send it back.")
    with record("document_checked", by=by, reason=note):
        check = DocumentCheck.objects.create(
            document=document,
            provider_id=document.provider_id,
            authority=by.organisation,
            outcome=outcome,
            note=note,
            checked_by_id=by.pk,
        )
        if outcome == CheckOutcome.RETURNED:
            tell(
                leads_of(document.provider.organisation),
                key=f"document-returned:{check.pk}",
                subject=f"{by.organisation} sent a document back",
                body=f"{name or document.key}: {note}",
                path=reverse("providers:evidence_list", args=[document.provider_id]),
            )
    return check
