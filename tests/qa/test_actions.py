import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.notify.models import Message
from providers.choices import Grade
from providers.models import Approval
from qa import actions
from qa.choices import ActionStatus, Outcome, VisitKind, VisitStatus
from qa.models import Framework, Judgement, Visit
from tests.factories.accounts import AuthorityFactory, member
from tests.factories.providers import SiteFactory
from tests.factories.qa import (
    ActionFactory,
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
    national_standards,
)

VISITED = dt.date(2026, 10, 12)


def begin(by, provider, **facts):
    facts = {
        "authority": by.organisation,
        "framework": national_standards(),
        "kind": VisitKind.FULL,
        "visited_on": VISITED,
        **facts,
    }
    return actions.begin_visit(by=by, provider=provider, **facts)


def judged(visit, outcome=Outcome.MET, but=()):
    return {
        standard.pk: (outcome, f"Seen {standard.number}")
        for standard in visit.framework.standards.all()
        if standard.number not in but
    }


@pytest.fixture
def draft(officer, provider):
    return begin(officer, provider)


@pytest.fixture
def submitted(officer, draft):
    actions.save_judgements(by=officer, visit=draft, judgements=judged(draft), summary="Calm")
    return actions.submit_visit(by=officer, visit=draft)


def refused(verb, /, **arguments):
    with pytest.raises(NotAllowed) as caught:
        verb(**arguments)
    return str(caught.value)


def test_begin_visit_opens_a_draft_led_by_who_begins_it(officer, authority, provider, site):
    visit = begin(officer, provider, site=site)
    assert (visit.status, visit.lead_id, visit.authority, visit.site) == (
        VisitStatus.DRAFT,
        officer.pk,
        authority,
        site,
    )


def test_begin_visit_refuses_standards_that_came_later(officer, provider):
    why = refused(
        actions.begin_visit,
        by=officer,
        authority=officer.organisation,
        provider=provider,
        framework=FrameworkFactory(in_force_from=dt.date(2027, 1, 1)),
        kind=VisitKind.FULL,
        visited_on=VISITED,
    )
    assert why == "These standards were not in force on the day of the visit."


def test_begin_visit_refuses_what_is_anothers(officer, provider):
    for facts, sentence in (
        ({"framework": FrameworkFactory(authority=AuthorityFactory())}, "another authority's"),
        ({"site": SiteFactory()}, "another provider's"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            begin(officer, provider, **facts)
    assert Visit.objects.count() == 0


def test_save_judgements_keeps_a_note_without_an_outcome_and_the_last_word(officer, draft):
    first, second = draft.framework.standards.all()[:2]
    save = {"by": officer, "visit": draft}
    actions.save_judgements(
        **save, judgements={first.pk: ("", "Gate open"), second.pk: ("met", "")}, summary="Half"
    )
    actions.save_judgements(
        **save, judgements={first.pk: ("partly_met", "Gate mended")}, summary="Whole"
    )
    draft.refresh_from_db()
    assert draft.summary == "Whole"
    kept = draft.judgements.order_by("standard__position")
    assert [(j.standard_id, j.outcome, j.evidence) for j in kept] == [
        (first.pk, "partly_met", "Gate mended"),
        (second.pk, "met", ""),
    ]


def test_save_judgements_refuses_a_standard_of_other_standards(officer, draft):
    stray = StandardFactory()
    assert (
        refused(
            actions.save_judgements,
            by=officer,
            visit=draft,
            judgements={stray.pk: ("met", "")},
            summary="",
        )
        == "A judgement is on a standard of other standards than the visit's."
    )
    assert Judgement.objects.count() == 0


def test_save_judgements_refuses_once_submitted(officer, submitted):
    assert (
        refused(
            actions.save_judgements, by=officer, visit=submitted, judgements={}, summary="Other"
        )
        == "A visit that is “waiting for sign-off” cannot be changed."
    )


def test_submit_visit_names_the_standards_without_a_judgement(officer, draft):
    some = judged(draft, but=("2.3", "4.1"))
    missing = draft.framework.standards.get(number="2.3")
    some[missing.pk] = ("", "Ask for the certificate")
    actions.save_judgements(by=officer, visit=draft, judgements=some, summary="Calm")
    assert refused(actions.submit_visit, by=officer, visit=draft) == (
        "2 standards have no judgement yet: 2.3, 4.1."
    )
    assert Visit.objects.get().status == VisitStatus.DRAFT


def test_submit_visit_asks_for_the_summary(officer, draft):
    actions.save_judgements(by=officer, visit=draft, judgements=judged(draft), summary=" ")
    assert refused(actions.submit_visit, by=officer, visit=draft) == (
        "Write the summary: it is what schools read first."
    )


def test_return_visit_gives_the_draft_back_with_the_reason(commissioner, officer, submitted):
    actions.return_visit(by=commissioner, visit=submitted, reason="Say more on 2.3")
    assert (submitted.status, submitted.returned_reason) == (VisitStatus.DRAFT, "Say more on 2.3")
    actions.submit_visit(by=officer, visit=submitted)
    assert (submitted.status, submitted.returned_reason) == (VisitStatus.SUBMITTED, "")


def test_return_visit_needs_a_reason_and_a_submitted_visit(commissioner, draft, officer):
    assert refused(actions.return_visit, by=commissioner, visit=draft, reason="More") == (
        "A visit that is “draft” cannot be sent back."
    )
    visit = VisitFactory(status=VisitStatus.SUBMITTED)
    assert refused(actions.return_visit, by=commissioner, visit=visit, reason=" ") == (
        "Say what the lead must change."
    )


def test_sign_off_visit_publishes_and_the_catalogue_follows(commissioner, submitted, provider):
    actions.sign_off_visit(by=commissioner, visit=submitted, grade=Grade.DEVELOPING)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.grade, submitted.signed_off_by_id) == (
        VisitStatus.PUBLISHED,
        Grade.DEVELOPING,
        commissioner.pk,
    )
    approval = Approval.objects.get()
    assert (approval.qa_grade, approval.qa_visited_on, approval.qa_next_due_on) == (
        Grade.DEVELOPING,
        VISITED,
        dt.date(2027, 4, 12),
    )


def test_sign_off_visit_takes_a_date_of_ones_own(commissioner, submitted):
    sooner = dt.date(2026, 12, 1)
    actions.sign_off_visit(by=commissioner, visit=submitted, grade=Grade.SOUND, next_due_on=sooner)
    assert Approval.objects.get().qa_next_due_on == sooner


def test_sign_off_visit_is_not_for_its_own_lead(commissioner, provider):
    visit = begin(commissioner, provider)
    actions.save_judgements(by=commissioner, visit=visit, judgements=judged(visit), summary="Calm")
    actions.submit_visit(by=commissioner, visit=visit)
    assert (
        refused(actions.sign_off_visit, by=commissioner, visit=visit, grade=Grade.STRONG)
        == "You led this visit: somebody else must sign it off."
    )
    assert Approval.objects.get().qa_grade == ""


def test_sign_off_visit_works_with_the_rights_of_a_commissioner(commissioner, submitted):
    with database_scope(commissioner.membership):
        actions.sign_off_visit(by=commissioner, visit=submitted, grade=Grade.SOUND)
    assert Visit.objects.get().status == VisitStatus.PUBLISHED


def test_visit_is_told_to_the_audit_step_by_step(commissioner, submitted):
    actions.sign_off_visit(by=commissioner, visit=submitted, grade=Grade.SOUND)
    events = Event.objects.filter(table_name="qa_visit").order_by("pk")
    assert [e.action for e in events] == [
        "visit_begun",
        "judgements_saved",
        "visit_submitted",
        "visit_signed_off",
    ]


def test_add_action_refuses_a_date_before_the_visit(officer, draft):
    assert (
        refused(
            actions.add_action,
            by=officer,
            visit=draft,
            title="Mend the fence",
            due_on=dt.date(2026, 10, 11),
        )
        == "An action cannot be due before the visit that found it."
    )
    action = actions.add_action(
        by=officer, visit=draft, title="Mend the fence", owner="Head", due_on=VISITED
    )
    assert (action.provider, action.owner, action.status) == (draft.provider, "Head", "open")


def test_close_action_once_and_not_before_the_visit(officer):
    action = ActionFactory()
    assert (
        refused(actions.close_action, by=officer, action=action, closed_on=dt.date(2026, 10, 1))
        == "An action cannot be closed before the visit that found it."
    )
    actions.close_action(by=officer, action=action, closed_on=dt.date(2026, 11, 2))
    assert (action.status, action.closed_on) == (ActionStatus.CLOSED, dt.date(2026, 11, 2))
    assert (
        refused(actions.close_action, by=officer, action=action, closed_on=dt.date(2026, 11, 3))
        == "This action is closed already."
    )


def test_judgements_of_two_visits_stay_apart(officer, provider):
    theirs = JudgementFactory(visit=VisitFactory(), standard=national_standards().standards.first())
    visit = begin(officer, provider)
    actions.save_judgements(
        by=officer, visit=visit, judgements=judged(visit, Outcome.NOT_YET_MET), summary=""
    )
    theirs.refresh_from_db()
    assert theirs.outcome == Outcome.MET


def test_an_officer_of_another_authority_cannot_save(draft):
    other = member(Role.OFFICER)
    with database_scope(other.membership):
        assert Visit.objects.count() == 0


def test_submit_visit_tells_the_leads_of_the_provider_until_when_they_may_reply(
    officer, draft, provider_lead
):
    actions.save_judgements(by=officer, visit=draft, judgements=judged(draft), summary="Calm")
    with time_machine.travel(dt.datetime(2026, 10, 13, 9, 0, tzinfo=dt.UTC), tick=False):
        with database_scope(officer.membership):
            actions.submit_visit(by=officer, visit=draft, reply_by=dt.date(2026, 10, 23))
    message = Message.objects.get()
    assert (message.to, message.person_id) == (provider_lead.email, provider_lead.pk)
    assert "until 23 October 2026" in message.body
    assert f"/visits/{draft.pk}/" in message.body


def test_submit_visit_refuses_a_visit_to_come_and_a_last_day_that_is_over(officer, provider):
    with time_machine.travel(dt.datetime(2026, 10, 11, 9, 0, tzinfo=dt.UTC), tick=False):
        visit = begin(officer, provider)
        actions.save_judgements(by=officer, visit=visit, judgements=judged(visit), summary="Calm")
        assert refused(actions.submit_visit, by=officer, visit=visit) == (
            "The day of the visit is still to come."
        )
    with time_machine.travel(dt.datetime(2026, 10, 13, 9, 0, tzinfo=dt.UTC), tick=False):
        late = refused(
            actions.submit_visit, by=officer, visit=visit, reply_by=dt.date(2026, 10, 12)
        )
    assert late == "The last day to reply must be today or later."


def test_begin_visit_refuses_an_example_and_a_second_who_is_the_first(officer, provider):
    example = Framework.objects.filter(kind="example").first()
    with pytest.raises(NotAllowed, match="only an example"):
        begin(officer, provider, framework=example)
    with pytest.raises(NotAllowed, match="choose somebody else to come with you"):
        begin(officer, provider, co_visitor=officer)


@pytest.mark.parametrize(
    ("kind", "made_by"), [("school", ""), ("other_authority", ""), ("full", "Northtown")]
)
def test_begin_visit_refuses_a_kind_that_is_not_theirs(officer, provider, kind, made_by):
    with pytest.raises(NotAllowed):
        begin(officer, provider, kind=kind, made_by=made_by)
    assert Visit.objects.count() == 0


def test_sign_off_visit_is_not_for_its_second_visitor(commissioner, officer, provider):
    visit = begin(officer, provider, co_visitor=commissioner)
    actions.save_judgements(by=officer, visit=visit, judgements=judged(visit), summary="Calm")
    actions.submit_visit(by=officer, visit=visit)
    assert refused(actions.sign_off_visit, by=commissioner, visit=visit, grade=Grade.SOUND) == (
        "You made this visit with its lead: somebody else must sign it off."
    )


def test_publish_school_visit_is_for_schools(officer, draft):
    assert refused(actions.publish_school_visit, by=officer, visit=draft) == (
        "Somebody else signs off the visit of an LA."
    )


def test_reopen_action_needs_an_answer_and_a_reason(officer):
    action = ActionFactory()
    assert refused(actions.reopen_action, by=officer, action=action, reason="More") == (
        "Only an action that the provider has answered can be given back."
    )
    action.status = ActionStatus.ANSWERED
    assert refused(actions.reopen_action, by=officer, action=action, reason=" ") == (
        "Say what is still missing."
    )


def test_copy_framework_refuses_another_authoritys(commissioner):
    theirs = FrameworkFactory(authority=AuthorityFactory())
    assert (
        refused(
            actions.copy_framework,
            by=commissioner,
            authority=commissioner.organisation,
            framework=theirs,
            name="Ours",
        )
        == "These standards are another authority's."
    )
