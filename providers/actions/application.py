"""A provider's application to an authority, from the first answer to sending it."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions.approval import apply_for_approval
from providers.choices import ApplicationState, ApprovalStatus
from providers.models import Application, ApplicationAnswer, Approval
from providers.models.saving import save_facts
from providers.rules import NOT_LISTED, TRANSITIONS

SENT_ALREADY = "This application is with the local authority. You can write in it if it asks you."


def may_apply(status):
    """Whether a provider with this approval ("" for none) may write an application. One that
    applied and withdrew stands as applied until the authority decides, and may send another."""
    return status == ApprovalStatus.APPLIED or ApprovalStatus.APPLIED in TRANSITIONS[status]


def start_application(*, by, authority, provider):
    """Begin an application. Raises NotAllowed while one is open or an approval stands."""
    approval = Approval.objects.by_authority(authority).of(provider).first()
    if not may_apply(approval.status if approval else NOT_LISTED):
        raise NotAllowed(f"{authority} has decided on you already. There is nothing to apply for.")
    if Application.objects.of(provider).to(authority).open().exists():
        raise NotAllowed(f"You have an application to {authority} already. Go on with that one.")
    with record("application_started", by=by):
        return Application.objects.create(
            authority=authority, provider=provider, started_by_id=by.pk
        )


def save_answer(*, by, application, question, answer):
    """Keep the answer to one question; an answer may be unfinished. Raises NotAllowed once it is
    with the authority."""
    if not application.may_be_written:
        raise NotAllowed(SENT_ALREADY)
    with record("application_answered", by=by):
        kept, _ = ApplicationAnswer.objects.update_or_create(
            application=application,
            question=question,
            defaults={"answer": answer, "answered_by_id": by.pk},
            create_defaults={
                "answer": answer,
                "answered_by_id": by.pk,
                "authority_id": application.authority_id,
                "provider_id": application.provider_id,
            },
        )
    return kept


def send_application(*, by, application, missing):
    """Send it to the authority: the approval stands as applied from then on.

    `missing`: what is not done yet, in words (providers.progress). Raises NotAllowed, naming
    that, and when the application is with the authority already.
    """
    if not application.may_be_written:
        raise NotAllowed(SENT_ALREADY)
    if missing:
        raise NotAllowed(f"This is not finished: {'; '.join(missing)}.")
    authority, provider = application.authority, application.provider
    with record("application_sent", by=by):
        approval = Approval.objects.by_authority(authority).of(provider).first()
        if approval is None or approval.status != ApprovalStatus.APPLIED:
            apply_for_approval(by=by, authority=authority, provider=provider)
        save_facts(
            application,
            {
                "state": ApplicationState.SENT,
                "sent_by_id": by.pk,
                "sent_at": timezone.now(),
            },
        )
    return application


def withdraw_application(*, by, application):
    """Take it back. Raises NotAllowed once it is decided or withdrawn."""
    if not application.is_open:
        raise NotAllowed("This application is settled. It cannot be withdrawn.")
    with record("application_withdrawn", by=by):
        save_facts(application, {"state": ApplicationState.WITHDRAWN})
    return application
