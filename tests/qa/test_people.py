from apcommission.accounts.choices import Role
from qa.people import colleagues_who_visit
from tests.factories.accounts import member


def test_those_of_the_own_organisation_whose_role_makes_visits(officer, authority):
    names = ["Zed Last", "Amy First"]
    second, first = (member(Role.OFFICER, authority, name=name) for name in names)
    member(Role.FINANCE_OFFICER, authority)
    member(Role.OFFICER)
    assert [person.pk for person in colleagues_who_visit(officer)] == [first.pk, second.pk]
