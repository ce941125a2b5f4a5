import pytest

from apcommission.accounts.geography import (
    distance_km,
    normalise_postcode,
    outcodes,
    position_of,
    positions_of,
)
from apcommission.accounts.models import Postcode


@pytest.fixture
def romford(db):
    return Postcode.objects.create(
        postcode="RM1 3BB", latitude=51.5779, longitude=0.1827, la_code="311"
    )


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("RM1 3BB", "RM1 3BB"),
        ("rm13bb", "RM1 3BB"),
        (" rm1  3bb. ", "RM1 3BB"),
        ("ec3a5de", "EC3A 5DE"),
        ("m1 1ae", "M1 1AE"),
        ("RM1", ""),
        ("RM1 3B", ""),
        ("", ""),
        ("Romford", ""),
    ],
)
def test_a_postcode_is_written_one_way(text, postcode):
    assert normalise_postcode(text) == postcode


def test_the_distance_from_london_to_paris():
    assert round(distance_km(51.5074, -0.1278, 48.8566, 2.3522)) == 344


def test_a_place_is_no_distance_from_itself_and_the_way_back_is_as_far():
    assert distance_km(51.5, 0.1, 51.5, 0.1) == 0
    assert distance_km(51.5, 0.1, 52.5, -0.1) == distance_km(52.5, -0.1, 51.5, 0.1)


def test_a_full_postcode_has_its_own_position(romford):
    assert position_of("rm13bb") == (51.5779, 0.1827)


def test_an_unknown_postcode_is_in_the_middle_of_its_first_half(romford):
    assert position_of("RM1 9ZZ") == outcodes()["RM1"]
    assert position_of("rm1") == outcodes()["RM1"]
    assert round(distance_km(*outcodes()["RM1"], 51.5779, 0.1827)) <= 2


@pytest.mark.parametrize("text", ["", "ZZ99 9ZZ", "Romford", "RM"])
def test_no_postcode_has_no_position(text, db):
    assert position_of(text) is None


def test_many_positions_cost_one_query(romford, django_assert_num_queries):
    given = ["RM1 3BB", "rm1 3bb", "RM2 5AA", "nowhere"]
    with django_assert_num_queries(1):
        positions = positions_of(given)

    assert positions == {
        "RM1 3BB": (51.5779, 0.1827),
        "rm1 3bb": (51.5779, 0.1827),
        "RM2 5AA": outcodes()["RM2"],
        "nowhere": None,
    }


def test_great_britain_has_its_first_halves():
    assert len(outcodes()) == 2997
