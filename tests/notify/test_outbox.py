"""One row a message before it is sent; sent once; a failing server loses nothing."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope, system_scope
from apcommission.notify.models import Message
from apcommission.notify.outbox import MOST_ATTEMPTS, next_waiting, queue, send_waiting
from tests.factories.accounts import member
from tests.notify.post import free_port, running_post

pytestmark = pytest.mark.django_db
SCOPE = partial(system_scope, "send_messages")


@pytest.fixture
def post():
    with running_post() as post:
        yield post


def to(port):
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port
    )


def put(key="register-1", **fields):
    queue(
        **{
            "key": key,
            "to": "lead@school.example",
            "subject": "A register is missing",
            "body": "Sign in to see it.",
            **fields,
        }
    )


def sweep(post, *, later=dt.timedelta(0)):
    return send_waiting(now=timezone.now() + later, scope=SCOPE, connection=to(post.port))


def test_queue_twice_with_one_key_is_one_message():
    put()
    put(subject="Another wording")
    assert list(Message.objects.values_list("subject", "state")) == [
        ("A register is missing", "queued")
    ]


@pytest.mark.parametrize("role", [r for r in Role if r != Role.FORUM_MEMBER])
def test_queue_works_for_a_role_that_may_not_read_the_message(role):
    user = member(role)
    with database_scope(user.membership):
        put(key="again")
        put(key="again")
    assert Message.objects.count() == 1


def test_queue_works_before_anybody_has_a_scope():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ap_web")
        put()
        cursor.execute("RESET ROLE")
    assert Message.objects.count() == 1


def test_queue_sends_nothing(post):
    put()
    assert post.received == []


def test_send_waiting_sends_once_over_smtp(post):
    put()
    assert sweep(post) == (1, 1)
    assert sweep(post) == (0, 0)
    [(recipients, text)] = post.received
    assert recipients == ["lead@school.example"]
    assert "Subject: A register is missing" in text
    assert "Sign in to see it." in text
    message = Message.objects.get()
    assert (message.state, message.attempts, message.problem) == ("sent", 1, "")
    assert message.sent_at is not None


def test_message_id_is_the_same_at_every_try(post):
    put()
    sweep(post)
    Message.objects.update(state="queued", queued_at=timezone.now() - dt.timedelta(hours=1))
    sweep(post)
    ids = [
        line
        for _, text in post.received
        for line in text.splitlines()
        if line.startswith("Message-ID")
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_refused_message_does_not_hold_up_the_others(post):
    put("a", to="nobody@refused.example")
    put("b")
    assert sweep(post) == (2, 1)
    refused = Message.objects.get(key="a")
    assert (refused.state, refused.attempts) == ("queued", 1)
    assert "no such address" in refused.problem
    assert Message.objects.get(key="b").state == "sent"


def test_server_that_is_down_loses_nothing(post):
    put()
    down = send_waiting(now=timezone.now(), scope=SCOPE, connection=to(free_port()))
    assert down == (1, 0)
    assert "refused" in Message.objects.get().problem.lower()
    assert sweep(post, later=dt.timedelta(minutes=2)) == (1, 1)
    assert len(post.received) == 1


def test_tries_grow_rarer():
    put()
    queued_at = Message.objects.get().queued_at
    due = []
    for attempts, minutes in [(0, 0), (1, 1), (2, 3), (3, 7)]:
        Message.objects.update(attempts=attempts)
        moment = queued_at + dt.timedelta(minutes=minutes)
        with transaction.atomic():
            early = next_waiting(now=moment - dt.timedelta(seconds=1), after=0)
            on_time = next_waiting(now=moment, after=0)
        due.append((early, on_time is not None))
    assert due == [(None, True)] * 4


def test_message_is_given_up_after_the_last_try(post):
    put(to="nobody@refused.example")
    Message.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert sweep(post, later=dt.timedelta(days=1)) == (1, 0)
    assert Message.objects.get().state == "failed"
    assert sweep(post, later=dt.timedelta(days=2)) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(post):
    for number in range(12):
        put(f"message-{number}")

    def worker():
        try:
            sweep(post)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert len(post.received) == 12
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
