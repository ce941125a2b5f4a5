import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.terms.models import Closure, HalfTerm
from tests.factories.accounts import member
from tests.factories.terms import DATES_2026, ClosureFactory, half_terms_of
from tests.terms.test_forms import closure_data, date_data, half_term_data

CALENDAR = "/calendar/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False):
        yield


def test_the_calendar_shows_half_terms_closures_and_bank_holidays(
    web, authority, school, school_lead
):
    half_terms_of(authority)
    ClosureFactory(organisation=authority, reason="Polling day", starts_on=dt.date(2027, 5, 6))
    page = web(school_lead).get(CALENDAR).text

    assert "Half terms 2026/27, set by Elmshire" in page
    assert "Wednesday 2 September 2026" in page
    assert "Friday 25 December 2026: Christmas Day" in page
    assert "Polling day" in page
    # 38 + 35 + 30 + 24 + 34 + 33 weekdays, less the polling day.
    assert "193 school days, 386 sessions" in page


def test_a_schools_own_half_terms_are_named_as_its_own(web, authority, school, school_lead):
    half_terms_of(authority)
    half_terms_of(school)

    assert "set by Hillside School" in web(school_lead).get(CALENDAR).text


def test_a_provider_sees_the_half_terms_of_each_authority_that_decides_on_it(
    web, authority, other_authority, provider_lead
):
    half_terms_of(authority)
    half_terms_of(other_authority)
    page = web(provider_lead).get(CALENDAR).text

    assert "set by Elmshire" in page
    assert "Oakborough" not in page


def test_without_half_terms_the_page_says_what_follows(web, commissioner):
    page = web(commissioner).get(CALENDAR).text

    assert "No half terms are set" in page
    assert "No register is expected until they are." in page


def test_other_years_are_one_link_away_and_far_ones_are_not_found(web, commissioner):
    client = web(commissioner)

    assert "2025/26" in client.get(f"{CALENDAR}?year=2025").text
    assert client.get(f"{CALENDAR}?year=1066").status_code == 404
    assert client.get(f"{CALENDAR}?year=x").status_code == 404


def test_the_page_costs_the_same_queries_however_many_closures(web, authority, commissioner):
    half_terms_of(authority)
    ClosureFactory(organisation=authority)
    client = web(commissioner)
    client.get(CALENDAR)
    with CaptureQueriesContext(connection) as one:
        client.get(CALENDAR)
    for day in (3, 4):
        ClosureFactory(organisation=authority, starts_on=dt.date(2026, 11, day))
    with CaptureQueriesContext(connection) as three:
        page = client.get(CALENDAR).text

    assert page.count("Remove<") == 3
    assert len(three) == len(one)


def test_a_school_adds_an_inset_day(web, school, school_lead):
    response = web(school_lead).post(reverse("terms:closure_add"), closure_data())

    closure = Closure.objects.get()
    assert response.headers["Location"] == "/calendar/?year=2026"
    assert (closure.organisation, closure.starts_on, closure.session, closure.reason) == (
        school,
        dt.date(2026, 11, 23),
        "",
        "INSET day",
    )


def test_a_provider_closes_one_afternoon(web, provider, provider_lead):
    web(provider_lead).post(
        reverse("terms:closure_add"), closure_data(kind="closure", session="pm")
    )

    assert Closure.objects.get().organisation == provider.organisation
    assert Closure.objects.get().session == "pm"


def test_a_closure_entered_twice_is_refused_on_the_form(web, school_lead):
    client = web(school_lead)
    client.post(reverse("terms:closure_add"), closure_data())
    response = client.post(reverse("terms:closure_add"), closure_data())

    assert response.status_code == 200
    assert "These dates are entered already: INSET day." in response.text
    assert Closure.objects.count() == 1


def test_a_closure_is_removed_after_a_question(web, school, school_lead):
    closure = ClosureFactory(organisation=school)
    client = web(school_lead)
    url = reverse("terms:closure_remove", args=[closure.pk])

    assert "Remove this closure?" in client.get(url).text
    assert Closure.objects.count() == 1
    assert client.post(url).headers["Location"] == "/calendar/?year=2026"
    assert Closure.objects.count() == 0


def test_anothers_closure_is_not_found(web, authority, school, school_lead, stranger):
    for closure in (ClosureFactory(organisation=authority), ClosureFactory()):
        url = reverse("terms:closure_remove", args=[closure.pk])
        assert web(school_lead).post(url).status_code == 404
    own = ClosureFactory(organisation=school)
    url = reverse("terms:closure_remove", args=[own.pk])
    assert web(stranger(Role.SCHOOL_LEAD)).post(url).status_code == 404
    assert Closure.objects.count() == 3


def test_an_authority_sets_its_half_terms(web, authority, commissioner):
    url = reverse("terms:half_term_edit", args=[2026])
    response = web(commissioner).post(url, half_term_data())

    assert response.headers["Location"] == "/calendar/?year=2026"
    dates = HalfTerm.objects.of(authority.pk).in_order().values_list("starts_on", "ends_on")
    assert list(dates) == DATES_2026


def test_a_schools_form_begins_with_its_authoritys_dates(web, authority, school_lead):
    half_terms_of(authority)
    page = web(school_lead).get(reverse("terms:half_term_edit", args=[2026])).text

    boxes = re.findall(r'name="ends_6_\d"[^>]* value="(\d+)"', page)
    assert boxes == ["21", "7", "2027"]
    assert "Remove our own dates" not in page


def test_a_school_takes_its_own_dates_away(web, authority, school, school_lead):
    half_terms_of(authority)
    half_terms_of(school)
    url = reverse("terms:half_term_edit", args=[2026])
    client = web(school_lead)

    assert "Remove our own dates" in client.get(url).text
    client.post(url, {"remove": "1"})
    assert set(HalfTerm.objects.values_list("organisation", flat=True)) == {authority.pk}


def test_wrong_half_terms_are_shown_again_with_the_reason(web, commissioner):
    data = half_term_data() | date_data("starts_2", dt.date(2026, 10, 1))
    response = web(commissioner).post(reverse("terms:half_term_edit", args=[2026]), data)

    assert response.status_code == 200
    assert "Autumn 2 must start after the half term before it has ended." in response.text
    assert HalfTerm.objects.count() == 0


def test_a_provider_sets_no_half_terms(web, provider_lead):
    url = reverse("terms:half_term_edit", args=[2026])

    assert web(provider_lead).get(url).status_code == 403
    assert web(provider_lead).post(url, half_term_data()).status_code == 403
    assert HalfTerm.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "may_see"),
    [
        (Role.OFFICER, True),
        (Role.FINANCE_OFFICER, True),
        (Role.SCHOOL_ATTENDANCE, True),
        (Role.PROVIDER_STAFF, False),
        (Role.FORUM_MEMBER, False),
    ],
)
def test_who_sees_the_calendar_and_that_they_change_nothing(web, role, may_see):
    client = web(member(role))

    assert client.get(CALENDAR).status_code == (200 if may_see else 403)
    assert client.post(reverse("terms:closure_add"), closure_data()).status_code == 403
    assert client.get(reverse("terms:half_term_edit", args=[2026])).status_code == 403
