import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apcommission.accounts.models import User
from apcommission.terms.models import Closure, HalfTerm
from tests.factories.terms import ClosureFactory, HalfTermFactory, half_terms_of


def test_half_terms_are_found_by_date_and_span(authority):
    half_terms = half_terms_of(authority)

    assert list(HalfTerm.objects.on(dt.date(2026, 10, 23))) == [half_terms[0]]
    assert list(HalfTerm.objects.on(dt.date(2026, 10, 24))) == []
    span = HalfTerm.objects.between(dt.date(2026, 10, 23), dt.date(2026, 11, 2)).in_order()
    assert list(span) == half_terms[:2]


def test_a_half_term_exists_once_a_year(authority):
    HalfTermFactory(organisation=authority)
    with pytest.raises(IntegrityError, match="half_term_once"), transaction.atomic():
        HalfTermFactory(organisation=authority)


@pytest.mark.parametrize("number", [0, 7])
def test_a_half_term_is_one_of_six(number, db):
    with pytest.raises(IntegrityError, match="half_term_is_one_of_six"), transaction.atomic():
        HalfTermFactory(number=number)


def test_a_closure_never_ends_before_it_starts(db):
    with pytest.raises(IntegrityError, match="closure_ends_after_start"), transaction.atomic():
        ClosureFactory(ends_on=dt.date(2026, 11, 1))


def test_dates_are_no_secret_but_only_ones_own_can_be_taken_back(school, school_lead, commissioner):
    closure = ClosureFactory(organisation=school)

    assert list(Closure.objects.visible_to(commissioner)) == [closure]
    assert list(Closure.objects.own(commissioner)) == []
    assert list(Closure.objects.own(school_lead)) == [closure]


def test_somebody_of_no_organisation_sees_nothing(school, authority):
    ClosureFactory(organisation=school)
    HalfTermFactory(organisation=authority)

    assert list(Closure.objects.visible_to(User(name="Nobody"))) == []
    assert list(HalfTerm.objects.visible_to(User(name="Nobody"))) == []
