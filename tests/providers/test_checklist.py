import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from providers.checklist import asking, checklist, line_of, shown_to_school
from providers.evidence_rules import EvidenceState
from tests.factories.evidence import (
    ApplicationFactory,
    DocumentCheckFactory,
    DocumentFactory,
    EvidenceRequirementFactory,
)
from tests.factories.providers import ApprovalFactory

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


def test_checklist_joins_the_lists_of_several_authorities(provider, authority, other_authority):
    EvidenceRequirementFactory(authority=other_authority, key="fire_risk", name="Fire")
    EvidenceRequirementFactory(authority=other_authority, key="boats", name="Boats")
    lines = {line.key: line for line in checklist(provider, [authority, other_authority], ON)}
    assert len(lines) == 15
    assert len(lines["fire_risk"].looks) == 2
    assert [look.authority for look in lines["boats"].looks] == [other_authority]


def test_checklist_line_stands_as_its_worst_look(provider, authority, other_authority):
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=authority)
    line = line_of(provider, [authority, other_authority], "public_liability", ON)
    assert line.state == EvidenceState.WAITING
    assert not line.to_do


def test_checklist_counts_the_newest_look(provider, authority):
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=authority)
    DocumentCheckFactory(document=document, authority=authority, outcome="returned")
    assert line_of(provider, [authority], "public_liability", ON).state == EvidenceState.RETURNED


def test_checklist_line_that_is_not_needed_is_nothing_to_do_while_missing(provider, authority):
    EvidenceRequirementFactory(authority=authority, key="boats", is_needed=False)
    (line,) = checklist(provider, [authority], ON)
    assert (line.state, line.to_do) == (EvidenceState.MISSING, False)


def test_checklist_leaves_out_retired_lines_and_other_types(provider, authority):
    EvidenceRequirementFactory(authority=authority, is_active=False)
    EvidenceRequirementFactory(authority=authority, provider_types=["hospital_school"])
    assert checklist(provider, [authority], ON) == []
    assert line_of(provider, [authority], "public_liability", ON) is None


def test_asking_are_those_with_an_approval_or_an_open_application(
    provider, authority, other_authority
):
    assert asking(provider) == [authority]
    ApplicationFactory(provider=provider, authority=other_authority)
    assert asking(provider) == [authority, other_authority]


def test_shown_to_school_reads_only_what_schools_may(provider, authority, school_lead):
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=authority, note="Private remark")
    with database_scope(school_lead.membership):
        rows = shown_to_school(provider, authority.pk)
    (row,) = [row for row in rows if row["name"] == "Public liability insurance"]
    assert set(row) == {"name", "key", "outcome", "checked_at", "expires_on", "checked_by_name"}
    assert row["expires_on"] == dt.date(2027, 8, 31)
    assert len(rows) == 14


def test_shown_to_school_leaves_out_other_authorities_and_what_was_sent_back(
    provider, authority, other_authority, school_lead
):
    ApprovalFactory(provider=provider, authority=other_authority)
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=other_authority)
    DocumentCheckFactory(document=document, authority=authority, outcome="returned")
    rows = shown_to_school(provider, authority.pk)
    assert {row["checked_at"] for row in rows} == {None}
