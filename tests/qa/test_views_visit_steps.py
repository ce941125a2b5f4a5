import datetime as dt

import pytest
import time_machine

from apcommission.accounts.choices import Role
from providers.choices import Grade
from providers.models import Approval
from qa.choices import Outcome, VisitStatus
from qa.models import Visit
from tests.factories.accounts import member
from tests.factories.qa import JudgementFactory, VisitFactory


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC), tick=False):
        yield


LAST_DAY = {"reply_by_0": "3", "reply_by_1": "12", "reply_by_2": "2026"}


@pytest.fixture
def draft(authority, provider, officer):
    return VisitFactory(authority=authority, provider=provider, lead=officer)


@pytest.fixture
def submitted(authority, provider, officer):
    return VisitFactory(
        authority=authority,
        provider=provider,
        lead=officer,
        status=VisitStatus.SUBMITTED,
        summary="Calm",
    )


def page_of(visit, step):
    return f"/visits/{visit.pk}/{step}/"


def answers(visit, outcome=Outcome.MET, **extra):
    given = {"summary": "Calm", "do": "check"}
    for standard in visit.framework.standards.all():
        given[f"outcome_{standard.pk}"] = outcome
        given[f"evidence_{standard.pk}"] = f"Seen {standard.number}"
    return {**given, **extra}


# visit_record


def test_visit_record_shows_every_standard_with_what_the_last_visit_found(
    web, officer, draft, provider
):
    before = VisitFactory(provider=provider, visited_on=dt.date(2025, 10, 1), is_published=True)
    standard = draft.framework.standards.get(number="2.3")
    JudgementFactory(
        visit=before, standard=standard, outcome=Outcome.NOT_YET_MET, evidence="No kit"
    )
    page = web(officer).get(page_of(draft, "record")).content.decode()
    assert page.count('class="visit-standard"') == 21
    assert page.count("<fieldset") == 21
    assert "On 1 Oct 2025" in page
    assert page.count("Not judged on 1 Oct 2025") == 20
    assert "No kit" in page
    for area in ("Safeguarding and wellbeing", "Health and safety", "Quality of education"):
        assert f">{area}</h2>" in page


def test_visit_record_saves_a_half_filled_draft_at_any_time(web, officer, draft):
    first, second = draft.framework.standards.all()[:2]
    response = web(officer).post(
        page_of(draft, "record"),
        {
            f"outcome_{first.pk}": "met",
            f"evidence_{second.pk}": "Ask for the list",
            "summary": "",
            "do": "area-2",
        },
        follow=True,
    )
    assert response.redirect_chain == [(page_of(draft, "record") + "#area-2", 302)]
    page = response.content.decode()
    assert "Draft saved at 09:05." in page
    assert "Ask for the list" in page
    kept = draft.judgements.order_by("standard__position")
    assert [(j.outcome, j.evidence) for j in kept] == [("met", ""), ("", "Ask for the list")]


def test_visit_record_lets_an_answer_be_emptied(web, officer, draft):
    first = draft.framework.standards.first()
    client = web(officer)
    client.post(page_of(draft, "record"), {f"evidence_{first.pk}": "Wrong", "do": "save"})
    client.post(page_of(draft, "record"), {f"evidence_{first.pk}": "", "do": "save"})
    assert draft.judgements.get().evidence == ""


def test_visit_record_keeps_everything_typed_on_an_error(web, officer, draft):
    first, second = draft.framework.standards.all()[:2]
    page = (
        web(officer)
        .post(
            page_of(draft, "record"),
            {
                f"outcome_{first.pk}": "partly_met",
                f"evidence_{first.pk}": "x" * 4001,
                f"evidence_{second.pk}": "Ask for the list",
                "summary": "Half way",
            },
        )
        .content.decode()
    )
    assert "<title>Error: Record the visit" in page
    assert "Evidence for 1.1 must be 4000 characters or fewer" in page
    for typed in ("x" * 4001, "Ask for the list", "Half way"):
        assert typed in page
    assert 'value="partly_met" checked' in page
    assert draft.judgements.count() == 0


def test_visit_record_of_a_submitted_visit_leads_to_its_report(web, officer, submitted):
    response = web(officer).post(page_of(submitted, "record"), answers(submitted))
    assert response.url == f"/visits/{submitted.pk}/"
    assert submitted.judgements.count() == 0


@pytest.mark.parametrize("step", ["record", "check", "sign-off", "send-back"])
def test_steps_of_another_authoritys_visit_are_not_there(web, stranger, step, authority, provider):
    published = VisitFactory(authority=authority, provider=provider, is_published=True)
    draft = VisitFactory(authority=authority, provider=provider)
    client = web(stranger(Role.COMMISSIONER))
    for visit in (draft, published):
        assert client.get(page_of(visit, step)).status_code == 404
        assert client.post(page_of(visit, step), {"grade": "strong"}).status_code == 404


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.FINANCE_OFFICER])
@pytest.mark.parametrize("step", ["record", "check", "sign-off", "send-back"])
def test_steps_are_not_for_every_role(web, role, step, draft):
    assert web(member(role)).get(page_of(draft, step)).status_code == 403


def test_a_school_has_no_part_in_the_visit_of_an_authority(web, school_lead, draft):
    client = web(school_lead)
    for step, answer in (("record", 404), ("check", 404), ("sign-off", 403), ("send-back", 403)):
        assert client.get(page_of(draft, step)).status_code == answer


# visit_check


def test_visit_check_names_what_is_missing_and_sends_nothing(web, officer, draft):
    client = web(officer)
    url = page_of(draft, "check")
    assert "21 standards have no judgement yet" in client.get(url).content.decode()
    page = client.post(url, LAST_DAY).content.decode()
    assert "The visit was not sent" in page
    assert "21 standards have no judgement yet: 1.1, 1.2," in page
    assert Visit.objects.get().status == VisitStatus.DRAFT


def test_visit_check_sends_a_complete_visit(web, officer, draft):
    client = web(officer)
    response = client.post(page_of(draft, "record"), answers(draft))
    assert response.url == page_of(draft, "check") + "?saved=yes"
    page = client.get(response.url).content.decode()
    assert "Seen 4.5" in page
    assert "no judgement yet" not in page
    assert client.post(page_of(draft, "check"), LAST_DAY).url == f"/visits/{draft.pk}/"
    visit = Visit.objects.get()
    assert (visit.status, visit.reply_by) == (VisitStatus.SUBMITTED, dt.date(2026, 12, 3))


def test_visit_check_proposes_ten_days_to_reply(web, officer, draft):
    form = web(officer).get(page_of(draft, "check")).context["form"]
    assert form["reply_by"].value() == dt.date(2026, 12, 3)


# visit_sign_off


def test_visit_sign_off_publishes_and_the_catalogue_follows(web, commissioner, submitted):
    response = web(commissioner).post(
        page_of(submitted, "sign-off"), {"grade": Grade.DEVELOPING}, follow=True
    )
    page = response.content.decode()
    assert "is graded “Developing” and is to be visited again by 12 April 2027." in page
    approval = Approval.objects.get()
    assert (approval.qa_grade, approval.qa_next_due_on) == (
        Grade.DEVELOPING,
        dt.date(2027, 4, 12),
    )


def test_visit_sign_off_keeps_what_was_typed_on_an_error(web, commissioner, submitted):
    date = {"next_due_on_0": "12", "next_due_on_1": "10", "next_due_on_2": "2026"}
    page = (
        web(commissioner)
        .post(page_of(submitted, "sign-off"), {"grade": Grade.SOUND, **date})
        .content.decode()
    )
    assert "<title>Error: Sign off the visit" in page
    assert "The next visit must be due after this one." in page
    assert 'value="sound" checked' in page
    missing = web(commissioner).post(page_of(submitted, "sign-off"), {"grade": ""}).content.decode()
    assert "Select the grade" in missing
    assert Visit.objects.get().status == VisitStatus.SUBMITTED


def test_visit_sign_off_is_not_for_its_own_lead(web, commissioner, authority, provider):
    visit = VisitFactory(
        authority=authority, provider=provider, lead=commissioner, status=VisitStatus.SUBMITTED
    )
    client = web(commissioner)
    assert "Sign off and publish" not in client.get(page_of(visit, "sign-off")).content.decode()
    page = client.post(page_of(visit, "sign-off"), {"grade": Grade.STRONG}).content.decode()
    assert "You led this visit: somebody else must sign it off." in page
    assert Visit.objects.get().status == VisitStatus.SUBMITTED
    report = client.get(f"/visits/{visit.pk}/").content.decode()
    assert "It waits for somebody else at Elmshire" in report


def test_visit_sign_off_is_not_an_officers(web, authority, submitted):
    other = member(Role.OFFICER, authority)
    response = web(other).post(page_of(submitted, "sign-off"), {"grade": Grade.STRONG})
    assert response.status_code == 403


def test_visit_sign_off_of_a_draft_leads_to_its_report(web, commissioner, draft):
    response = web(commissioner).post(page_of(draft, "sign-off"), {"grade": Grade.STRONG})
    assert response.url == f"/visits/{draft.pk}/"
    assert Visit.objects.get().status == VisitStatus.DRAFT


# visit_return


def test_visit_return_gives_the_draft_back_with_the_reason(web, commissioner, officer, submitted):
    web(commissioner).post(page_of(submitted, "send-back"), {"reason": "Say more on 2.3"})
    assert Visit.objects.get().status == VisitStatus.DRAFT
    page = web(officer).get(page_of(submitted, "record")).content.decode()
    assert "Sent back for a change" in page
    assert "Say more on 2.3" in page


def test_visit_return_asks_for_the_reason(web, commissioner, submitted):
    page = web(commissioner).post(page_of(submitted, "send-back"), {"reason": ""})
    assert "Answer “What must the lead change?”" in page.content.decode()
    assert Visit.objects.get().status == VisitStatus.SUBMITTED
