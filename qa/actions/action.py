"""What a visit found that must be put right, from its finding to its end."""

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.kept import FileState
from qa.choices import ActionStatus
from qa.files import received_and_clean
from qa.models import Action, ActionFile
from qa.rules import ACTION_TRANSITIONS

CLOSED = "This action is closed already."


def add_action(*, by, visit, title, due_on, owner=""):
    """Note something the provider must put right. Raises NotAllowed when due before the visit."""
    if due_on < visit.visited_on:
        raise NotAllowed("An action cannot be due before the visit that found it.")
    with record("action_added", by=by):
        return Action.objects.create(
            visit=visit,
            authority_id=visit.authority_id,
            provider_id=visit.provider_id,
            title=title,
            owner=owner,
            due_on=due_on,
        )


def answer_action(*, by, action, answer, upload=None):
    """Say, as the provider, what was done, with a file that shows it or without.

    Raises NotAllowed for one that is closed, without words, or for a file that cannot be kept.
    """
    if ActionStatus.ANSWERED not in ACTION_TRANSITIONS[action.status]:
        raise NotAllowed(CLOSED if action.is_closed else "This action is answered already.")
    if not answer.strip():
        raise NotAllowed("Say what you have done.")
    file, note = received_and_clean(upload) if upload else (None, "")
    with record("action_answered", by=by):
        action.status = ActionStatus.ANSWERED
        action.answer = answer
        action.answered_by_id = by.pk
        action.answered_at = timezone.now()
        action.returned_reason = ""
        action.save(
            update_fields=["status", "answer", "answered_by", "answered_at", "returned_reason"]
        )
        if file:
            ActionFile.objects.create(
                action=action,
                authority_id=action.authority_id,
                provider_id=action.provider_id,
                file_name=file.file_name,
                content_type=file.content_type,
                size=file.size,
                sha256=file.sha256,
                file_state=FileState.CLEAN,
                file_note=note,
                content=file.content,
                given_by_id=by.pk,
            )
    return action


def reopen_action(*, by, action, reason):
    """Say that the answer is not enough, and why; the action is the provider's again."""
    if action.status != ActionStatus.ANSWERED:
        raise NotAllowed("Only an action that the provider has answered can be given back.")
    if not reason.strip():
        raise NotAllowed("Say what is still missing.")
    with record("action_reopened", by=by, reason=reason):
        action.status = ActionStatus.OPEN
        action.returned_reason = reason
        action.save(update_fields=["status", "returned_reason"])
    return action


def close_action(*, by, action, closed_on):
    """Note that it was put right. Raises NotAllowed when closed already or before the visit."""
    if ActionStatus.CLOSED not in ACTION_TRANSITIONS[action.status]:
        raise NotAllowed(CLOSED)
    if closed_on < action.visit.visited_on:
        raise NotAllowed("An action cannot be closed before the visit that found it.")
    with record("action_closed", by=by):
        action.status = ActionStatus.CLOSED
        action.closed_on = closed_on
        action.save(update_fields=["status", "closed_on"])
    return action
