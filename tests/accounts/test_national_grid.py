import csv
import math
from pathlib import Path

import pytest

from apcommission import demo
from apcommission.accounts.national_grid import position_of_grid

EXTRACT = Path(demo.__file__).parent / "data" / "gias_extract.csv"


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        # Schools of the extract, with the positions that the ONS gives their postcodes.
        (544276, 171599, 51.425042, 0.073766),
        (546403, 167868, 51.390968, 0.102802),
    ],
)
def test_the_position_of_a_grid_reference(easting, northing, latitude, longitude):
    assert position_of_grid(easting, northing) == pytest.approx((latitude, longitude), abs=1e-5)


def test_every_school_of_the_extract_is_within_five_metres():
    with EXTRACT.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Easting"] and row["Latitude"]]
    metres = []
    for row in rows:
        latitude, longitude = position_of_grid(float(row["Easting"]), float(row["Northing"]))
        north = (latitude - float(row["Latitude"])) * 111_320
        east = (longitude - float(row["Longitude"])) * 111_320 * math.cos(math.radians(latitude))
        metres.append(math.hypot(north, east))

    assert len(rows) > 600
    assert max(metres) < 5
