import datetime as dt
from random import Random

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.models import Postcode, SchoolProfile
from apcommission.demo.cast import Cast, choose_schools, months_before, postcodes, staff
from apcommission.demo.plan import providers
from tests.factories.accounts import SchoolFactory

pytestmark = pytest.mark.django_db


def real_school(authority, urn, phase):
    made = SchoolFactory(authority=authority)
    SchoolProfile.objects.create(organisation=made, urn=urn, phase=phase)
    return made


def test_choose_schools_takes_two_secondary_for_each_primary(authority, other_authority):
    secondary = [real_school(authority, 100 + n, "Secondary") for n in range(4)]
    primary = [real_school(authority, 200 + n, "Primary") for n in range(4)]
    real_school(other_authority, 50, "Secondary")
    assert choose_schools(authority, 3) == [*secondary[:2], primary[0]]


def test_staff_have_no_password_and_an_invented_address(school):
    cast = Cast()
    staff(cast, Random(1), school, [(Role.SCHOOL_LEAD, "Head", True)], "hill.havering")
    lead = cast.lead_of(school)
    assert lead.email == "school-lead.hill.havering@demo.example"
    assert not lead.has_usable_password()
    assert lead.membership.is_dsl


def test_staff_of_one_role_have_an_address_each(authority):
    cast = Cast()
    staff(cast, Random(1), authority, [(Role.OFFICER, "QA", False)] * 2, "elm")
    addresses = [user.email for user in cast.people[authority.pk, Role.OFFICER]]
    assert addresses == ["officer.elm@demo.example", "officer2.elm@demo.example"]


def test_postcodes_are_real_ones_of_the_area(db):
    for number in range(3):
        code = f"RM1 1A{number}"
        Postcode.objects.create(postcode=code, latitude=51.5, longitude=0.1, la_code="311")
    Postcode.objects.create(postcode="BR1 1AA", latitude=51.4, longitude=0.0, la_code="305")
    assert {p.la_code for p in postcodes("311", Random(1), 9)} == {"311"}
    assert postcodes("931", Random(1), 1) == []


def test_weekly_price_follows_the_unit():
    cast = Cast(rows={row.key: row for row in providers()})
    assert cast.weekly_price("riverside", 4) == 4 * 6200
    assert cast.weekly_price("olivetree", 10) == 10 * 5600
    assert cast.weekly_price("havenbridge", 2) == 2 * 10500


def test_next_review_is_at_the_end_of_a_half_term():
    assert Cast().next_review(dt.date(2026, 9, 20)) == dt.date(2026, 10, 23)
    assert Cast().next_review(dt.date(2026, 10, 15)) == dt.date(2026, 12, 18)


def test_is_dual_only_where_pupils_may_be_registered():
    cast = Cast(rows={row.key: row for row in providers()})
    assert [key for key in cast.rows if cast.is_dual(key)] == ["olivetree", "thames", "cray"]


def test_months_before():
    assert months_before(dt.date(2026, 11, 23), "2") == dt.date(2026, 9, 24)


def test_school_for_is_of_the_phase_when_there_is_one(authority):
    schools = [SchoolFactory(authority=authority) for _ in range(3)]
    for school, phase in zip(schools, ("Secondary", "Secondary", "Primary"), strict=True):
        SchoolProfile.objects.create(organisation=school, urn=100000 + school.pk, phase=phase)
    cast = Cast(schools={"311": schools, "305": schools[:2]})
    drawn = [cast.school_for("311", "Secondary", number) for number in range(3)]
    assert drawn == [schools[0], schools[1], schools[0]]
    assert cast.school_for("311", "Primary", 7) == schools[2]
    assert cast.school_for("305", "Primary", 1) == schools[1]


def test_home_is_a_postcode_of_the_area():
    assert Cast().home("311", Random(1)) == "RM1 3BB"
    Postcode.objects.create(postcode="RM7 7AA", latitude=51.5, longitude=0.1, la_code="311")
    assert Cast().home("311", Random(1)) == "RM7 7AA"
