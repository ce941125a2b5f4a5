import datetime as dt

import pytest

from apcommission.accounts.scope import system_scope
from apcommission.flags.engine import Outcome, run
from apcommission.flags.models import Flag
from apcommission.jobs.timetable import job_named
from providers.models import Approval
from qa.flags import ACTION_OVERDUE, VISIT_DUE, VISIT_OVERDUE
from tests.factories.flags import ThresholdFactory
from tests.factories.qa import ActionFactory, VisitFactory

TODAY = dt.date(2026, 11, 23)


def night(on=TODAY):
    return dt.datetime.combine(on, dt.time(2, 0), tzinfo=dt.UTC)


def judge(rule, on=TODAY):
    with system_scope("nightly"):
        return run(rule, now=night(on), by="nightly")


@pytest.fixture
def approval(provider):
    approval = Approval.objects.get()
    approval.qa_grade = "sound"
    approval.qa_visited_on = dt.date(2025, 11, 23)
    approval.qa_next_due_on = TODAY
    approval.save()
    return approval


@pytest.mark.capability("F034")
def test_the_job_flags_a_visit_that_is_due_and_then_overdue(web, officer, authority, approval):
    """That the cycle is annual, or sooner by risk: test_cycle.py and test_rules.py."""
    job = job_named("visits")
    with system_scope("visits"):
        assert job.do(now=night(), by="visits") == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.rule, flag.due_on, flag.authority) == ("visit_due", TODAY, authority)
    with system_scope("visits"):
        job.do(now=night(TODAY + dt.timedelta(days=1)), by="visits")
    flag = Flag.objects.open().get()
    assert (flag.rule, flag.subject_id) == ("visit_overdue", approval.provider_id)
    assert (flag.for_authority, flag.for_school, flag.for_provider) == (True, False, False)
    page = web(officer).get("/flags/").content.decode()
    assert "Visit overdue" in page
    assert "Bridge Farm was to be visited by 23 Nov 2026: the cycle for its grade" in page
    assert f"/visits/add/?provider={approval.provider_id}" in page
    approval.qa_visited_on, approval.qa_next_due_on = TODAY, dt.date(2027, 11, 23)
    approval.save()
    with system_scope("visits"):
        job.do(now=night(TODAY + dt.timedelta(days=2)), by="visits")
    assert Flag.objects.open().count() == 0


def test_a_visit_is_due_as_many_days_before_as_the_authority_says(authority, approval):
    approval.qa_next_due_on = TODAY + dt.timedelta(days=31)
    approval.save()
    assert judge(VISIT_DUE) == Outcome()
    ThresholdFactory(authority=authority, rule="visit_overdue", name="soon_days", value="31")
    assert judge(VISIT_DUE) == Outcome(looked_at=1, raised=1)
    assert judge(VISIT_OVERDUE) == Outcome()


@pytest.fixture
def action(authority, provider):
    visit = VisitFactory(authority=authority, provider=provider, is_published=True)
    return ActionFactory(visit=visit, due_on=TODAY)


def test_an_action_is_overdue_the_day_after_its_day(web, officer, provider_lead, action):
    assert judge(ACTION_OVERDUE) == Outcome()
    assert judge(ACTION_OVERDUE, TODAY + dt.timedelta(days=1)) == Outcome(looked_at=1, raised=1)
    flag = Flag.objects.get()
    assert (flag.part, flag.for_authority, flag.for_provider, flag.for_school) == (
        f"action {action.pk}",
        True,
        True,
        False,
    )
    for user in (officer, provider_lead):
        page = web(user).get("/flags/").content.decode()
        assert "“Mend the fence” was to be put right by 23 Nov 2026" in page
        assert f"/visits/{action.visit_id}/#actions" in page


@pytest.mark.parametrize(
    "facts",
    [{"status": "answered"}, {"status": "closed", "closed_on": TODAY}],
    ids=["answered", "closed"],
)
def test_an_action_that_is_answered_or_closed_is_not_overdue(action, facts):
    for name, value in facts.items():
        setattr(action, name, value)
    action.save()
    assert judge(ACTION_OVERDUE, TODAY + dt.timedelta(days=9)) == Outcome()


def test_an_action_of_a_visit_not_published_yet_is_not_overdue(authority, provider):
    ActionFactory(visit=VisitFactory(authority=authority, provider=provider), due_on=TODAY)
    assert judge(ACTION_OVERDUE, TODAY + dt.timedelta(days=9)) == Outcome()
