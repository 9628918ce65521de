"""Where a field of view lies in its photograph."""

import math

import numpy as np

from app.domain.field import FieldMethod, FieldOfView
from app.domain.photograph import Mask
from app.imaging.resampling import IntBox

_MARGIN = 0.01  # of the field diameter, kept around the field so that its rim stays in view
_CUT = 0.005  # of the field diameter: what lacks less on one side is not cut there


def field_box(field: FieldOfView) -> IntBox:
    """Return left, top, right, bottom around the field, with a small margin where its rim is seen.

    The box depends on the field alone: where its rim is near, it reaches beyond the picture, and
    where the field is cut, by the frame or by a border, it ends there. Of a field that was given
    as a mask nobody knows whether it is cut; its box ends at the frame.
    """
    rows = np.flatnonzero(field.mask.any(axis=1))
    columns = np.flatnonzero(field.mask.any(axis=0))
    inner = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    margin = math.ceil(_MARGIN * field.diameter_px)
    left, top, right, bottom = (margin if seen else 0 for seen in _rim_seen(field, inner))
    box = inner[0] - left, inner[1] - top, inner[2] + right, inner[3] + bottom
    return _within_frame(box, field.mask) if field.method is FieldMethod.MASK else box


def _rim_seen(field: FieldOfView, inner: IntBox) -> tuple[bool, bool, bool, bool]:
    """Return on which sides of its bounds (left, top, right, bottom) a field shows its rim."""
    if field.method is not FieldMethod.CIRCLE:
        return (field.method is not FieldMethod.FRAME,) * 4
    x, y = field.center
    reach = (0.5 - _CUT) * field.diameter_px
    left, top, right, bottom = inner
    return left <= x - reach, top <= y - reach, right > x + reach, bottom > y + reach


def _within_frame(box: IntBox, mask: Mask) -> IntBox:
    left, top, right, bottom = box
    height, width = mask.shape
    return max(0, left), max(0, top), min(width, right), min(height, bottom)
