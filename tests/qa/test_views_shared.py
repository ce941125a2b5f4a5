"""What a visit is to others than its own authority: the provider that replies, the neighbour that
relies on it, the list in which all of them stand."""

import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from providers.models import Approval
from qa.choices import Outcome, VisitKind, VisitStatus
from qa.models import Visit, VisitAcceptance
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory
from tests.factories.qa import (
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
    national_standards,
)

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def with_provider(authority, provider, officer):
    """Submitted; the provider may reply until 3 December."""
    return VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        status=VisitStatus.SUBMITTED,
        summary="Calm",
        reply_by=dt.date(2026, 12, 3),
        submitted_at=dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC),
    )


def on(day, hour=9):
    return time_machine.travel(dt.datetime(2026, 12, day, hour, tzinfo=dt.UTC), tick=False)


def test_the_provider_replies_and_then_it_can_be_signed_off(
    web, provider_lead, commissioner, school_lead, with_provider
):
    visit, lead, signer = with_provider, web(provider_lead), web(commissioner)
    address = f"/visits/{visit.pk}/"
    waits = signer.get(f"{address}sign-off/").content.decode()
    assert "The provider may reply until Thursday 3 December 2026" in waits
    early = signer.post(f"{address}sign-off/", {"grade": "sound"}).content.decode()
    assert "The provider may reply until 3 December 2026." in early
    assert "You may reply to this report until" in lead.get(address).content.decode()
    assert web(school_lead).get(address).status_code == 404
    lead.post(f"{address}reply/", {"reply": "The fence is mended"})
    lead.post(f"{address}reply/", {"reply": "The fence and the gate are mended"})
    assert "The fence and the gate are mended" in signer.get(f"{address}sign-off/").content.decode()
    signer.post(f"{address}sign-off/", {"grade": "sound"})
    published = web(school_lead).get(address).content.decode()
    assert "The fence and the gate are mended" in published
    assert "Pat Lowe, 23 Nov 2026" in published


def test_without_a_reply_it_is_signed_off_the_day_after_the_last(web, commissioner, with_provider):
    address = f"/visits/{with_provider.pk}/sign-off/"
    with on(3):
        assert web(commissioner).post(address, {"grade": "sound"}).status_code == 200
    with on(4):
        assert web(commissioner).post(address, {"grade": "sound"}).status_code == 302


def test_a_reply_after_its_time_or_without_words_is_not_taken(web, provider_lead, with_provider):
    address = f"/visits/{with_provider.pk}/reply/"
    empty = web(provider_lead).post(address, {"reply": " "}).content.decode()
    assert "Answer “What do you want to add?”" in empty
    with on(4):
        late = web(provider_lead).post(address, {"reply": "Late"}, follow=True).content.decode()
    assert "The time to reply to this visit is over." in late
    with_provider.refresh_from_db()
    assert with_provider.reply == ""


def test_nobody_else_replies(web, officer, school_lead, stranger, with_provider):
    address = f"/visits/{with_provider.pk}/reply/"
    assert web(officer).get(address).status_code == 403
    assert web(school_lead).get(address).status_code == 403
    assert web(stranger(Role.PROVIDER_LEAD)).get(address).status_code == 404


def test_sent_back_to_its_lead_the_provider_no_longer_reads_it(
    web, commissioner, provider_lead, with_provider
):
    address = f"/visits/{with_provider.pk}/"
    web(commissioner).post(f"{address}send-back/", {"reason": "Say more"})
    assert web(provider_lead).get(address).status_code == 404


# the neighbour


@pytest.fixture
def neighbour(provider, other_authority):
    ApprovalFactory(authority=other_authority, provider=provider)
    return member(Role.COMMISSIONER, other_authority, name="Nia Next")


@pytest.mark.capability("F149")
def test_several_neighbours_read_one_visit_and_accept_it(
    web, neighbour, officer, provider, provider_lead, authority
):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    third = member(Role.COMMISSIONER)
    ApprovalFactory(authority=third.organisation, provider=provider)
    address = f"/visits/{visit.pk}/"
    for user in (neighbour, third):
        client = web(user)
        assert "Accept this visit instead of our own" in client.get(address).content.decode()
        told = client.post(f"{address}accept/", follow=True).content.decode()
        assert "Accepted: your catalogue shows the grade of Elmshire’s visit." in told
        approval = Approval.objects.get(authority=user.organisation)
        assert (approval.qa_grade, approval.qa_visited_on, approval.qa_next_due_on) == (
            "sound",
            dt.date(2026, 10, 12),
            dt.date(2027, 10, 12),
        )
    for user in (officer, provider_lead):
        page = web(user).get(address).content.decode()
        assert page.count("Accepted by</dt>") == 2
        assert "Oakborough, 23 Nov 2026" in page


def test_a_visit_is_accepted_once_and_never_ones_own(web, neighbour, commissioner, provider):
    visit = VisitFactory(authority=commissioner.organisation, provider=provider, is_published=True)
    address = f"/visits/{visit.pk}/"
    own = web(commissioner).post(f"{address}accept/", follow=True).content.decode()
    assert "This visit is your own." in own
    client = web(neighbour)
    client.post(f"{address}accept/")
    again = client.post(f"{address}accept/", follow=True).content.decode()
    assert "You have accepted this visit already." in again
    assert VisitAcceptance.objects.count() == 1


def test_a_schools_visit_is_not_accepted(web, neighbour, school, school_lead, provider):
    visit = VisitFactory(
        authority=school.authority,
        school=school,
        provider=provider,
        kind=VisitKind.SCHOOL,
        is_published=True,
        lead=school_lead,
        signed_off_by=school_lead,
    )
    told = web(neighbour).post(f"/visits/{visit.pk}/accept/", follow=True).content.decode()
    assert "Only the published visit of an LA can be accepted." in told


# one list


@pytest.mark.capability("F037")
def test_visits_of_the_la_of_schools_and_of_other_las_stand_in_one_list(
    web, officer, school_lead, provider_lead, school, authority, other_authority, provider
):
    published = {"provider": provider, "is_published": True}
    ours = VisitFactory(**published, authority=authority, visited_on=dt.date(2026, 11, 1))
    theirs = VisitFactory(**published, authority=other_authority, visited_on=dt.date(2026, 10, 1))
    schools = VisitFactory(
        **published,
        authority=authority,
        school=school,
        kind=VisitKind.SCHOOL,
        visited_on=dt.date(2026, 9, 1),
        lead=school_lead,
        signed_off_by=school_lead,
    )
    outside = VisitFactory(
        **published,
        authority=authority,
        kind=VisitKind.OTHER_AUTHORITY,
        made_by="Northtown Council",
        visited_on=dt.date(2026, 8, 1),
    )
    VisitFactory(is_published=True)
    for user in (officer, school_lead, provider_lead):
        listed = web(user).get(f"/visits/?provider={provider.pk}").context["page"]
        assert [visit.pk for visit in listed] == [ours.pk, theirs.pk, schools.pk, outside.pk]
        page = web(user).get(f"/providers/{provider.pk}/").content.decode()
        record = page.split("Published visits</h2>")[1]
        names = ["Elmshire", "Oakborough", "Hillside School", "Northtown Council"]
        places = [record.index(name) for name in names]
        assert places == sorted(places)


# what a visit is


@pytest.mark.capability("F096")
@pytest.mark.parametrize("kind", ["full", "focused", "safeguarding", "desk_top", "unannounced"])
def test_each_type_of_visit_has_a_lead_and_a_second(web, officer, authority, provider, kind):
    second = member(Role.OFFICER, authority, name="Cora Second")
    web(officer).post(
        f"/visits/add/?provider={provider.pk}",
        {
            "kind": kind,
            "visited_on_0": "20",
            "visited_on_1": "11",
            "visited_on_2": "2026",
            "framework": national_standards().pk,
            "co_visitor": second.pk,
        },
    )
    visit = Visit.objects.get()
    assert (visit.kind, visit.lead_id, visit.co_visitor_id) == (kind, officer.pk, second.pk)
    page = web(second).get(f"/visits/{visit.pk}/").content.decode()
    assert visit.get_kind_display() in page
    assert "Owen Price and Cora Second" in page


@pytest.mark.capability("F035")
def test_a_report_is_written_on_standards_that_an_authority_may_make_its_own(
    web, officer, authority, provider
):
    """The DfE's 21 stand ready; that an authority copies and edits: test_views_framework.py."""
    own = FrameworkFactory(authority=authority, name="Elmshire standards")
    StandardFactory(framework=own, number="X1", summary="Boats are moored")
    assert national_standards().standards.count() == 21
    client = web(officer)
    for framework, outcomes in ((own, ["met"]), (national_standards(), list(FOUR_TIMES))):
        standards = list(framework.standards.all())
        visit = VisitFactory(
            authority=authority, provider=provider, lead=officer, framework=framework
        )
        answers = {"summary": "Calm", "do": "check"}
        for standard, outcome in zip(standards, outcomes, strict=True):
            answers[f"outcome_{standard.pk}"] = outcome
            answers[f"evidence_{standard.pk}"] = f"Evidence on {standard.number}"
        client.post(f"/visits/{visit.pk}/record/", answers)
        page = client.get(f"/visits/{visit.pk}/").content.decode()
        assert page.count("Evidence on ") == len(standards)
    for word in ("Met", "Partly met", "Not yet met", "Not applicable"):
        assert f"{word}</strong>" in page


FOUR_TIMES = ["met", "partly_met", "not_yet_met", "not_applicable"] * 5 + ["met"]


def test_a_focused_visit_is_sent_with_what_it_looked_at(web, officer, authority, provider):
    visit = VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        kind=VisitKind.FOCUSED,
        summary="Fire safety only",
    )
    JudgementFactory(
        visit=visit, standard=visit.framework.standards.get(number="2.3"), outcome=Outcome.MET
    )
    page = web(officer).get(f"/visits/{visit.pk}/check/").content.decode()
    assert "no judgement yet" not in page
    last = {"reply_by_0": "3", "reply_by_1": "12", "reply_by_2": "2026"}
    web(officer).post(f"/visits/{visit.pk}/check/", last)
    visit.refresh_from_db()
    assert visit.status == VisitStatus.SUBMITTED
