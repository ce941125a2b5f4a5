from apcommission.accounts.choices import Role
from qa.people import colleagues_who_visit, pupils_at
from tests.factories.accounts import member
from tests.factories.placements import PlacementFactory, PupilFactory


def test_those_of_the_own_organisation_whose_role_makes_visits(officer, authority):
    names = ["Zed Last", "Amy First"]
    second, first = (member(Role.OFFICER, authority, name=name) for name in names)
    member(Role.FINANCE_OFFICER, authority)
    member(Role.OFFICER)
    assert [person.pk for person in colleagues_who_visit(officer)] == [first.pk, second.pk]


def test_pupils_at_counts_each_of_ones_own_with_a_live_placement_once(
    officer, school, provider, placement
):
    PlacementFactory(pupil=placement.pupil, provider=provider)
    PlacementFactory(pupil=PupilFactory(school=school), provider=provider, status="requested")
    PlacementFactory(provider=provider)
    assert pupils_at(officer, provider) == 1
