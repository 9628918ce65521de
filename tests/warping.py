"""Photograph a synthetic eye again, a little turned and shifted."""

import numpy as np

from app.domain.photograph import Rgb
from app.registration.transform import Coefficients, Frame, Transform

# Shift, turn, enlargement and curvature, as between two visits; radius of the field is 1.
BENT: Coefficients = (
    (0.05, 0.99, -0.08, 0.01, 0.004, -0.006),
    (-0.03, 0.08, 0.99, -0.005, 0.008, 0.01),
)


def again(pixels: Rgb, field: np.ndarray, coefficients: Coefficients = BENT) -> Rgb:
    """Return another photograph of the eye, by the same camera, with noise of its own."""
    height, width = field.shape
    frame = Frame(((width - 1) / 2, (height - 1) / 2), 0.92 * width)
    known = Transform(frame, frame, coefficients)
    moved = known.picture(pixels, (height, width))
    blank = np.broadcast_to(np.array((150, 80, 35)), moved.shape)
    shown = known.mask(field, (height, width))[..., None]
    noise = np.random.default_rng(1).normal(0, 2, moved.shape)
    seen = np.where(shown, moved, blank) + noise
    return np.clip(seen * field[..., None], 0, 255).astype(np.uint8)
