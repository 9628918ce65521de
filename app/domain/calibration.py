"""What is known of how far a model's numbers lie from an expert's."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.learnt import OfModel, read_learnt

SCHEMA = "retivasc.calibration/1"

LEVEL = 0.9
"""The share of photographs whose expert's number an interval is to contain."""


class Errors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one number of the program differs from the expert's in one set of photographs.

    Attributes:
        patients: each counts once.
        mean, sd: of the natural logarithms of program's over expert's number.
    """

    name: str
    patients: Annotated[int, Meta(ge=2)]
    mean: float
    sd: Annotated[float, Meta(ge=0)]


class NumberErrors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one number differs from the expert's in each set.

    Attributes:
        between_eyes: standard deviation of the expert's number between eyes of one set.
    """

    between_eyes: Annotated[float, Meta(ge=0)]
    sets: Annotated[tuple[Errors, ...], Meta(min_length=1)]


class Calibration(OfModel, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of the errors of one model's numbers.

    Attributes:
        site: name of the camera or clinic whose photographs these are; None where the sets stand
            for any camera.
    """

    schema: str = SCHEMA
    level: Annotated[float, Meta(gt=0, lt=1)] = LEVEL
    site: str | None = None
    numbers: dict[str, NumberErrors]


class Interval(msgspec.Struct, frozen=True):
    """The values between which an expert's drawing would have put a number.

    Attributes:
        level: how often it is to hold.
        sets: how many sets of photographs stand behind it.
        patients: how many in all.
        comparable: it is narrow enough to compare eyes photographed by different cameras.
        site: as in the calibration.
    """

    low: float
    high: float
    level: float
    sets: int
    patients: int
    comparable: bool
    site: str | None = None


def read_calibration(path: Path) -> Calibration:
    """Read a calibration.

    Raises:
        ConfigurationError: it cannot be read or is none.
    """
    return read_learnt(path, Calibration, SCHEMA)
