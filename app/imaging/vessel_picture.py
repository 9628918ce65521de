"""A picture of the vessels alone, of a photograph that is not at hand."""

import numpy as np

from app.domain.photograph import Mask, Plane, Rgb


def vessel_picture(probability: Plane, field: Mask) -> Rgb:
    """Return the vessels of a photograph as a picture, (h, w, 3) uint8: the surer, the brighter."""
    grey = np.round(255 * probability).astype(np.uint8) * field
    return np.repeat(grey[..., None], 3, axis=2)
