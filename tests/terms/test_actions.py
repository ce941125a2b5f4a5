import datetime as dt

import pytest

from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from apcommission.terms.actions import add_closure, remove_closure, set_half_terms
from apcommission.terms.choices import ClosureKind
from apcommission.terms.models import Closure, HalfTerm
from tests.factories.terms import DATES_2026, ClosureFactory, half_terms_of

MONDAY = dt.date(2026, 11, 23)


def closure_of(organisation, by, **fields):
    return add_closure(
        organisation=organisation,
        by=by,
        **{
            "kind": ClosureKind.INSET,
            "starts_on": MONDAY,
            "ends_on": MONDAY,
            "reason": "INSET day",
            **fields,
        },
    )


def test_the_half_terms_of_a_year_are_set_together(authority, commissioner):
    set_half_terms(organisation=authority, academic_year=2026, dates=DATES_2026, by=commissioner)

    rows = HalfTerm.objects.of(authority.pk).in_order()
    assert [(h.number, h.name, h.starts_on, h.ends_on) for h in rows] == [
        (number, name, *dates)
        for (number, name), dates in zip(
            enumerate(
                ["Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2"], start=1
            ),
            DATES_2026,
            strict=True,
        )
    ]


def test_setting_half_terms_again_replaces_that_year_and_no_other(authority, commissioner):
    last_year = half_terms_of(
        authority,
        [(s.replace(year=s.year - 1), e.replace(year=e.year - 1)) for s, e in DATES_2026],
        year=2025,
    )
    set_half_terms(organisation=authority, academic_year=2026, dates=DATES_2026, by=commissioner)
    later = [*DATES_2026[:5], (dt.date(2027, 6, 7), dt.date(2027, 7, 23))]
    set_half_terms(organisation=authority, academic_year=2026, dates=later, by=commissioner)

    assert list(HalfTerm.objects.of_years(2025, 2025).in_order()) == last_year
    ends = HalfTerm.objects.of_years(2026, 2026).in_order().values_list("ends_on", flat=True)
    assert list(ends) == [end for _, end in later]


def test_a_school_goes_back_to_its_authoritys_dates(school, school_lead):
    half_terms_of(school)
    set_half_terms(organisation=school, academic_year=2026, dates=[], by=school_lead)

    assert HalfTerm.objects.count() == 0


def test_wrong_half_terms_are_refused_and_the_old_ones_stay(authority, commissioner):
    before = half_terms_of(authority)
    with pytest.raises(NotAllowed, match="An academic year has six half terms."):
        set_half_terms(
            organisation=authority, academic_year=2026, dates=DATES_2026[:5], by=commissioner
        )

    assert list(HalfTerm.objects.in_order()) == before


def test_nobody_sets_another_organisations_half_terms(authority, school_lead):
    with pytest.raises(NotAllowed, match="Only Elmshire may change its own dates."):
        set_half_terms(organisation=authority, academic_year=2026, dates=DATES_2026, by=school_lead)

    assert HalfTerm.objects.count() == 0


def test_a_closure_is_added_and_the_audit_names_who_did_it(school, school_lead):
    closure = closure_of(school, school_lead)

    event = Event.objects.get(table_name="terms_closure")
    assert list(Closure.objects.all()) == [closure]
    assert (event.action, event.person_name, event.row_id, event.operation) == (
        "closure_added",
        "Sam Okoro",
        str(closure.pk),
        "insert",
    )


def test_the_same_closure_twice_is_refused(school, school_lead):
    closure_of(school, school_lead)
    with pytest.raises(NotAllowed, match="These dates are entered already: INSET day."):
        closure_of(school, school_lead, reason="Another word for it")

    assert Closure.objects.count() == 1


def test_a_morning_and_a_whole_day_are_two_closures(school, school_lead):
    closure_of(school, school_lead)
    closure_of(school, school_lead, session="am")

    assert Closure.objects.count() == 2


def test_a_closure_that_ends_before_it_starts_is_refused(school, school_lead):
    with pytest.raises(NotAllowed, match="The last day must be the same as or after the first"):
        closure_of(school, school_lead, ends_on=MONDAY - dt.timedelta(days=1))

    assert Closure.objects.count() == 0


def test_a_removed_closure_stays_in_the_audit(school, school_lead):
    closure = closure_of(school, school_lead)
    remove_closure(closure=closure, by=school_lead)

    event = Event.objects.get(operation="delete", table_name="terms_closure")
    assert Closure.objects.count() == 0
    assert (event.action, event.before["reason"]) == ("closure_removed", "INSET day")


def test_nobody_removes_anothers_closure(school, commissioner):
    closure = ClosureFactory(organisation=school)
    with pytest.raises(NotAllowed, match="Only Hillside School may change its own dates."):
        remove_closure(closure=closure, by=commissioner)

    assert Closure.objects.count() == 1
