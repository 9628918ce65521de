"""What is known of how far a model's numbers lie from an expert's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message

_MAX_BYTES = 1 << 20  # of a calibration
_ALIKE = 0.006  # of thresholds, which are set in hundredths, and of shares

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


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of the errors of one model's numbers.

    Attributes:
        model_sha256: of the weights; the numbers of others are not told.
        threshold, style: at and in which the vessels were drawn; those of others are not told.
        site: name of the camera or clinic whose photographs these are; None where the sets stand
            for any camera.
    """

    schema: str = SCHEMA
    model_sha256: str
    threshold: float
    style: dict[str, float] = {}
    level: Annotated[float, Meta(gt=0, lt=1)] = LEVEL
    site: str | None = None
    numbers: dict[str, NumberErrors]

    def knows(self, threshold: float, style: Mapping[str, float]) -> bool:
        """Tell whether vessels drawn at a threshold, in a style, are those it was made with."""
        names = self.style.keys() | style.keys()
        return abs(threshold - self.threshold) < _ALIKE and all(
            abs(self.style.get(name, 0.0) - style.get(name, 0.0)) < _ALIKE for name in names
        )


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
    try:
        known = msgspec.json.decode(read_input(path, limit=_MAX_BYTES), type=Calibration)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The calibration “{name}” cannot be read.", name=path.name),
            message("Make it again with this version of Retivasc."),
        ) from error
    if known.schema != SCHEMA:
        raise ConfigurationError(
            message("The calibration “{name}” is of another version.", name=path.name),
            message("Make it again with this version of Retivasc."),
        )
    return known
