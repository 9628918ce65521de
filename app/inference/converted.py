"""What a model was converted to, for other engines than torch: a file next to its weights."""

import base64
import logging

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.base.inputs import read_input
from app.inference.model_card import Model

SCHEMA = "retivasc.engines/1"

_MAX_BYTES = 1 << 20
_LOG = logging.getLogger(__name__)


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The SHA-256 of the two files of one conversion: its layers and their weights."""

    xml: str
    bin: str


class Converted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The files that a model was converted to, and how an engine proves itself with them.

    Attributes:
        made_with: the libraries that converted it.
        files: by the format of the weights, "float32" or "int8".
        answer: (outputs, side, side) probabilities of the test picture that torch gives in
            float32, in 255 steps, as base64.
        side: of the test picture, in pixels.
        checks: what was measured of the conversion to 8 bits, by set.
    """

    schema: str = SCHEMA
    model_sha256: str
    made_with: str
    files: dict[str, Files]
    answer: str
    side: int
    checks: dict[str, dict[str, float]] = {}

    def probabilities(self, outputs: int) -> NDArray[np.float32]:
        """Return the answer as (outputs, side, side) float32.

        Raises:
            ValueError: it is not of that size.
        """
        steps = np.frombuffer(base64.b64decode(self.answer, validate=True), dtype=np.uint8)
        planes: NDArray[np.uint8] = steps.reshape(outputs, self.side, self.side)
        return planes.astype(np.float32) / np.float32(255)


def encode_answer(probabilities: NDArray[np.float32]) -> str:
    """Return probabilities as ``Converted.answer`` holds them."""
    return base64.b64encode(np.rint(probabilities * 255).astype(np.uint8).tobytes()).decode()


def read_converted(model: Model) -> Converted | None:
    """Read what a model was converted to; None where it was not, or that is of another model."""
    path = model.path.with_suffix(".engines.json")
    if not path.exists():
        return None
    try:
        converted = msgspec.json.decode(read_input(path, limit=_MAX_BYTES), type=Converted)
    except (OSError, ValueError) as error:
        _LOG.warning("%s cannot be read: %s", path.name, error)
        return None
    if converted.schema != SCHEMA or converted.model_sha256 != model.card.sha256:
        _LOG.warning("%s is of another model or version", path.name)
        return None
    return converted
