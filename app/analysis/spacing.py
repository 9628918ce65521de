"""The size of a pixel on the retina, as far as it can be believed."""

from dataclasses import replace

from app.base.messages import message
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage
from app.domain.reading import Calibration, Scale
from app.measurement.rulers import Units
from app.segmentation.postprocessing import (
    STANDARD_DIAMETER,
)

SMALLEST_FIELD_MM, LARGEST_FIELD_MM = 4.0, 40.0
"""Diameters of the field of view beyond which a stated pixel spacing is not believed."""


def standard_pixel_mm(image: FundusImage, field: FieldOfView) -> float | None:
    """Return the side of a pixel on the retina at the standard size; None where it is unknown."""
    if image.spacing is None:
        return None
    return image.spacing.mean_mm * field.diameter_px / STANDARD_DIAMETER


def with_believed_spacing(image: FundusImage, field: FieldOfView) -> FundusImage:
    """Drop a spacing that gives the field of view an impossible size, with a warning."""
    if image.spacing is None:
        return image
    across = image.spacing.mean_mm * field.diameter_px
    if SMALLEST_FIELD_MM <= across <= LARGEST_FIELD_MM:
        return image
    warning = message(
        "According to the pixel spacing, the field of view is {across} mm across, which cannot be "
        "right for a retina, so nothing is given in millimetres.",
        across=f"{across:.3g}",
    )
    return replace(image, spacing=None, warnings=(*image.warnings, warning))


def units(image: FundusImage, field: FieldOfView, calibration: Calibration | None) -> Units:
    """Return in what lengths on a photograph can be given.

    Args:
        image: with the spacing that is believed.
        calibration: what a person told besides.
    """
    told = calibration or Calibration(Scale.PIXEL, 0)
    return Units(
        image.spacing,
        field.diameter_px,
        disc_px=told.length_px if told.scale is Scale.DISC else None,
        field_degrees=told.value if told.scale is Scale.FIELD else None,
    )
