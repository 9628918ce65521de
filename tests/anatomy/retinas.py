"""Probability maps of discs, cups and foveas as a network would give them."""

import math

import numpy as np
from scipy import ndimage

from app.anatomy.ellipses import filled
from app.domain.anatomy import Ellipse
from app.domain.photograph import Mask, Plane
from app.field.shapes import disc as circle

SIDE = 512
DIAMETER = 480.0
FIELD: Mask = circle((SIDE, SIDE), (255.5, 255.5), DIAMETER / 2)
DISC = Ellipse((360.0, 250.0), (38.0, 34.0), 80.0)
FOVEA = (167.0, 272.0)


def soft(region: Mask, blur: float = 2.0, top: float = 0.97) -> Plane:
    """Return a region as a network sees it: sure inside, less so at its edge."""
    plane = ndimage.gaussian_filter(region.astype(np.float32), blur) * top
    return (plane * FIELD).astype(np.float32)


def disc_map(ellipse: Ellipse = DISC) -> Plane:
    return soft(filled(ellipse, FIELD.shape))


def spot_map(center=FOVEA, radius: float = 12.0, top: float = 0.97) -> Plane:
    return soft(circle(FIELD.shape, center, radius), 3.0, top)


def noise(seed: int = 0, size: float = 2.0) -> Plane:
    """Return noise of standard deviation 1 that hangs together over some pixels."""
    plane = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=FIELD.shape), size)
    return (plane / plane.std()).astype(np.float32)


def off(found: Ellipse, true: Ellipse) -> float:
    """Return by how many disc diameters a centre is off."""
    return math.dist(found.center, true.center) / (2 * true.radius)
