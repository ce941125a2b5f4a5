"""The jobs of evidence: the night's reminders and consequences, and the scanner of each minute."""

import datetime as dt

import pytest
import time_machine

from apcommission.accounts.scope import system_scope
from apcommission.documents.kept import FileState
from apcommission.documents.scanning import ScannerUnavailable
from apcommission.flags.engine import Outcome
from apcommission.flags.models import Flag
from apcommission.jobs.timetable import job_named
from apcommission.jobs.work import follow_evidence, scan_files
from apcommission.notify.models import Message
from providers.choices import ApprovalStatus, DecisionStep
from providers.models import Document, ExpiryReminder
from tests.documents.files import EICAR
from tests.documents.scanner import clamd, on_a_port
from tests.factories.evidence import DocumentCheckFactory, DocumentFactory
from tests.factories.flags import ThresholdFactory

pytestmark = pytest.mark.django_db
LAST_DAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)


def night_of(on):
    now = dt.datetime.combine(on, dt.time(2), tzinfo=dt.UTC)
    with time_machine.travel(now), system_scope("evidence"):
        return follow_evidence(now=now, by="evidence")


@pytest.mark.capability("F031")
def test_follow_evidence_reminds_lapses_and_restores(
    provider, provider_lead, authority, commissioner
):
    """Night by night: reminders 60, 30 and 7 days before and on the day, logged and once; then
    conditional, then suspended; restored when new evidence is verified."""
    document = DocumentFactory(provider=provider, expires_on=LAST_DAY)
    DocumentCheckFactory(document=document, authority=authority)
    approval = provider.approvals.get()
    statuses = []
    for ahead in (61, 60, 30, 7, 0, -1, -28):
        night_of(LAST_DAY - ahead * DAY)
        approval.refresh_from_db()
        statuses.append(approval.status)
    assert statuses == ["approved"] * 5 + ["conditional", "suspended"]
    log = ExpiryReminder.objects.values_list("days_before", "sent_to")
    people = (provider_lead.email, commissioner.email)
    assert sorted(log) == sorted((days, each) for days in (60, 30, 7, 0) for each in people)
    assert Message.objects.filter(to=provider_lead.email).count() == 6
    assert Flag.objects.of_rule("document_expired").open().count() == 1
    document.is_current = False
    document.save()
    with time_machine.travel(dt.datetime(2026, 12, 29, 12, tzinfo=dt.UTC)):
        new = DocumentFactory(provider=provider, expires_on=LAST_DAY + 365 * DAY)
        DocumentCheckFactory(document=new, authority=authority)
    night_of(LAST_DAY + 30 * DAY)
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.APPROVED
    assert approval.decisions.first().step == DecisionStep.RESTORED
    assert Flag.objects.of_rule("document_expired").open().count() == 0


def test_follow_evidence_uses_the_dated_settings_of_each_authority(provider, authority):
    DocumentFactory(provider=provider, expires_on=LAST_DAY)
    for name, value in (("conditional_after_days", "10"), ("suspended_after_days", "20")):
        ThresholdFactory(
            authority=authority,
            rule="document_expired",
            name=name,
            value=value,
            in_force_from=dt.date(2026, 12, 1),
        )
    approval = provider.approvals.get()
    for after, status in ((9, "approved"), (10, "conditional"), (19, "conditional")):
        night_of(LAST_DAY + after * DAY)
        approval.refresh_from_db()
        assert approval.status == status
    night_of(LAST_DAY + 20 * DAY)
    approval.refresh_from_db()
    assert approval.status == "suspended"


def test_follow_evidence_with_nothing_to_do_finds_nothing(provider):
    assert night_of(LAST_DAY) == Outcome()


@pytest.mark.django_db(transaction=True)
def test_scan_files_settles_each_and_leaves_none(provider, settings):
    clean = DocumentFactory(provider=provider, is_file=True, file_state=FileState.PENDING)
    listener, settings.CLAMD = on_a_port()
    with clamd(listener):
        assert scan_files(now=None, by="scan_files") == Outcome(looked_at=1, updated=1)
    clean.refresh_from_db()
    assert clean.file_state == FileState.CLEAN
    bad = DocumentFactory(
        provider=provider,
        key="fire_risk",
        is_file=True,
        file_state=FileState.PENDING,
        content=EICAR,
    )
    listener, settings.CLAMD = on_a_port()
    with clamd(listener):
        scan_files(now=None, by="scan_files")
    bad.refresh_from_db()
    assert bad.file_state == FileState.REFUSED
    assert scan_files(now=None, by="scan_files") == Outcome()


@pytest.mark.django_db(transaction=True)
def test_scan_files_says_when_the_scanner_is_silent_and_leaves_the_file_closed(provider, settings):
    DocumentFactory(provider=provider, is_file=True, file_state=FileState.PENDING)
    settings.CLAMD = "127.0.0.1:1"
    with pytest.raises(ScannerUnavailable):
        scan_files(now=None, by="scan_files")
    assert Document.objects.get().file_state == FileState.PENDING


def test_the_timetable_holds_both_jobs():
    assert job_named("evidence").only_latest
    assert job_named("scan_files").own_scope
