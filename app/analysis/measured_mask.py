"""Measure a mask that was made elsewhere, an expert's or another program's."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.analysis.findings import MIN_SIDE
from app.analysis.spacing import standard_pixel_mm, with_believed_spacing
from app.base.errors import UnsupportedImageError
from app.base.messages import Message, message
from app.domain.field import FieldOfView
from app.domain.maps import StructureMask
from app.domain.photograph import FundusImage, Mask
from app.field.masks import FIELD_WARNINGS, Assumed, find_mask_field, read_drawing
from app.measurement.summary import measure
from app.measurement.types import Measurements
from app.segmentation.postprocessing import standardise_drawing


@dataclass(frozen=True, eq=False)
class MeasuredMask:
    """One mask made elsewhere with everything that was measured in it.

    Attributes:
        image: the picture that the mask was read from.
        field_file: that the field of view was read from; None where it was assumed.
        measured_field: (h, w) bool, the part of the field that was measured, as ``vessels``.
        warnings: what a reader of the numbers must know.
    """

    image: FundusImage
    field: FieldOfView
    field_file: Path | None
    vessels: StructureMask
    measured_field: Mask
    measurements: Measurements
    warnings: tuple[Message, ...]


def measure_mask(image: FundusImage, source: Path | Assumed, *, inverted: bool) -> MeasuredMask:
    """Measure one mask.

    Raises:
        RetivascError: it is not a mask, or its field of view cannot be had.
    """
    drawn = read_drawing(image, inverted=inverted)
    field = find_mask_field(drawn, image, source)
    _check_size(field, image)
    if isinstance(source, Assumed):
        return _measure(image, drawn, field, None, (FIELD_WARNINGS[source],))
    return _measure(image, drawn, field, source, ())


def _check_size(field: FieldOfView, image: FundusImage) -> None:
    if field.diameter_px < MIN_SIDE:
        raise UnsupportedImageError(
            message(
                "The field of view of “{name}” is only {diameter} pixels across.",
                name=image.path.name,
                diameter=round(field.diameter_px),
            ),
            message("Give a mask whose field is at least 128 pixels across."),
        )


def _measure(
    image: FundusImage,
    drawn: Mask,
    field: FieldOfView,
    field_file: Path | None,
    doubts: tuple[Message, ...],
) -> MeasuredMask:
    image = with_believed_spacing(image, field)
    inside = drawn & field.mask
    probability, vessels = standardise_drawing(inside, field)
    return MeasuredMask(
        image=image,
        field=field,
        field_file=field_file,
        vessels=vessels,
        measured_field=probability.measured_field,
        measurements=measure(vessels, probability, None, standard_pixel_mm(image, field)),
        warnings=(
            *doubts,
            *_content_warnings(inside, drawn, field),
            *image.warnings,
        ),
    )


def _content_warnings(inside: Mask, drawn: Mask, field: FieldOfView) -> tuple[Message, ...]:
    """Return what is odd about a mask that can still be measured."""
    count = np.count_nonzero(inside)
    if not count:
        return (message("No vessels are drawn in the field of view."),)
    if count > field.area_px / 2:
        return (
            message(
                "More than half of the field of view is drawn as vessels; perhaps the vessels are "
                "the black pixels.",
            ),
        )
    if count < np.count_nonzero(drawn) / 2:
        return (message("Most of what is drawn lies outside the field of view."),)
    return ()
