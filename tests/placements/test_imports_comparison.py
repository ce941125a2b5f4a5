import datetime as dt

import pytest

from apcommission.accounts.models import SchoolProfile
from placements.choices import Roll
from placements.identifiers import make_upn
from placements.imports.comparison import compare, is_alike_name
from placements.imports.facts import read_facts
from tests.factories.accounts import SchoolFactory
from tests.factories.placements import PupilFactory

TODAY = dt.date(2026, 11, 23)
UPN, OTHER = make_upn("311", 4000, 2016, 1), make_upn("311", 4000, 2016, 2)
BORN = dt.date(2012, 5, 4)


def row(number=2, **given):
    facts = {"surname": "Ode", "forename": "Ben", "date_of_birth": "04/05/2012"} | given
    return read_facts(number, facts, today=TODAY)[0]


@pytest.fixture
def ben(school):
    return PupilFactory(school=school, forename="Ben", surname="Ode", date_of_birth=BORN, sex="M")


def test_a_pupil_whom_nobody_knows_is_new(school_lead, school):
    result = compare([row()], school_lead)
    assert [(r.facts["forename"], s) for r, s in result.new] == [("Ben", school)]


def test_known_by_name_and_date_of_birth_and_given_the_upn(school_lead, ben):
    [change] = compare([row(upn=UPN)], school_lead).changed
    assert (change.pupil, change.facts, change.names) == (ben, {"upn": UPN}, ["UPN"])


def test_known_by_upn_whatever_the_name(school_lead, ben):
    ben.upn = UPN
    ben.save()
    [change] = compare([row(upn=UPN, surname="Reed")], school_lead).changed
    assert (change.pupil, change.facts) == (ben, {"surname": "Reed"})


def test_a_upn_of_another_name_and_birth_is_a_problem(school_lead, ben):
    ben.upn = UPN
    ben.save()
    other = row(upn=UPN, surname="Li", forename="Ann", date_of_birth="01/01/2011")
    [problem] = compare([other], school_lead).problems
    assert problem.advice == "The register has this UPN for Ben Ode, born 4 May 2012."


def test_two_of_one_name_are_kept_apart_by_their_upns(school_lead, ben):
    ben.upn = UPN
    ben.save()
    result = compare([row(upn=OTHER)], school_lead)
    assert len(result.new) == 1
    both = compare([row(2, upn=UPN), row(3, upn=OTHER)], school_lead)
    assert (both.unchanged, len(both.new)) == (1, 1)


def test_two_of_one_name_in_the_register_need_the_upn(school_lead, ben, school):
    PupilFactory(school=school, forename="BEN", surname="ode", date_of_birth=BORN)
    [problem] = compare([row()], school_lead).problems
    assert problem.advice == "The register has two of this name and date of birth. Give the UPN."


@pytest.mark.parametrize(
    ("first", "second", "advice"),
    [
        ({"upn": UPN}, {"upn": UPN, "forename": "Al"}, "The file gives this UPN twice."),
        ({}, {}, "The file has two of this name and date of birth. Give each its UPN."),
    ],
)
def test_what_the_file_says_twice_is_a_problem_of_both(school_lead, first, second, advice):
    result = compare([row(2, **first), row(3, **second)], school_lead)
    assert [(p.row, p.advice) for p in result.problems] == [(2, advice), (3, advice)]
    assert result.new == []


def test_nothing_new_is_unchanged(school_lead, ben):
    assert compare([row(sex="M")], school_lead).unchanged == 1


def test_a_school_imports_no_other_schools_pupil(school_lead, authority):
    [problem] = compare([row(urn="999999")], school_lead).problems
    assert problem.advice == "This is not your school's URN."


def test_a_pupil_of_another_school_is_not_seen(school_lead, authority):
    PupilFactory(
        school=SchoolFactory(authority=authority),
        forename="Ben",
        surname="Ode",
        date_of_birth=BORN,
    )
    assert len(compare([row()], school_lead).new) == 1


def test_an_authority_names_the_school_by_its_urn(officer, ben, school_with_urn):
    [change] = compare([row(urn=str(school_with_urn.school.urn))], officer).changed
    assert change.school == (school_with_urn, Roll.SINGLE)
    [problem] = compare([row(urn="999998")], officer).problems
    assert problem.advice == "No school of your LA has it."
    [(_, none)] = compare([row(forename="Al")], officer).new
    assert none is None


@pytest.fixture
def school_with_urn(authority):
    school = SchoolFactory(authority=authority)
    SchoolProfile.objects.create(organisation=school, urn=100123)
    return school


def test_a_contact_and_a_postcode_are_added_once(school_lead, ben):
    given = {"contact_name": "Jo Ode", "contact_phone": "1", "postcode": "RM1 3BB"}
    [change] = compare([row(**given)], school_lead).changed
    assert change.names == ["contacts", "address"]


def test_is_alike_name_looks_past_the_date_of_birth(ben, pupil):
    assert is_alike_name(ben, pupil) is False
    pupil.forename, pupil.surname = "BEN", "Ode"
    assert is_alike_name(ben, pupil) is True


def test_compare_asks_the_same_however_many(
    school_lead, school, django_assert_num_queries, django_assert_max_num_queries
):
    rows = [row(n, forename=f"Child{n}", date_of_birth=f"0{n}/05/2012") for n in range(1, 7)]
    with django_assert_max_num_queries(20) as asked:
        compare(rows[:1], school_lead)
    with django_assert_num_queries(len(asked)):
        compare(rows, school_lead)
