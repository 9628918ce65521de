"""Vessel density: how much of the field of view is vessel."""

import numpy as np

from app.domain.photograph import Mask


def vessel_density(vessels: Mask, field: Mask) -> float | None:
    """Return vessel pixels inside the field / pixels of the field, 0 to 1; None without a field.

    Pixels outside the field never count: dividing by the whole frame, black corners and all,
    would move the number by a third.

    Example:
        >>> field = np.ones((10, 10), dtype=bool)
        >>> vessels = np.eye(10, dtype=bool)
        >>> vessel_density(vessels, field)
        0.1
    """
    area = int(np.count_nonzero(field))
    return int(np.count_nonzero(vessels & field)) / area if area else None
