import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.models import Application, ApplicationAnswer
from tests.factories.evidence import ApplicationAnswerFactory, ApplicationFactory

pytestmark = pytest.mark.django_db


def test_application_is_the_providers_until_it_is_sent(
    provider, provider_lead, authority, commissioner, school_lead, stranger
):
    written = ApplicationFactory(provider=provider, authority=authority)
    assert list(Application.objects.visible_to(provider_lead)) == [written]
    assert list(Application.objects.visible_to(commissioner)) == []
    sent = ApplicationFactory(authority=authority, is_sent=True)
    assert list(Application.objects.visible_to(commissioner)) == [sent]
    for person in (school_lead, stranger(Role.COMMISSIONER), stranger(Role.PROVIDER_LEAD)):
        assert list(Application.objects.visible_to(person)) == []


def test_application_is_open_once_to_an_authority(provider, authority):
    ApplicationFactory(provider=provider, authority=authority)
    with pytest.raises(IntegrityError, match="application_open_once"), transaction.atomic():
        ApplicationFactory(provider=provider, authority=authority)
    assert ApplicationFactory(provider=provider, authority=authority, state="withdrawn").pk


@pytest.mark.parametrize(
    ("state", "may_be_written", "is_open"),
    [
        ("started", True, True),
        ("sent", False, True),
        ("asked", True, True),
        ("decided", False, False),
        ("withdrawn", False, False),
    ],
)
def test_application_says_who_has_to_act(state, may_be_written, is_open):
    application = ApplicationFactory(state=state)
    assert (application.may_be_written, application.is_open) == (may_be_written, is_open)
    assert (application in Application.objects.unfinished()) is may_be_written
    assert (application in Application.objects.waiting()) is (state == "sent")


def test_application_counts_the_days_it_waits():
    sent = ApplicationFactory(is_sent=True)
    assert sent.days_waiting(dt.date(2026, 11, 23)) == 7
    assert ApplicationFactory().days_waiting(dt.date(2026, 11, 23)) is None


def test_application_answers_are_closed_to_the_authority_until_it_is_sent(
    provider, authority, commissioner
):
    application = ApplicationFactory(provider=provider, authority=authority)
    ApplicationAnswerFactory(application=application)
    with database_scope(commissioner.membership):
        assert ApplicationAnswer.objects.count() == 0
    Application.objects.update(sent_at=dt.datetime(2026, 11, 16, 10, tzinfo=dt.UTC), state="sent")
    with database_scope(commissioner.membership):
        assert ApplicationAnswer.objects.count() == 1


def test_application_has_one_answer_to_a_question():
    application = ApplicationFactory()
    ApplicationAnswerFactory(application=application)
    with pytest.raises(IntegrityError, match="application_answer_once"), transaction.atomic():
        ApplicationAnswerFactory(application=application)


def test_application_that_is_sent_cannot_be_rewritten_by_the_provider(
    provider, provider_lead, authority
):
    application = ApplicationFactory(provider=provider, authority=authority, is_sent=True)
    ApplicationAnswerFactory(application=application, answer="As sent")
    with database_scope(provider_lead.membership):
        assert ApplicationAnswer.objects.update(answer="Changed") == 0
