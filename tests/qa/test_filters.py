import datetime as dt

import pytest
from django.http import QueryDict

from providers.choices import Grade
from qa.choices import VisitStatus
from qa.filters import VisitFilter
from qa.models import Visit
from tests.factories.providers import ProviderFactory
from tests.factories.qa import VisitFactory


@pytest.fixture
def filtered():
    def filtered(user, query=""):
        visits = Visit.objects.visible_to(user)
        return VisitFilter(QueryDict(query), queryset=visits, user=user)

    return filtered


def test_visits_come_newest_first(filtered, officer, authority):
    old = VisitFactory(authority=authority, visited_on=dt.date(2025, 1, 1))
    new = VisitFactory(authority=authority, visited_on=dt.date(2026, 1, 1))
    assert list(filtered(officer).qs) == [new, old]


def test_filters_by_state_and_grade(filtered, officer, authority):
    draft = VisitFactory(authority=authority)
    waiting = VisitFactory(authority=authority, status=VisitStatus.SUBMITTED)
    strong = VisitFactory(authority=authority, is_published=True, grade=Grade.STRONG)
    assert list(filtered(officer, "status=draft&status=submitted").qs) == [waiting, draft]
    assert list(filtered(officer, "grade=strong").qs) == [strong]
    assert filtered(officer, "grade=strong").is_asked is True
    assert list(filtered(officer, f"provider={draft.provider_id}").qs) == [draft]


def test_only_providers_with_a_visit_one_may_see_are_offered(filtered, officer, school_lead):
    ours = VisitFactory(authority=officer.organisation)
    shared = VisitFactory(is_published=True)
    VisitFactory()
    ProviderFactory()
    offered = filtered(officer).form.fields["provider"].queryset
    assert set(offered) == {ours.provider, shared.provider}
    offered = filtered(school_lead).form.fields["provider"].queryset
    assert set(offered) == {shared.provider}


def test_a_school_is_not_asked_for_the_state(filtered, school_lead):
    published = VisitFactory(is_published=True)
    asked = filtered(school_lead, "status=draft")
    assert list(asked.form.fields) == ["provider", "grade"]
    assert list(asked.qs) == [published]


def test_a_provider_that_is_not_offered_filters_nothing_and_is_said(filtered, officer):
    visit = VisitFactory(authority=officer.organisation)
    asked = filtered(officer, f"provider={ProviderFactory().pk}")
    assert list(asked.qs) == [visit]
    assert asked.form.errors["provider"] == ["Select an option from the list"]
