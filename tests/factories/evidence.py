"""Applications and evidence. Documents are statements unless made with `is_file=True`."""

import datetime as dt

import factory

from apcommission.documents.kept import FileState
from providers.choices import ApplicationState, CheckOutcome
from providers.evidence_list import load
from providers.models import (
    Application,
    ApplicationAnswer,
    Document,
    DocumentCheck,
    DocumentContent,
    EvidenceRequirement,
    ExpiryReminder,
)
from tests.documents.files import pdf
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.providers import ProviderFactory

SENT = dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.UTC)


def default_requirements():
    """The list that a migration loads; loaded again where a test emptied the tables."""
    load(EvidenceRequirement)
    return EvidenceRequirement.objects.for_authority(None)


class EvidenceRequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EvidenceRequirement

    authority = factory.SubFactory(AuthorityFactory)
    key = factory.Sequence(lambda n: f"evidence_{n}")
    name = factory.Sequence(lambda n: f"Evidence {n}")
    needs_file = False


class DocumentFactory(factory.django.DjangoModelFactory):
    """Given on 1 September 2026, in date for a year."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    class Params:
        is_file = factory.Trait(
            file_name="certificate.pdf",
            content_type="application/pdf",
            size=factory.LazyFunction(lambda: len(pdf())),
            sha256="a" * 64,
            statement="",
        )

    provider = factory.SubFactory(ProviderFactory)
    key = "public_liability"
    statement = "It is in force."
    issued_on = dt.date(2026, 9, 1)
    expires_on = dt.date(2027, 8, 31)
    uploaded_by = factory.SubFactory(UserFactory)
    file_state = FileState.CLEAN

    @factory.post_generation
    def content(document, create, content):
        if document.has_file:
            DocumentContent.objects.create(
                document=document, provider=document.provider, content=content or pdf()
            )


class DocumentCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DocumentCheck

    document = factory.SubFactory(DocumentFactory)
    provider = factory.SelfAttribute("document.provider")
    authority = factory.SubFactory(AuthorityFactory)
    outcome = CheckOutcome.ACCEPTED
    checked_by = factory.SubFactory(UserFactory)


class ExpiryReminderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExpiryReminder

    document = factory.SubFactory(DocumentFactory)
    provider = factory.SelfAttribute("document.provider")
    days_before = 7
    sent_to = "lead@example.org"
    sent_at = SENT


class ApplicationFactory(factory.django.DjangoModelFactory):
    """Begun, unless made with `is_sent=True`."""

    class Meta:
        model = Application

    class Params:
        is_sent = factory.Trait(
            state=ApplicationState.SENT,
            sent_at=SENT,
            sent_by=factory.SelfAttribute("started_by"),
        )

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    started_by = factory.SubFactory(UserFactory)


class ApplicationAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationAnswer

    application = factory.SubFactory(ApplicationFactory)
    authority = factory.SelfAttribute("application.authority")
    provider = factory.SelfAttribute("application.provider")
    question = "safeguarding"
    answer = "The manager leads on it."
    answered_by = factory.SubFactory(UserFactory)
