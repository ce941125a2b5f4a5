import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.documents.kept import FileState
from providers.choices import ProviderType
from providers.models import Document, DocumentCheck, EvidenceRequirement, ExpiryReminder
from tests.factories.accounts import member
from tests.factories.evidence import (
    DocumentCheckFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
    ExpiryReminderFactory,
    default_requirements,
)
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db


def test_requirements_are_the_registers_until_the_authority_has_its_own(authority):
    default_requirements()
    assert EvidenceRequirement.objects.for_authority(authority.pk).count() == 14
    own = EvidenceRequirementFactory(authority=authority)
    assert list(EvidenceRequirement.objects.for_authority(authority.pk)) == [own]


def test_requirements_asked_of_a_type(provider):
    all_types = EvidenceRequirementFactory(authority=None)
    colleges = EvidenceRequirementFactory(
        authority=None, provider_types=[ProviderType.FURTHER_EDUCATION]
    )
    asked = EvidenceRequirement.objects.asked_of(provider)
    assert (all_types in asked, colleges in asked) == (True, False)
    assert (all_types.asked_of_words, colleges.asked_of_words) == (
        "All providers",
        "Further education college",
    )


def test_requirements_of_others_are_not_ones_own(commissioner, provider_lead, authority):
    own = EvidenceRequirementFactory(authority=authority)
    EvidenceRequirementFactory()
    assert list(EvidenceRequirement.objects.visible_to(commissioner)) == [own]
    assert list(EvidenceRequirement.objects.visible_to(provider_lead)) == []


def test_documents_are_seen_by_the_provider_and_the_authorities_that_decide(
    provider, provider_lead, officer, school_lead, finance_officer, stranger
):
    document = DocumentFactory(provider=provider)
    other = DocumentFactory()
    seen = {
        person: list(Document.objects.visible_to(person))
        for person in (provider_lead, officer, school_lead)
    }
    assert seen == {provider_lead: [document], officer: [document], school_lead: []}
    assert list(Document.objects.visible_to(stranger(Role.COMMISSIONER))) == []
    assert other not in seen[officer]


def test_documents_have_one_current_of_each_kind(provider):
    DocumentFactory(provider=provider)
    with pytest.raises(IntegrityError, match="document_current_once"), transaction.atomic():
        DocumentFactory(provider=provider)
    assert DocumentFactory(provider=provider, is_current=False).pk


def test_documents_expire_after_their_issue(provider):
    with pytest.raises(IntegrityError, match="document_expires_after_issue"), transaction.atomic():
        DocumentFactory(provider=provider, expires_on=dt.date(2026, 9, 1))


def test_documents_to_scan_are_the_pending_ones(provider):
    pending = DocumentFactory(provider=provider, is_file=True, file_state=FileState.PENDING)
    DocumentFactory(provider=provider, key="fire_risk", is_file=True)
    assert list(Document.objects.to_scan()) == [pending]
    assert list(Document.objects.to_scan(after=pending.pk)) == []


def test_the_web_cannot_change_what_was_given(provider, provider_lead, officer):
    """Not even the provider itself: it replaces, and the old one stays."""
    document = DocumentFactory(provider=provider)
    for person in (provider_lead, officer):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            database_scope(person.membership),
        ):
            Document.objects.filter(pk=document.pk).update(expires_on=dt.date(2030, 1, 1))


def test_schools_cannot_read_names_of_files_or_statements(provider, school_lead):
    DocumentFactory(provider=provider)
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        database_scope(school_lead.membership),
    ):
        list(Document.objects.values_list("statement"))


def test_checks_are_ones_own_authoritys(
    provider, officer, school_lead, provider_lead, authority, other_authority
):
    ApprovalFactory(provider=provider, authority=other_authority)
    document = DocumentFactory(provider=provider)
    ours = DocumentCheckFactory(document=document, authority=authority)
    theirs = DocumentCheckFactory(document=document, authority=other_authority)
    for person in (officer, school_lead):
        assert list(DocumentCheck.objects.visible_to(person)) == [ours]
    assert set(DocumentCheck.objects.visible_to(provider_lead)) == {ours, theirs}
    assert list(DocumentCheck.objects.visible_to(member(Role.FORUM_MEMBER))) == []


def test_reminders_are_logged_once_for_each_person_and_day(provider):
    document = DocumentFactory(provider=provider)
    ExpiryReminderFactory(document=document)
    with pytest.raises(IntegrityError, match="reminder_once"), transaction.atomic():
        ExpiryReminderFactory(document=document)
    assert ExpiryReminderFactory(document=document, days_before=0).pk


def test_reminders_to_a_commissioner_are_not_shown_to_the_provider(
    provider, provider_lead, officer, authority, school_lead
):
    document = DocumentFactory(provider=provider)
    to_lead = ExpiryReminderFactory(document=document)
    to_us = ExpiryReminderFactory(document=document, authority=authority, sent_to="c@example.org")
    assert list(ExpiryReminder.objects.visible_to(provider_lead)) == [to_lead]
    assert set(ExpiryReminder.objects.visible_to(officer)) == {to_lead, to_us}
    assert list(ExpiryReminder.objects.visible_to(school_lead)) == []
