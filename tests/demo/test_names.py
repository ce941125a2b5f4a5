from random import Random

from apcommission.demo.names import BOYS, FAMILY, GIRLS, person


def test_names_are_many_and_each_once():
    for names in (GIRLS, BOYS, FAMILY):
        assert len(names) == len(set(names)) >= 40


def test_person_is_the_same_for_the_same_seed():
    assert person(Random(5)) == person(Random(5))
