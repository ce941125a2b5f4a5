import datetime as dt
from types import SimpleNamespace

import pytest

from placements.same_child import alike_pairs, folded, is_alike, names_of


def child(forename, surname, born=dt.date(2012, 5, 4), **preferred):
    facts = {"preferred_forename": "", "preferred_surname": ""} | preferred
    return SimpleNamespace(forename=forename, surname=surname, date_of_birth=born, **facts)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Siân O'Brien-Łee", "sian obrien lee"),
        ("  MARY  Jane ", "mary jane"),
        ("Weiß", "weiss"),
        ("", ""),
    ],
)
def test_folded(name, plain):
    assert folded(name) == plain


def test_names_of_holds_each_pair_of_names():
    record = child("Robert", "Smith", preferred_forename="Bob", preferred_surname="Jones")
    assert names_of(record) == {"robert smith", "robert jones", "bob smith", "bob jones"}


def test_is_alike_by_name_and_date_of_birth():
    ben = child("Zoë", "O'Neil")
    assert is_alike(ben, child("ZOE", "ONeil"))
    assert is_alike(ben, child("Zoë Ann", "O'Neil", preferred_forename="Zoe"))
    assert not is_alike(ben, child("Zoë", "O'Neil", born=dt.date(2012, 4, 5)))
    assert not is_alike(ben, child("Zara", "O'Neil"))


def test_alike_pairs():
    first, second = child("Ben", "Ode"), child("ben", "ode")
    other, elder = child("Bo", "Ode"), child("Ben", "Ode", born=dt.date(2011, 5, 4))
    assert alike_pairs([first, other, elder, second]) == [(first, second)]
