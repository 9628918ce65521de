"""Read a model: its weights as they are stored, and the model card that explains them."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.base.errors import ModelLoadError
from app.base.inputs import read_input
from app.base.messages import message
from app.domain.structures import Structure
from app.inference.architecture import Architecture
from app.segmentation.network_input import InputSpec
from app.segmentation.network_output import Output

SCHEMA = "retivasc.model/1"
MAX_WEIGHTS = 1 << 32  # bytes


class ModelCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything needed to run a model, and what was measured of it.

    Attributes:
        threshold: probability at and above which a pixel counts as vessel, by default.
        hysteresis: how many times the odds of the threshold a vessel must reach somewhere to be
            kept in the mask that is shown and measured; scores are taken with the plain threshold.
        temperature: logits are divided by it, so that probabilities are calibrated.
        outputs: what each plane of the network's answer is; left out, vessels alone. The three
            above are those of the first.
        companions: names of the models beside it that look at each photograph, too, for other
            structures.
        style: share of each annotator's style in what it draws by default; none for a network
            that knows no styles.
        drawn: vessel density, in percent of the field of view, that each style draws on the
            validation patients: the smallest is the sparsest hand, the largest the fullest.
        sha256: hex digest of the weights file.
        training: data, licence notes and the command that made the weights.
        scores: what was measured, on which images, by which command.
    """

    schema: str
    name: str
    version: str
    architecture: Architecture
    input: InputSpec
    threshold: Annotated[float, Meta(ge=0, le=1)]
    hysteresis: Annotated[float, Meta(ge=1)] = 1.0
    temperature: Annotated[float, Meta(gt=0)]
    outputs: tuple[Output, ...] = ()
    companions: tuple[str, ...] = ()
    style: dict[str, float] = {}
    drawn: dict[str, float] = {}
    sha256: str
    threshold_chosen_on: str
    training: dict[str, Any]
    scores: dict[str, Any]
    intended_use: str
    limits: list[str]

    def __post_init__(self) -> None:
        own = self.threshold, self.hysteresis, self.temperature
        if not self.outputs:
            msgspec.structs.force_setattr(self, "outputs", (Output(Structure.VESSEL, *own),))
        first = self.outputs[0]
        if own != (first.threshold, first.hysteresis, first.temperature):
            raise ValueError("its values differ from those of its first output")
        if len({output.structure for output in self.outputs}) < len(self.outputs):
            raise ValueError("two outputs are for the same structure")


class Model(msgspec.Struct, frozen=True):
    """A model as it lies on disk.

    Attributes:
        path: of the weights; what else is known of the model lies beside them.
        weights: as they are stored, safetensors.
    """

    path: Path
    weights: bytes
    card: ModelCard


def read_model(weights: Path) -> Model:
    """Read a model.

    Args:
        weights: the ``.safetensors`` file; its card is the ``.json`` of the same name.

    Raises:
        ModelLoadError: a file is missing, damaged, of another version, or the two do not match.
    """
    content = _read(weights)
    card = _read_card(weights.with_suffix(".json"))
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelLoadError(
            message("The model “{name}” does not match its model card.", name=weights.name),
            message("Its file is damaged or was replaced; install Retivasc again."),
        )
    return Model(weights, content, card)


def _read_card(path: Path) -> ModelCard:
    try:
        card = msgspec.json.decode(_read(path), type=ModelCard)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelLoadError(
            message("The model card “{name}” is damaged: {why}.", name=path.name, why=error),
            message("Install Retivasc again, or choose another model."),
        ) from error
    if card.schema != SCHEMA:
        raise ModelLoadError(
            message("The model card “{name}” is from another version.", name=path.name),
            message("Update Retivasc, or choose another model."),
        )
    return card


def _read(path: Path) -> bytes:
    try:
        return read_input(path, limit=MAX_WEIGHTS)
    except (OSError, ValueError) as error:
        raise ModelLoadError(
            message("The model file “{name}” cannot be read.", name=path.name),
            message("Install Retivasc again, or choose another model."),
        ) from error
