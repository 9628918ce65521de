"""Where the vessels of the synthetic photograph with a known anatomy lie."""

import math

from app.domain.anatomy import Point
from tests.anatomy.photographs import DISC


def on_vessel(number: int, away: float = 150.0) -> Point:
    """Return a place on one of the ten that leave the disc; even ones are arteries."""
    way = math.radians(36 * number + 8)
    return DISC.center[0] + away * math.sin(way), DISC.center[1] + away * math.cos(way)
