"""What was learnt of a model's numbers after it was trained: lies in a file next to its weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message

_MAX_BYTES = 1 << 20
_ALIKE = 0.006  # of thresholds, which are set in hundredths, and of shares


class OfModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of the numbers of one model.

    Attributes:
        model_sha256: of the weights; it tells nothing of the numbers of others.
        threshold, style: at and in which the vessels were drawn; it tells nothing of others.
    """

    schema: str
    model_sha256: str
    threshold: float
    style: dict[str, float] = {}

    def knows(self, threshold: float, style: Mapping[str, float]) -> bool:
        """Tell whether vessels drawn at a threshold, in a style, are those it was made with."""
        names = self.style.keys() | style.keys()
        return abs(threshold - self.threshold) < _ALIKE and all(
            abs(self.style.get(name, 0.0) - style.get(name, 0.0)) < _ALIKE for name in names
        )


Learnt = TypeVar("Learnt", bound=OfModel)


def read_learnt(path: Path, kind: type[Learnt], schema: str) -> Learnt:
    """Read what is known of a model's numbers.

    Raises:
        ConfigurationError: it cannot be read, is something else or of another version.
    """
    try:
        known = msgspec.json.decode(read_input(path, limit=_MAX_BYTES), type=kind)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("“{name}”, which tells how exact numbers are, cannot be read.", name=path.name),
            message("Make it again with this version of Retivasc."),
        ) from error
    if known.schema != schema:
        raise ConfigurationError(
            message(
                "“{name}”, which tells how exact numbers are, is of another version.",
                name=path.name,
            ),
            message("Make it again with this version of Retivasc."),
        )
    return known


def check_model(known: OfModel, path: Path, sha256: str, *, fits: bool = True) -> None:
    """Check that a file is about the model in use.

    Args:
        fits: what else it was learnt with is in use, too.

    Raises:
        ConfigurationError: it is not.
    """
    if known.model_sha256 != sha256 or not fits:
        raise ConfigurationError(
            message(
                "“{name}”, which tells how exact numbers are, is of another model.", name=path.name
            ),
            message("Make it again with the model that is used now."),
        )
