"""A map of numbered points, drawn without any outside service.

The projection is equirectangular about the middle of the points: true enough for one county, and
no distance is ever read off the drawing.
"""

import math

WIDTH = 360
MARGIN = 24
RADIUS = 13
KM_PER_DEGREE = 111.32


def point_map(points, *, centre=None, ring_km=None):
    """Places on a drawing 360 wide: points are dicts with lat, lon, label and url.

    `centre` (lat, lon) is marked with a cross and, with `ring_km`, a circle of that radius. Points
    are numbered in the order given unless they have a `number`, so that the numbers match a list
    beside the map.
    """
    box = [(each["lat"], each["lon"]) for each in points]
    if centre:
        box += _corners(centre, ring_km or 1)
    if not box:
        return {"points": [], "height": 0}
    north, south = max(lat for lat, _ in box), min(lat for lat, _ in box)
    east, west = max(lon for _, lon in box), min(lon for _, lon in box)
    squeeze = math.cos(math.radians((north + south) / 2))
    wide, tall = max((east - west) * squeeze, 0.01), max(north - south, 0.01)
    scale = min((WIDTH - 2 * MARGIN) / wide, (WIDTH - 2 * MARGIN) / tall)

    def place(lat, lon):
        left = (WIDTH - (east - west) * squeeze * scale) / 2
        return left + (lon - west) * squeeze * scale, MARGIN + (north - lat) * scale

    places = spread([place(each["lat"], each["lon"]) for each in points])
    drawn = {
        "points": [
            {"number": number, **each, "x": round(x, 1), "y": round(y, 1)}
            for number, (each, (x, y)) in enumerate(zip(points, places, strict=True), start=1)
        ],
        "width": WIDTH,
        "height": round((north - south) * scale + 2 * MARGIN),
    }
    if centre:
        x, y = place(*centre)
        drawn["centre"] = {"x": round(x, 1), "y": round(y, 1)}
        drawn["ring"] = round((ring_km or 0) / KM_PER_DEGREE * scale, 1)
        drawn["ring_label"] = round(drawn["ring"] - 6, 1)
        drawn["ring_km"] = ring_km
    return drawn


def _corners(centre, km):
    lat, lon = centre
    up = km / KM_PER_DEGREE
    across = up / math.cos(math.radians(lat))
    return [(lat + up, lon - across), (lat - up, lon + across)]


def spread(places):
    """Move points that would cover each other apart, a little at a time; the order decides ties."""
    moved = [list(place) for place in places]
    for _ in range(60):
        apart = True
        for first in range(len(moved)):
            for second in range(first + 1, len(moved)):
                apart = _push(moved[first], moved[second], first + second) and apart
        if apart:
            break
    return [(min(max(x, RADIUS), WIDTH - RADIUS), y) for x, y in moved]


def _push(one, other, turn):
    across, down = other[0] - one[0], other[1] - one[1]
    distance = math.hypot(across, down)
    if distance >= 2 * RADIUS:
        return True
    if distance < 0.01:
        across, down, distance = math.cos(turn), math.sin(turn), 1.0
        shift = RADIUS
    else:
        shift = (2 * RADIUS - distance) / 2 + 0.1
    for point, sign in ((one, -1), (other, 1)):
        point[0] += sign * shift * across / distance
        point[1] += sign * shift * down / distance
    return False
