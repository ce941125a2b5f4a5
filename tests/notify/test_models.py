import pytest

from apcommission.notify.models import Message
from apcommission.notify.outbox import queue

pytestmark = pytest.mark.django_db


def test_waiting_is_what_is_neither_sent_nor_given_up():
    for state in Message.State:
        queue(key=state, to="lead@school.example", subject="Hello", body="Sign in.")
        Message.objects.filter(key=state).update(state=state)
    assert [str(message) for message in Message.objects.waiting()] == [
        "Hello to lead@school.example"
    ]
    assert Message.objects.waiting().get().key == "queued"
