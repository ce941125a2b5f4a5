import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from apcommission.reports.search_words import (
    FOLD,
    difference,
    errors_allowed,
    fold,
    pairs,
    pairs_needed,
    words_of,
)

NAMES = [
    ("Ada Marsh", "ada marsh"),
    ("Siân O’Brien-Łee", "sian obrien lee"),
    ("SIÂN O'BRIEN", "sian obrien"),
    ("Zoë St. John", "zoe st john"),
    ("Çağla Çelik", "cagla celik"),
    ("Bjørn Strauß", "bjorn strauss"),
    ("Æthel Œuf Þór", "aethel oeuf thor"),
    ("Đặng Thị Hương", "dang thi huong"),
    ("Smith/Jones (Ann)", "smith jones  ann "),
    ("Ｆｕｌｌ ﬁt", "full fit"),
    ("Мария", "мария"),
    ("小明", "小明"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "folded"), NAMES)
def test_a_name_is_folded(name, folded):
    assert fold(name) == folded


def folded_by_database(name):
    with connection.cursor() as cursor:
        sql = f"SELECT {FOLD.replace('%', '%%')} FROM (SELECT %s::text AS name) names"
        cursor.execute(sql, [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("name", "folded"), NAMES)
def test_the_database_folds_alike(db, name, folded):
    assert folded_by_database(name) == f" {folded}"


@pytest.mark.parametrize("block", ["\u0020\u007e", "\u00a1\u017f", "\u1e00\u1eff"])
def test_the_database_folds_every_latin_letter_alike(db, block):
    letters = "".join(map(chr, range(ord(block[0]), ord(block[1]) + 1)))
    for letter in letters:
        assert folded_by_database(f"a{letter}z") == f" {fold(f'a{letter}z')}", letter


def test_the_words_are_at_most_six():
    assert words_of("  One Two-Three four FIVE six seven") == [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
    ]
    assert words_of(" -.- ") == []


@pytest.mark.parametrize(
    ("word", "errors"), [("ada", 0), ("nova", 1), ("marsh", 1), ("okonkwo", 2)]
)
def test_longer_words_may_have_more_errors(word, errors):
    assert errors_allowed(word) == errors


def test_pairs_are_counted_once_with_the_beginning():
    assert pairs("marsh") == [" m", "ma", "ar", "rs", "sh"]
    assert pairs("anana") == [" a", "an", "na"]
    assert pairs_needed("marsh") == 3
    assert pairs_needed("ada") == 3
    assert pairs_needed("anananan") == 1


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("ada marsh", "ada marsh", 0),
        ("marsh ada", "ada marsh", 0),
        ("mar", "ada marsh", 0.25),
        ("a", "ada marsh", 0.25),
        ("mrash", "ada marsh", 1),
        ("mash", "ada marsh", 1),
        ("marrsh", "ada marsh", 1),
        ("karsh", "ada marsh", 1),
        ("okonwk", "ben okonkwo", 1),
        ("mohamed", "mohammed khan", 1),
        ("ada novak", "ada marsh", None),
        ("adb", "ada marsh", None),
        ("marxxh", "ada marsh", None),
        ("marsh", "", None),
        ("m rsh", "ada marsh", None),
    ],
)
def test_how_far_a_name_is_from_what_was_typed(text, name, expected):
    assert difference(words_of(text), name) == expected


LETTERS = st.text("abcdefghij", min_size=4, max_size=10)


@settings(deadline=None)
@given(LETTERS, st.data())
def test_a_name_with_one_error_keeps_the_pairs_that_are_needed(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijxyz"))
    kind = data.draw(st.sampled_from(["left out", "put in", "changed", "swapped"]))
    typed = {
        "left out": name[:place] + name[place + 1 :],
        "put in": name[:place] + letter + name[place:],
        "changed": name[:place] + letter + name[place + 1 :],
        "swapped": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }[kind]
    found = [pair for pair in pairs(typed) if pair in f" {name}" or pair[::-1] in f" {name}"]

    if errors_allowed(typed):
        assert len(found) >= pairs_needed(typed)
        assert difference([typed], name) is not None
