import itertools
import math

import pytest

from apcommission.design.maps import MARGIN, RADIUS, WIDTH, point_map, spread


def place(lat, lon, label="x"):
    return {"lat": lat, "lon": lon, "label": label, "url": "#p"}


def test_north_is_up_and_east_is_right():
    drawn = point_map([place(51.5, -0.1, "south-west"), place(51.6, 0.1, "north-east")])
    first, second = drawn["points"]
    assert (first["number"], first["label"], second["number"]) == (1, "south-west", 2)
    assert first["x"] < second["x"]
    assert first["y"] > second["y"]


def test_a_degree_east_is_shorter_than_a_degree_north():
    drawn = point_map([place(60, 0), place(60.01, 0.02)])
    first, second = drawn["points"]
    assert second["x"] - first["x"] == pytest.approx(first["y"] - second["y"], rel=0.01)


def test_everything_is_inside_the_drawing():
    drawn = point_map([place(51 + n / 7, -1 + n / 5) for n in range(6)])
    assert all(RADIUS <= point["x"] <= WIDTH - RADIUS for point in drawn["points"])
    assert all(MARGIN <= point["y"] <= drawn["height"] - MARGIN for point in drawn["points"])


def test_the_ring_has_its_radius():
    drawn = point_map([place(51.5, 0)], centre=(51.5, 0), ring_km=5)
    top_to_bottom = drawn["height"] - 2 * MARGIN
    assert drawn["ring"] == pytest.approx(top_to_bottom / 2, abs=0.5)
    assert drawn["centre"] == {"x": WIDTH / 2, "y": drawn["height"] / 2}
    assert drawn["ring_km"] == 5


def test_without_a_ring_the_middle_is_only_marked():
    drawn = point_map([place(51.5, 0)], centre=(51.51, 0))
    assert (drawn["ring"], "centre" in drawn) == (0, True)


def test_nothing_to_draw():
    assert point_map([]) == {"points": [], "height": 0}


def test_one_point_alone_is_in_the_middle():
    (point,) = point_map([place(51.5, 0)])["points"]
    assert point["x"] == WIDTH / 2


def test_points_on_one_spot_are_moved_apart():
    moved = spread([(100, 100)] * 5)
    nearest = min(math.dist(a, b) for a, b in itertools.combinations(moved, 2))
    assert nearest >= 2 * RADIUS - 0.5


def test_points_far_apart_stay_where_they_are():
    assert spread([(50, 50), (200, 90)]) == [(50, 50), (200, 90)]
