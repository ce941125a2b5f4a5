import datetime as dt

import pytest

from apcommission.terms.calendars import authorities_of, calendar_for, calendars_for, whole_year
from apcommission.terms.choices import Session
from tests.factories.accounts import ForumFactory, SchoolFactory
from tests.factories.providers import ApprovalFactory, ProviderFactory
from tests.factories.terms import DATES_2026, ClosureFactory, half_terms_of

MONDAY = dt.date(2026, 11, 23)
YEAR = {"start": dt.date(2026, 9, 1), "end": dt.date(2027, 8, 31)}


@pytest.fixture
def half_terms(authority):
    return half_terms_of(authority)


def test_a_placements_calendar_is_its_authoritys(authority, school, provider, half_terms):
    calendar = calendar_for(authority.pk, school_id=school.pk, provider_id=provider.pk, **YEAR)

    assert calendar.half_terms == tuple(half_terms)
    assert calendar.is_session(MONDAY, "am") is True
    assert calendar.half_term_on(MONDAY) == half_terms[1]


def test_a_childs_calendar_without_a_school_is_its_authoritys(authority, half_terms):
    assert calendar_for(authority.pk, **YEAR).half_terms == tuple(half_terms)


def test_the_half_terms_of_another_authority_never_apply(authority, other_authority):
    half_terms_of(other_authority)

    assert calendar_for(authority.pk, **YEAR).half_terms == ()


def test_a_schools_own_half_terms_stand_in_place_of_its_authoritys(authority, school, half_terms):
    later = [*DATES_2026]
    later[1] = (dt.date(2026, 11, 9), dt.date(2026, 12, 18))
    own = half_terms_of(school, later)
    calendar = calendar_for(authority.pk, school_id=school.pk, **YEAR)

    assert calendar.half_terms == tuple(own)
    assert calendar.is_session(dt.date(2026, 11, 4), "am") is False
    assert calendar_for(authority.pk, **YEAR).is_session(dt.date(2026, 11, 4), "am") is True


def test_a_schools_own_holiday_counts_when_only_that_day_is_asked_for(
    authority, school, half_terms
):
    """The school's year is its own even when none of its half terms touches the dates loaded."""
    later = [*DATES_2026]
    later[1] = (dt.date(2026, 11, 9), dt.date(2026, 12, 18))
    half_terms_of(school, later)
    day = dt.date(2026, 11, 4)
    calendar = calendar_for(authority.pk, school_id=school.pk, start=day, end=day)

    assert calendar.is_session(day, "am") is False


def test_a_school_without_dates_for_one_year_keeps_its_authoritys(authority, school, half_terms):
    last_year = [(s.replace(year=s.year - 1), e.replace(year=e.year - 1)) for s, e in DATES_2026]
    own = half_terms_of(school, last_year, year=2025)
    calendar = calendar_for(
        authority.pk, school_id=school.pk, start=dt.date(2025, 9, 1), end=dt.date(2027, 8, 31)
    )

    assert calendar.half_terms == (*own, *half_terms)


@pytest.mark.parametrize("closed_by", ["authority", "school", "provider"])
def test_no_session_is_held_when_any_of_the_three_is_closed(
    closed_by, authority, school, provider, half_terms
):
    bodies = {"authority": authority, "school": school, "provider": provider.organisation}
    ClosureFactory(organisation=bodies[closed_by], starts_on=MONDAY, reason="No heating")
    calendar = calendar_for(authority.pk, school_id=school.pk, provider_id=provider.pk, **YEAR)

    assert calendar.is_session(MONDAY, Session.AM) is False
    assert calendar.is_session(MONDAY, Session.PM) is False
    assert calendar.is_session(MONDAY + dt.timedelta(days=1), Session.AM) is True
    assert calendar.why_not(MONDAY, "am") == "No heating"


def test_the_closure_of_another_school_closes_nothing_here(authority, school, half_terms):
    ClosureFactory(organisation=SchoolFactory(authority=authority), starts_on=MONDAY)

    assert calendar_for(authority.pk, school_id=school.pk, **YEAR).is_session(MONDAY, "am") is True


def test_a_closed_afternoon_leaves_the_morning(authority, school, half_terms):
    ClosureFactory(organisation=school, starts_on=MONDAY, session=Session.PM)
    calendar = calendar_for(authority.pk, school_id=school.pk, **YEAR)

    assert list(calendar.sessions(MONDAY, MONDAY)) == [(MONDAY, Session.AM)]


def test_a_closure_that_began_before_the_dates_asked_for_still_closes(
    authority, school, half_terms
):
    ClosureFactory(
        organisation=school, starts_on=dt.date(2026, 11, 16), ends_on=dt.date(2026, 12, 4)
    )
    calendar = calendar_for(authority.pk, school_id=school.pk, start=MONDAY, end=MONDAY)

    assert calendar.is_session(MONDAY, "am") is False


@pytest.mark.parametrize(
    ("date", "why"),
    [
        (MONDAY, ""),
        (dt.date(2026, 11, 28), "Weekend"),
        (dt.date(2026, 10, 26), "School holiday"),
        (dt.date(2027, 5, 3), "Early May bank holiday"),
    ],
)
def test_the_calendar_says_why_no_session_is_held(date, why, authority, half_terms):
    assert calendar_for(authority.pk, **YEAR).why_not(date, "am") == why


def test_school_days_are_counted_in_the_calendar(authority, school, half_terms):
    ClosureFactory(organisation=school, starts_on=dt.date(2026, 11, 24))
    calendar = calendar_for(authority.pk, school_id=school.pk, **YEAR)

    assert calendar.school_day_after(MONDAY, 1) == dt.date(2026, 11, 25)
    assert calendar.school_days(MONDAY, dt.date(2026, 11, 29)) == [
        MONDAY,
        dt.date(2026, 11, 25),
        dt.date(2026, 11, 26),
        dt.date(2026, 11, 27),
    ]


def test_the_calendar_and_the_pure_functions_agree_on_every_session_of_a_year(
    authority, school, half_terms
):
    from apcommission.terms.sessions import school_sessions  # noqa: PLC0415 the other way of doing it

    closures = [
        ClosureFactory(organisation=school),
        ClosureFactory(organisation=authority, starts_on=MONDAY, session=Session.AM),
    ]
    calendar = calendar_for(authority.pk, school_id=school.pk, **YEAR)

    assert list(calendar.sessions(**YEAR)) == list(
        school_sessions(YEAR["start"], YEAR["end"], half_terms, closures)
    )


@pytest.mark.parametrize("number", [1, 40])
def test_many_calendars_cost_two_queries(number, authority, half_terms, django_assert_num_queries):
    schools = [SchoolFactory(authority=authority) for _ in range(number)]
    for school in schools:
        ClosureFactory(organisation=school, starts_on=MONDAY)
    keys = [(authority.pk, school.pk, None) for school in schools]

    with django_assert_num_queries(2):
        calendars = calendars_for(keys, **YEAR)
        held = [calendars[key].is_session(MONDAY, "am") for key in keys]

    assert held == [False] * number


def test_the_whole_year_is_the_one_before_its_own_and_the_next():
    assert whole_year(MONDAY) == (dt.date(2025, 9, 1), dt.date(2028, 8, 31))


def test_the_authorities_that_bear_on_an_organisation(authority, other_authority, school):
    provider = ProviderFactory()
    for each in (other_authority, authority):
        ApprovalFactory(authority=each, provider=provider)

    assert list(authorities_of(authority)) == [authority]
    assert list(authorities_of(school)) == [authority]
    assert list(authorities_of(ForumFactory(authority=authority))) == [authority]
    assert list(authorities_of(provider.organisation)) == [authority, other_authority]
    assert list(authorities_of(ProviderFactory().organisation)) == []
