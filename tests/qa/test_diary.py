import datetime as dt

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from providers.models import Approval
from qa.choices import VisitKind
from qa.diary import entries_for
from tests.factories.accounts import member
from tests.factories.qa import ActionFactory, VisitFactory

TODAY = dt.date(2026, 11, 23)


def titles(user):
    with database_scope(user.membership):
        return [entry.title for entry in entries_for(user, TODAY)]


@pytest.fixture(autouse=True)
def _known(provider, site):
    Approval.objects.update(
        qa_visited_on=dt.date(2026, 10, 1), qa_next_due_on=dt.date(2026, 12, 1), qa_grade="sound"
    )


def arranged(authority, provider, lead, **facts):
    facts = {"visited_on": dt.date(2026, 12, 2), **facts}
    return VisitFactory(authority=authority, provider=provider, lead=lead, **facts)


def test_an_officer_has_the_visits_they_make_and_what_is_due(officer, authority, provider, site):
    assert titles(officer) == ["Visit due: Bridge Farm"]
    colleague = member(Role.OFFICER, authority)
    arranged(authority, provider, officer, site=site, starts_at=dt.time(9, 30))
    arranged(authority, provider, colleague, co_visitor=officer, kind=VisitKind.FOCUSED)
    arranged(authority, provider, colleague)
    assert titles(officer) == ["Focused visit: Bridge Farm", "Full review: Bridge Farm"]
    assert len(titles(colleague)) == 2


def test_an_unannounced_visit_does_not_say_where(officer, authority, provider, site):
    site.street = "Mill Road"
    site.save()
    for kind in (VisitKind.UNANNOUNCED, VisitKind.FULL):
        arranged(authority, provider, officer, site=site, kind=kind)
    with database_scope(officer.membership):
        places = {entry.title: entry.place for entry in entries_for(officer, TODAY)}
    assert places == {"Unannounced visit: Bridge Farm": "", "Full review: Bridge Farm": "Mill Road"}


def test_a_provider_has_its_last_days_and_no_visit_beforehand(
    provider_lead, officer, authority, provider
):
    arranged(authority, provider, officer, kind=VisitKind.UNANNOUNCED)
    VisitFactory(
        authority=authority, provider=provider, status="submitted", reply_by=dt.date(2026, 12, 3)
    )
    published = VisitFactory(authority=authority, provider=provider, is_published=True)
    ActionFactory(visit=published)
    ActionFactory(visit=published, status="closed", closed_on=TODAY)
    assert titles(provider_lead) == [
        "Last day to reply to the visit of Elmshire",
        "To put right: Mend the fence",
    ]


def test_a_school_has_its_own_visits(school_lead, school, authority, provider, officer):
    arranged(authority, provider, officer)
    arranged(authority, provider, school_lead, school=school, kind=VisitKind.SCHOOL)
    assert titles(school_lead) == ["School’s own visit: Bridge Farm"]
