"""Putting a message in the outbox, and sending what waits there."""

import hashlib
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Power

from apcommission.notify.models import Message

# Minutes between tries double: 0, 1, 3, 7 ... 127 after the message was queued.
MOST_ATTEMPTS = 8


def queue(*, key, to, subject, body, person_id=None):
    """Put one e-mail in the outbox; the same key again does nothing. Nothing is sent here.

    Never a pupil's name or a reason for absence in `subject` or `body`: an e-mail is read by
    whoever holds the phone. Say that there is something, and that signing in shows it.
    """
    # No conflict target and no RETURNING: either would need the right to read the message, and
    # most people may not read what they cause to be sent to somebody else.
    Message.objects.bulk_create(
        [Message(key=key, to=to, subject=subject, body=body, person_id=person_id)],
        ignore_conflicts=True,
    )


def next_waiting(*, now, after):
    """The first message after id `after` that is due for a try, locked; None when there is none.

    A message that another worker is sending is passed over.
    """
    wait = ExpressionWrapper(
        Value(timedelta(minutes=1)) * (Power(Value(2.0), F("attempts")) - Value(1.0)),
        output_field=DurationField(),
    )
    return (
        Message.objects.waiting()
        .select_for_update(skip_locked=True)
        .filter(pk__gt=after, queued_at__lte=now - wait)
        .order_by("pk")
        .first()
    )


def send(message, *, now, connection):
    """Try once to send a message that is locked in this transaction; True when it went.

    Should the process die between the mail server's yes and the commit, the message goes again
    under the same Message-ID, which mail programs show once.
    """
    stable = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": f"<{stable}@register>"},
        connection=connection,
    )
    message.attempts += 1
    try:
        mail.send()
    except Exception as problem:  # a mail server fails in many ways; none may stop the others
        connection.close()
        message.problem = f"{type(problem).__name__}: {problem}"[:300]
        if message.attempts >= MOST_ATTEMPTS:
            message.state = Message.State.FAILED
    else:
        message.state, message.sent_at, message.problem = Message.State.SENT, now, ""
    message.save(update_fields=["attempts", "problem", "state", "sent_at"])
    return message.state == Message.State.SENT


def send_waiting(*, now, scope, connection):
    """Try every message that is due, each in a transaction of its own that `scope()` opens.

    Returns (tried, sent).
    """
    tried = sent = after = 0
    while True:
        with scope():
            message = next_waiting(now=now, after=after)
            if message is None:
                return tried, sent
            after = message.pk
            tried += 1
            sent += send(message, now=now, connection=connection)
