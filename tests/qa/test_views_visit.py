import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from providers.choices import ApprovalStatus, Grade
from providers.models import Approval
from qa import actions
from qa.choices import Outcome, VisitKind, VisitStatus
from qa.models import Visit
from tests.factories.accounts import member
from tests.factories.providers import ApprovalFactory, ProviderFactory, SiteFactory
from tests.factories.qa import (
    ActionFactory,
    FrameworkFactory,
    JudgementFactory,
    StandardFactory,
    VisitFactory,
    national_standards,
)

LIST = "/visits/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


def listed(response):
    return [visit.pk for visit in response.context["page"]]


# visit_list


def test_visit_list_shows_each_what_is_theirs(
    web, authority, provider, officer, school_lead, provider_lead
):
    draft = VisitFactory(authority=authority, provider=provider)
    published = VisitFactory(authority=authority, provider=provider, is_published=True)
    VisitFactory()
    theirs = VisitFactory(is_published=True)
    assert listed(web(officer).get(LIST)) == [theirs.pk, published.pk, draft.pk]
    assert listed(web(school_lead).get(LIST)) == [theirs.pk, published.pk]
    assert listed(web(provider_lead).get(LIST)) == [published.pk]


@pytest.mark.parametrize(
    "role",
    [Role.FINANCE_OFFICER, Role.SCHOOL_ATTENDANCE, Role.PROVIDER_STAFF, Role.FORUM_MEMBER],
)
def test_visit_pages_are_not_for_every_role(web, role):
    visit = VisitFactory(is_published=True)
    client = web(member(role))
    assert client.get(LIST).status_code == 403
    assert client.get(f"/visits/{visit.pk}/").status_code == 403


def test_visit_list_tells_an_authority_which_visits_are_due(web, authority, officer):
    def known(name, due_on, status=ApprovalStatus.APPROVED):
        provider = ProviderFactory(organisation__name=name)
        ApprovalFactory(
            authority=authority,
            provider=provider,
            status=status,
            qa_visited_on=due_on and due_on - dt.timedelta(days=365),
            qa_next_due_on=due_on,
        )

    known("Overdue", dt.date(2026, 11, 22))
    known("Soon", dt.date(2026, 12, 23))
    known("Later", dt.date(2026, 12, 24))
    known("Never visited", None)
    known("Suspended", dt.date(2026, 1, 1), ApprovalStatus.SUSPENDED)
    ApprovalFactory(qa_next_due_on=dt.date(2026, 1, 1))
    response = web(officer).get(LIST)
    due = [(each.provider.name, each.state, each.why) for each in response.context["due"]]
    assert due == [
        ("Never visited", "overdue", "new"),
        ("Overdue", "overdue", "cycle"),
        ("Soon", "due_soon", "cycle"),
    ]
    assert "3 providers to visit" in response.content.decode()


def test_visit_list_marks_the_current_visit_as_due_or_overdue(web, officer, provider, authority):
    ours = {"authority": authority, "provider": provider, "is_published": True}
    VisitFactory(**ours, visited_on=dt.date(2024, 1, 1), next_due_on=dt.date(2025, 1, 1))
    VisitFactory(**ours, visited_on=dt.date(2025, 1, 1), next_due_on=dt.date(2026, 1, 1))
    states = [visit.due_state for visit in web(officer).get(LIST).context["page"]]
    assert states == ["overdue", ""]


def test_visit_list_filters_by_provider_state_and_grade(web, officer, authority):
    drafted = VisitFactory(authority=authority)
    sound = VisitFactory(authority=authority, is_published=True, grade=Grade.SOUND)
    concern = VisitFactory(authority=authority, is_published=True, grade=Grade.CONCERN)
    client = web(officer)
    assert listed(client.get(f"{LIST}?provider={drafted.provider_id}")) == [drafted.pk]
    assert listed(client.get(f"{LIST}?status=published")) == [concern.pk, sound.pk]
    assert listed(client.get(f"{LIST}?grade=concern&grade=strong")) == [concern.pk]
    empty = client.get(f"{LIST}?grade=strong").content.decode()
    assert "No visit matches all of these filters" in empty
    assert "Remove filter" in empty


def test_visit_list_says_why_it_is_empty(web, officer, school_lead):
    assert "No visit is recorded yet" in web(officer).get(LIST).content.decode()
    assert "No visit is published yet" in web(school_lead).get(LIST).content.decode()


def test_visit_list_costs_the_same_for_three_as_for_one(web, officer, authority):
    def fill():
        provider = ProviderFactory()
        ApprovalFactory(authority=authority, provider=provider)
        VisitFactory(
            authority=authority,
            provider=provider,
            site=SiteFactory(provider=provider),
            is_published=True,
        )

    fill()
    client = web(officer)
    client.get(LIST)  # the first page of a session also writes the session
    with CaptureQueriesContext(connection) as one:
        assert len(listed(client.get(LIST))) == 1
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        assert len(listed(client.get(LIST))) == 3
    assert len(three) == len(one)


# visit_detail


def test_visit_detail_is_the_report(web, school_lead, authority, provider):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    first, second = visit.framework.standards.all()[:2]
    JudgementFactory(visit=visit, standard=first, evidence="The record was complete")
    JudgementFactory(visit=visit, standard=second, outcome=Outcome.NOT_YET_MET)
    ActionFactory(visit=visit, title="Mend the fence", due_on=dt.date(2026, 11, 1))
    page = web(school_lead).get(f"/visits/{visit.pk}/").content.decode()
    for text in (
        "Bridge Farm",
        "Full review, Monday 12 October 2026",
        "Sound",
        "12 Oct 2027",
        "A calm day",
        "The record was complete",
        "Not yet met",
        "Mend the fence",
        "Overdue",
        "In our own short words; not compared line by line",
    ):
        assert text in page
    assert "Add an action" not in page


def test_visit_detail_of_a_draft_is_not_there_for_others(
    web, stranger, authority, provider, school_lead, provider_lead, officer
):
    draft = VisitFactory(authority=authority, provider=provider)
    for user in (school_lead, provider_lead, stranger(Role.COMMISSIONER)):
        assert web(user).get(f"/visits/{draft.pk}/").status_code == 404
    assert "Go on recording" in web(officer).get(f"/visits/{draft.pk}/").content.decode()


def test_visit_detail_of_a_neighbour_offers_nothing_to_change(web, officer):
    theirs = VisitFactory(is_published=True)
    page = web(officer).get(f"/visits/{theirs.pk}/").content.decode()
    assert "Visit report" in page
    assert "Add an action" not in page


@pytest.mark.capability("F098")
def test_an_old_visit_reads_with_the_standards_of_its_day(web, officer, authority, provider):
    then = FrameworkFactory(name="Standards of 2024", in_force_from=dt.date(2024, 9, 1))
    standard = StandardFactory(framework=then, summary="As it was asked in 2024")
    old = VisitFactory(
        authority=authority,
        provider=provider,
        framework=then,
        visited_on=dt.date(2025, 1, 1),
        is_published=True,
    )
    JudgementFactory(visit=old, standard=standard, outcome=Outcome.PARTLY_MET)
    now = FrameworkFactory(name="Standards of 2026", in_force_from=dt.date(2026, 9, 1))
    StandardFactory(framework=now, summary="As it is asked in 2026")
    client = web(officer)
    begun = client.post(
        f"/visits/add/?provider={provider.pk}",
        {
            "kind": VisitKind.FULL,
            "visited_on_0": "20",
            "visited_on_1": "11",
            "visited_on_2": "2026",
            "framework": now.pk,
        },
    )
    new_page = client.get(begun.url).content.decode()
    assert "As it is asked in 2026" in new_page
    assert "As it was asked in 2024" not in new_page
    old_page = client.get(f"/visits/{old.pk}/").content.decode()
    assert "Standards of 2024 (September 2024)" in old_page
    assert "As it was asked in 2024" in old_page
    assert "Partly met" in old_page
    assert "2026" not in old_page.split("Judgements")[1].split("</table>")[0]


@pytest.mark.capability("F065")
def test_a_grade_has_a_history_and_shows_the_moment_it_is_signed_off(
    web, commissioner, officer, school_lead, authority, provider
):
    catalogue, entry = "/providers/", f"/providers/{provider.pk}/"
    VisitFactory(
        authority=authority,
        provider=provider,
        visited_on=dt.date(2025, 10, 1),
        is_published=True,
        grade=Grade.CONCERN,
        next_due_on=dt.date(2025, 11, 1),
    )
    visit = VisitFactory(
        authority=authority, provider=provider, lead=officer, status=VisitStatus.SUBMITTED
    )
    school = web(school_lead)
    assert "Not graded yet" in school.get(catalogue).content.decode()
    web(commissioner).post(f"/visits/{visit.pk}/sign-off/", {"grade": Grade.STRONG})
    row = school.get(catalogue).content.decode()
    assert "<dd><strong>Strong</strong></dd>" in row
    assert "<dd>12 Oct 2026</dd>" in row
    assert "<dd>12 Oct 2027</dd>" in row
    history = school.get(entry).content.decode().split("Published visits</h2>")[1]
    assert history.index("12 Oct 2026") < history.index("1 Oct 2025")
    for text in ("Strong", "12 Oct 2027", "Cause for concern", "1 Nov 2025"):
        assert text in history


# visit_add


def add(client, provider, **answers):
    answers = {
        "kind": VisitKind.SAFEGUARDING,
        "visited_on_0": "20",
        "visited_on_1": "11",
        "visited_on_2": "2026",
        "framework": national_standards().pk,
        **answers,
    }
    return client.post(f"/visits/add/?provider={provider.pk}", answers)


def test_visit_add_asks_for_the_provider_first(web, officer, provider):
    client = web(officer)
    page = client.get("/visits/add/").content.decode()
    assert "Which provider do you visit?" in page
    assert "What kind of visit is it?" not in page
    again = client.get("/visits/add/?provider=").content.decode()
    assert "Select the provider" in again


def test_visit_add_begins_a_draft(web, officer, provider, site):
    response = add(web(officer), provider, site=site.pk)
    visit = Visit.objects.get()
    assert response.url == f"/visits/{visit.pk}/record/"
    assert (visit.kind, visit.visited_on, visit.site, visit.lead_id, visit.authority) == (
        VisitKind.SAFEGUARDING,
        dt.date(2026, 11, 20),
        site,
        officer.pk,
        officer.organisation,
    )


def test_visit_add_keeps_what_was_typed_on_an_error(web, officer, provider):
    page = add(web(officer), provider, visited_on_0="31", kind="").content.decode()
    assert "<title>Error: Start a visit" in page
    assert "Select what kind of visit it is" in page
    assert "Date of the visit must be a real date" in page
    assert 'value="31"' in page
    assert Visit.objects.count() == 0


def test_visit_add_refuses_a_site_or_standards_of_others(web, officer, provider):
    elsewhere = add(web(officer), provider, site=SiteFactory().pk)
    assert "Select an option from the list" in elsewhere.content.decode()
    theirs = FrameworkFactory(authority=member(Role.OFFICER).organisation)
    other = add(web(officer), provider, framework=theirs.pk)
    assert "Select an option from the list" in other.content.decode()
    assert Visit.objects.count() == 0


def test_visit_add_refuses_standards_that_came_after_the_visit(web, officer, provider):
    page = add(web(officer), provider, visited_on_2="2024").content.decode()
    assert "These standards were not in force on the day of the visit." in page
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SCHOOL_ATTENDANCE, Role.PROVIDER_LEAD])
def test_visit_add_is_not_for_every_role(web, role, provider):
    assert add(web(member(role)), provider).status_code == 403
    assert Visit.objects.count() == 0


def test_visit_add_arranges_a_visit_on_a_day_to_come(web, officer, authority, provider):
    with_me = member(Role.OFFICER, authority, name="Cora Second")
    response = add(
        web(officer),
        provider,
        visited_on_0="24",
        starts_at="9:30",
        co_visitor=with_me.pk,
    )
    visit = Visit.objects.get()
    assert response.url == f"/visits/{visit.pk}/"
    assert (visit.visited_on, visit.starts_at) == (dt.date(2026, 11, 24), dt.time(9, 30))
    assert visit.co_visitor_id == with_me.pk
    page = web(officer).get(LIST).content.decode()
    assert "Arranged" in page
    report = web(officer).get(response.url).content.decode()
    assert "Owen Price and Cora Second, Elmshire" in report
    assert "09:30" in report


def test_visit_add_offers_colleagues_who_visit_and_nobody_else(web, officer, authority):
    provider = ProviderFactory()
    colleague = member(Role.COMMISSIONER, authority, name="Carol Reyes")
    member(Role.FINANCE_OFFICER, authority)
    member(Role.OFFICER)
    form = web(officer).get(f"/visits/add/?provider={provider.pk}").context["form"]
    assert [person.pk for person in form.fields["co_visitor"].queryset] == [colleague.pk]


def test_a_school_records_its_own_visit_and_publishes_it(
    web, school_lead, school, officer, provider, provider_lead, authority
):
    client = web(school_lead)
    response = client.post(
        f"/visits/add/?provider={provider.pk}",
        {
            "visited_on_0": "20",
            "visited_on_1": "11",
            "visited_on_2": "2026",
            "framework": national_standards().pk,
        },
    )
    visit = Visit.objects.get()
    assert (visit.kind, visit.school, visit.authority) == ("school", school, authority)
    assert response.url == f"/visits/{visit.pk}/record/"
    assert web(officer).get(f"/visits/{visit.pk}/").status_code == 404
    first = visit.framework.standards.first()
    client.post(
        response.url, {f"outcome_{first.pk}": "met", "summary": "Our pupils were busy", "do": "x"}
    )
    page = client.post(f"/visits/{visit.pk}/check/", follow=True).content.decode()
    assert "The visit is published." in page
    assert Approval.objects.get().qa_grade == ""
    for user in (officer, provider_lead, member(Role.COMMISSIONER)):
        seen = web(user).get(f"/visits/{visit.pk}/").content.decode()
        assert "Our pupils were busy" in seen
        assert school.name in seen


def test_the_catalogue_keeps_the_newer_grade_when_an_older_visit_is_signed_off_late(
    web, commissioner, officer, authority, provider
):
    for visited_on, grade in (
        (dt.date(2026, 10, 1), Grade.STRONG),
        (dt.date(2026, 3, 1), Grade.CONCERN),
    ):
        visit = VisitFactory(
            authority=authority,
            provider=provider,
            lead=officer,
            visited_on=visited_on,
            status=VisitStatus.SUBMITTED,
        )
        actions.sign_off_visit(by=commissioner, visit=visit, grade=grade)
    assert Approval.objects.get().qa_grade == Grade.STRONG
