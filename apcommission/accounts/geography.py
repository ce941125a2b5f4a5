"""Where a postcode is and how far two places are apart, without asking anybody outside."""

import csv
import math
import re
from functools import cache
from pathlib import Path

from apcommission.accounts.models.postcode import Postcode

OUTCODES = Path(__file__).with_name("data") / "outcodes.csv"
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
OUTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
EARTH_KM = 6371.0


def normalise_postcode(text):
    """ "RM1 3BB" from "rm13bb"; "" when it is no postcode of the United Kingdom."""
    match = POSTCODE.fullmatch(re.sub(r"[^A-Z0-9]", "", text.upper()))
    return f"{match[1]} {match[2]}" if match else ""


def distance_km(latitude, longitude, other_latitude, other_longitude):
    """Kilometres in a straight line over the ground between two positions in degrees."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def position_of(postcode):
    """(latitude, longitude) of a postcode; of the middle of its first half when only that is
    known; None when neither is."""
    return positions_of([postcode])[postcode]


def positions_of(postcodes):
    """{postcode as given: (latitude, longitude) or None}, in one query."""
    full = {given: normalise_postcode(given) for given in postcodes}
    known = Postcode.objects.in_bulk({each for each in full.values() if each})
    positions = {}
    for given, postcode in full.items():
        row = known.get(postcode)
        positions[given] = (row.latitude, row.longitude) if row else _middle(given, postcode)
    return positions


def _middle(given, postcode):
    outcode = postcode.partition(" ")[0] or re.sub(r"\s", "", given.upper())
    return outcodes().get(outcode) if OUTCODE.fullmatch(outcode) else None


@cache
def outcodes():
    """{first half of a postcode: (latitude, longitude) of its middle} for Great Britain."""
    with OUTCODES.open(encoding="utf-8", newline="") as file:
        return {
            row["outcode"]: (float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(file)
        }
