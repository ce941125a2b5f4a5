from collections import Counter

import pytest

from apcommission.design.colours import TAG_COLOURS, tag_colour


@pytest.mark.parametrize(
    ("status", "colour"),
    [
        ("approved", "green"),
        ("Not yet met", "red"),
        ("not_yet_met", "red"),
        ("partly-met", "yellow"),
        ("open", "blue"),
        ("something new", "grey"),
        ("", "grey"),
    ],
)
def test_colour_of_a_status(status, colour):
    assert tag_colour(status) == colour


def test_no_status_has_two_colours():
    names = Counter(name for each in TAG_COLOURS.values() for name in each.split())
    assert [name for name, times in names.items() if times > 1] == []
