"""A mask that was made elsewhere, with what was measured in it."""

from dataclasses import dataclass
from pathlib import Path

from app.base.messages import Message
from app.domain.field import FieldOfView
from app.domain.maps import StructureMask
from app.domain.photograph import FundusImage, Mask
from app.measurement.types import Measurements


@dataclass(frozen=True, eq=False)
class MeasuredMask:
    """Hold one mask made elsewhere with everything that was measured in it.

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
