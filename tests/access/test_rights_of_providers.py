"""What nobody may write or read of the catalogue, tried in their own scope past every view."""

import pytest
from django.db import DatabaseError, connection, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from placements.actions.draft import start_draft
from providers.models import (
    ApplicationAnswer,
    Approval,
    ApprovalDecision,
    DecisionScore,
    Document,
    DocumentCheck,
    DocumentContent,
    EntryChange,
    NegotiatedPrice,
    Offer,
    OffListDeclaration,
    Provider,
    Site,
)
from tests.access.test_rights import refused
from tests.factories.accounts import SchoolFactory, member
from tests.factories.evidence import (
    ApplicationAnswerFactory,
    ApplicationFactory,
    DocumentCheckFactory,
    DocumentFactory,
)
from tests.factories.placements import FeedbackFactory, PlacementFactory
from tests.factories.providers import (
    AgreementFactory,
    ApprovalDecisionFactory,
    ApprovalFactory,
    EntryChangeFactory,
    NegotiatedPriceFactory,
    OffListDeclarationFactory,
    ProviderFactory,
    SearchMissFactory,
)
from tests.factories.qa import VisitFactory, VoiceFactory

pytestmark = pytest.mark.django_db


def changed(user, rows, **facts):
    """How many rows an update in the user's own scope reached; 0 where it was denied outright."""
    try:
        with transaction.atomic(), database_scope(user.membership):
            return rows.update(**facts)
    except DatabaseError as error:
        if "permission denied" in str(error) or "row-level security" in str(error):
            return 0
        raise


def seen(user, table):
    """How many rows of a table the user's own scope reads; None where it may not ask."""
    try:
        with transaction.atomic(), database_scope(user.membership), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0]
    except DatabaseError as error:
        if "permission denied" in str(error):
            return None
        raise


@pytest.fixture
def neighbour(stranger):
    """The commissioner of another authority, which relies on nobody here."""
    return stranger(Role.COMMISSIONER)


def test_a_provider_writes_no_history_while_its_approval_stands(provider_lead, provider):
    approval = provider.approvals.get()

    def claim():
        ApprovalDecision.objects.create(
            approval=approval,
            authority_id=approval.authority_id,
            provider=provider,
            to_status="applied",
            step="applied",
            decided_on="2026-11-23",
            decided_by_id=provider_lead.pk,
        )

    assert refused(provider_lead, claim, "row-level security")


def test_a_step_is_of_its_own_approval(authority, provider, provider_lead):
    """Neither the provider nor an authority hangs a step on the history of another's approval."""
    others = ApprovalFactory(authority=authority, status="applied")
    with pytest.raises(DatabaseError, match="is_of_one"), transaction.atomic():
        ApprovalDecisionFactory(approval=others, provider=provider, to_status="applied")
    decision = ApprovalDecisionFactory(approval=others)
    with pytest.raises(DatabaseError, match="is_of_one"), transaction.atomic():
        DecisionScore.objects.create(
            decision=decision, authority=authority, provider=provider, section="safety", score=4
        )


def test_a_row_is_of_those_whose_the_record_is(provider, other_authority, officer):
    document = DocumentFactory()
    application = ApplicationFactory()
    wrong = [
        lambda: DocumentContent.objects.create(
            document=document, provider=provider, content=b"forged"
        ),
        lambda: DocumentCheckFactory(document=document, provider=provider),
        lambda: NegotiatedPriceFactory(provider=provider),
        lambda: ApplicationAnswerFactory(application=application, provider=provider),
        lambda: ApplicationAnswerFactory(application=application, authority=other_authority),
        lambda: AgreementFactory().acceptances.create(
            provider=provider, authority=other_authority, accepted_by=officer
        ),
    ]
    for write in wrong:
        with pytest.raises(DatabaseError, match="is_of_one"), transaction.atomic():
            write()


def test_an_authority_that_does_not_rely_on_an_entry_decides_on_no_change(
    provider, neighbour, commissioner
):
    change = EntryChangeFactory(provider=provider)
    mine = {"state": "accepted", "authority_id": neighbour.organisation.pk}
    rows = EntryChange.objects.numbered(change.pk)
    for status in ("applied", "refused", "removed"):
        provider.approvals.filter(authority_id=neighbour.organisation.pk).delete()
        ApprovalFactory(authority=neighbour.organisation, provider=provider, status=status)
        assert changed(neighbour, rows, **mine) == 0
    assert changed(commissioner, rows, **mine) == 0
    assert changed(commissioner, rows, state="accepted", authority_id=None) == 0
    assert changed(commissioner, rows, state="accepted", authority=commissioner.organisation) == 1


def test_a_decided_change_stays_as_it_was_decided(provider, authority, neighbour):
    change = EntryChangeFactory(provider=provider, state="accepted", authority=authority)
    ApprovalFactory(authority=neighbour.organisation, provider=provider)
    rows = EntryChange.objects.numbered(change.pk)
    mine = {"state": "returned", "authority_id": neighbour.organisation.pk}
    assert changed(neighbour, rows, **mine) == 0


def test_a_provider_proposes_nothing_as_decided(provider, provider_lead, authority, commissioner):
    facts = {"provider": provider, "kind": "provider", "proposed": {"phone": "0"}}
    facts["proposed_by_id"] = provider_lead.pk
    for forged in (
        {"state": "accepted"},
        {"authority": authority},
        {"decided_by_id": commissioner.pk},
        {"provider": ProviderFactory()},
    ):
        forge = lambda forged=forged: EntryChange.objects.create(**{**facts, **forged})  # noqa: E731
        assert refused(provider_lead, forge, "row-level security")


def test_an_authority_reads_no_draft_of_an_application_in_the_audit(
    provider_lead, provider, commissioner
):
    with database_scope(provider_lead.membership):
        application = ApplicationFactory(
            provider=provider, authority=commissioner.organisation, started_by=provider_lead
        )
        ApplicationAnswerFactory(
            application=application, answer="Canary", answered_by=provider_lead
        )
    written = Event.objects.filter(table_name__startswith="providers_application")
    assert written.count() == 2
    with database_scope(commissioner.membership):
        assert list(written.all()) == []
    application.sent_at = "2026-11-23T10:00Z"
    application.save()
    with database_scope(commissioner.membership):
        assert {event.table_name for event in written} == {"providers_application"}


def test_an_authority_reads_no_request_that_a_school_has_yet_to_send(
    school_lead, pupil, commissioner
):
    drafts = Event.objects.filter(table_name="placements_placementdraft")
    with database_scope(school_lead.membership):
        start_draft(by=school_lead, pupil=pupil, data={"reason": ["Canary"]})
    with database_scope(commissioner.membership):
        assert list(drafts.all()) == []
        own = start_draft(by=commissioner, pupil=pupil)
        assert [event.row_id for event in drafts.all()] == [str(own.pk)]


def test_an_authority_reads_nothing_that_a_school_was_told_on_its_own_visit(
    school_lead, school, provider, commissioner
):
    visit = VisitFactory(
        authority=school.authority, school=school, provider=provider, kind="school"
    )
    with database_scope(school_lead.membership):
        VoiceFactory(visit=visit, heard_by=school_lead, said="Canary")
    heard = Event.objects.filter(table_name="qa_voice")
    assert heard.count() == 1
    with database_scope(commissioner.membership):
        assert list(heard.all()) == []


def test_a_provider_changes_nothing_that_is_decided_about_it(provider, provider_lead, offer, site):
    document = DocumentFactory(provider=provider)
    check = DocumentCheckFactory(document=document, authority=provider.approvals.get().authority)
    attempts = [
        (Approval.objects.all(), {"status": "applied"}),
        (Approval.objects.all(), {"qa_grade": "strong"}),
        (Approval.objects.all(), {"review_on": None}),
        (DecisionScore.objects.all(), {"score": 4}),
        (DocumentCheck.objects.filter(pk=check.pk), {"outcome": "accepted"}),
        (Document.objects.all(), {"expires_on": None}),
        (Document.objects.all(), {"file_state": "clean"}),
        (Provider.objects.all(), {"description": "x"}),
        (Provider.objects.all(), {"urn": 1}),
        (Site.objects.all(), {"capacity": 99}),
        (Offer.objects.all(), {"price_pence": 1}),
        (NegotiatedPrice.objects.all(), {"price_pence": 1}),
    ]
    NegotiatedPriceFactory(offer=offer)
    assert [changed(provider_lead, rows, **facts) for rows, facts in attempts] == [0] * 12


def test_a_neighbour_reads_nothing_of_ours(
    provider, provider_lead, authority, school, neighbour, offer, placement, commissioner
):
    """Another authority, its school, and another provider; those whose it is read it."""
    ApprovalDecisionFactory(approval=provider.approvals.get(), to_status="approved")
    document = DocumentFactory(provider=provider)
    DocumentCheckFactory(document=document, authority=authority)
    application = ApplicationFactory(provider=provider, authority=authority, is_sent=True)
    ApplicationAnswerFactory(application=application)
    AgreementFactory(authority=authority)
    NegotiatedPriceFactory(offer=offer, authority=authority)
    OffListDeclarationFactory(school=school)
    EntryChangeFactory(provider=provider)
    SearchMissFactory(authority=authority)
    FeedbackFactory(placement=placement)
    tables = [
        "providers_approval",
        "providers_approvaldecision",
        "providers_documentcheck",
        "providers_application",
        "providers_applicationanswer",
        "providers_agreement",
        "providers_negotiatedprice",
        "providers_offlistdeclaration",
        "providers_entrychange",
        "providers_searchmiss",
        "placements_providerfeedback",
        "providers_document",
    ]
    for person in (
        neighbour,
        member(Role.SCHOOL_LEAD, SchoolFactory(authority=neighbour.organisation)),
        member(Role.PROVIDER_LEAD, ProviderFactory().organisation),
        member(Role.FINANCE_OFFICER, neighbour.organisation),
        member(Role.FORUM_MEMBER),
    ):
        assert [table for table in tables if seen(person, table)] == []
    assert [table for table in tables if not seen(commissioner, table)] == []
    hidden = ["providers_offlistdeclaration", "providers_searchmiss", "placements_providerfeedback"]
    assert [table for table in hidden if seen(provider_lead, table)] == []


def test_a_school_reads_nothing_of_another_school_or_of_the_papers(
    provider, authority, school_lead, placement, offer
):
    vale = SchoolFactory(authority=authority)
    document = DocumentFactory(provider=provider, is_file=True)
    DocumentCheckFactory(document=document, authority=authority, note="Canary")
    NegotiatedPriceFactory(offer=offer, authority=authority, school=vale)
    OffListDeclarationFactory(school=vale)
    ApplicationFactory(provider=provider, authority=authority, is_sent=True)
    FeedbackFactory(placement=PlacementFactory(pupil__school=vale, provider=provider))
    SearchMissFactory(authority=authority, school=vale)
    AgreementFactory(authority=authority, school=vale, kind="attendance")
    for table in (
        "providers_documentcontent",
        "providers_negotiatedprice",
        "providers_offlistdeclaration",
        "providers_application",
        "providers_searchmiss",
        "providers_decisionscore",
        "providers_entrychange",
        "providers_expiryreminder",
        "providers_agreement",
        "placements_providerfeedback",
    ):
        assert not seen(school_lead, table), table
    assert refused(school_lead, lambda: list(DocumentCheck.objects.values("note")), "denied")
    assert refused(school_lead, lambda: list(Document.objects.values("file_name")), "denied")


def test_a_school_writes_for_no_other_school(authority, school_lead, offer):
    vale = SchoolFactory(authority=authority)
    price = {"offer": offer, "authority": authority, "recorded_by": school_lead}
    text = {"authority": authority, "published_by": school_lead}
    for write in (
        lambda: NegotiatedPriceFactory(**price, school=vale),
        lambda: NegotiatedPriceFactory(**price, school=None),
        lambda: OffListDeclarationFactory(school=vale, declared_by=school_lead),
        lambda: AgreementFactory(**text, school=vale),
        lambda: AgreementFactory(**text, school=None),
    ):
        assert refused(school_lead, write, "row-level security")
    own = OffListDeclarationFactory(school=school_lead.organisation)
    rows = OffListDeclaration.objects.filter(pk=own.pk)
    assert changed(school_lead, rows, outcome="accepted") == 0


@pytest.mark.parametrize(
    "role", [Role.FINANCE_OFFICER, Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF, Role.FORUM_MEMBER]
)
def test_who_only_reads_the_catalogue_decides_nothing(role, provider, authority, school, offer):
    organisation = {
        Role.FINANCE_OFFICER: authority,
        Role.SCHOOL_ATTENDANCE: school,
        Role.PROVIDER_STAFF: provider.organisation,
    }.get(role)
    person = member(role, organisation)
    assert changed(person, Approval.objects.all(), status="suspended") == 0
    assert changed(person, Offer.objects.all(), price_pence=1) == 0
    assert changed(person, Provider.objects.all(), description="x") == 0
    document = DocumentFactory(provider=provider)
    for table in ("providers_documentcontent", "providers_applicationanswer"):
        assert not seen(person, table)
    assert not seen(person, "providers_document"), document
    assert ApplicationAnswer.objects.count() == 0
