"""From the National Grid of Great Britain (eastings, northings) to latitude and longitude.

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C:
inverse transverse Mercator on the Airy 1830 ellipsoid, then a Helmert shift from OSGB36 to WGS84.
Within 5 metres.
"""

import math

AIRY_A, AIRY_B = 6377563.396, 6356256.909
WGS_A, WGS_B = 6378137.0, 6356752.314245
SCALE = 0.9996012717
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = math.radians(49), math.radians(-2)
ORIGIN_EAST, ORIGIN_NORTH = 400000.0, -100000.0
SHIFT = (446.448, -125.157, 542.060)
TURN = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = 1 - 20.4894e-6


def position_of_grid(easting, northing):
    """(latitude, longitude) in degrees, WGS84, rounded to 6 places (0.1 metre)."""
    latitude, longitude = _shifted(*_unprojected(easting, northing))
    return round(math.degrees(latitude), 6), round(math.degrees(longitude), 6)


def _meridian_arc(latitude):
    n = (AIRY_A - AIRY_B) / (AIRY_A + AIRY_B)
    minus, plus = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return (
        AIRY_B
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * minus
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(minus) * math.cos(plus)
            + (15 / 8 * (n**2 + n**3)) * math.sin(2 * minus) * math.cos(2 * plus)
            - 35 / 24 * n**3 * math.sin(3 * minus) * math.cos(3 * plus)
        )
    )


def _unprojected(easting, northing):
    """Latitude and longitude on the Airy ellipsoid, in radians (guide, annexe C.2)."""
    squared = 1 - (AIRY_B / AIRY_A) ** 2
    latitude = ORIGIN_LATITUDE
    while abs(rest := northing - ORIGIN_NORTH - _meridian_arc(latitude)) >= 1e-5:
        latitude += rest / (AIRY_A * SCALE)
    sine, tangent = math.sin(latitude), math.tan(latitude)
    secant = 1 / math.cos(latitude)
    nu = AIRY_A * SCALE / math.sqrt(1 - squared * sine**2)
    rho = AIRY_A * SCALE * (1 - squared) / (1 - squared * sine**2) ** 1.5
    eta = nu / rho - 1
    t2, t4 = tangent**2, tangent**4
    east = easting - ORIGIN_EAST
    north = (
        latitude
        - tangent / (2 * rho * nu) * east**2
        + tangent / (24 * rho * nu**3) * (5 + 3 * t2 + eta - 9 * t2 * eta) * east**4
        - tangent / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t4) * east**6
    )
    west = (
        ORIGIN_LONGITUDE
        + secant / nu * east
        - secant / (6 * nu**3) * (nu / rho + 2 * t2) * east**3
        + secant / (120 * nu**5) * (5 + 28 * t2 + 24 * t4) * east**5
    )
    return north, west


def _shifted(latitude, longitude):
    """From the Airy ellipsoid to WGS84, in radians."""
    squared = 1 - (AIRY_B / AIRY_A) ** 2
    nu = AIRY_A / math.sqrt(1 - squared * math.sin(latitude) ** 2)
    x = nu * math.cos(latitude) * math.cos(longitude)
    y = nu * math.cos(latitude) * math.sin(longitude)
    z = (1 - squared) * nu * math.sin(latitude)
    rx, ry, rz = TURN
    tx, ty, tz = SHIFT
    x, y, z = (
        tx + STRETCH * x - rz * y + ry * z,
        ty + rz * x + STRETCH * y - rx * z,
        tz - ry * x + rx * y + STRETCH * z,
    )
    squared = 1 - (WGS_B / WGS_A) ** 2
    flat = math.hypot(x, y)
    latitude = math.atan2(z, flat * (1 - squared))
    for _ in range(5):
        nu = WGS_A / math.sqrt(1 - squared * math.sin(latitude) ** 2)
        latitude = math.atan2(z + squared * nu * math.sin(latitude), flat)
    return latitude, math.atan2(y, x)
