"""What a training run is told: one TOML file, checked strictly, copied into the run.

Unknown keys are refused everywhere: a mistyped setting must not be ignored.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.errors import ConfigurationError
from app.imaging.types import InputSpec
from app.inference.networks import Architecture
from app.messages import message

Positive = Annotated[int, Meta(ge=1)]
Fraction = Annotated[float, Meta(ge=0, le=1)]


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Name one set of photographs and labels.

    Attributes:
        images: glob below the data root; labels and masks are paired with it by sorted order.
        masks: official fields of view; without them the field is found in the photograph.
        patient: regular expression whose first group tells the patient from the image's name.
        validation: patients on whom the run is watched and the threshold is chosen.
        test: patients who are only scored.
        weight: how often the set is drawn, relative to the others.
    """

    name: str
    images: str
    labels: str
    masks: str | None = None
    patient: str = "^(.+)$"
    validation: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    weight: Annotated[float, Meta(gt=0)] = 1.0
    licence: str = ""


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say where the data is; ``root`` is relative to the configuration file."""

    root: str = "."
    sets: Annotated[tuple[DataSet, ...], Meta(min_length=1)]


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give the strength of each augmentation; 0 turns it off.

    Attributes:
        flip: probability of each of the two mirror images.
        rotation: largest turn either way, in degrees.
        scale: smallest and largest enlargement.
        elastic: standard deviation of the local shifts, in pixels.
        brightness: largest change, 1 being the full range.
        contrast: largest relative change.
        gamma: largest relative change of the exponent.
        colour: largest relative change of each channel.
        gradient: largest darkening across the crop, 1 being black.
        blur: largest standard deviation in pixels.
        noise: largest standard deviation, 1 being the full range.
        jpeg: probability of a JPEG round trip at quality 30 to 90.
        grey: probability of losing the colour.
    """

    flip: Fraction = 0.5
    rotation: Annotated[float, Meta(ge=0, le=180)] = 180.0
    scale: tuple[float, float] = (0.6, 1.5)
    elastic: float = 2.0
    brightness: float = 0.15
    contrast: float = 0.3
    gamma: float = 0.3
    colour: float = 0.15
    gradient: float = 0.4
    blur: float = 1.2
    noise: float = 0.02
    jpeg: Fraction = 0.15
    grey: Fraction = 0.1


class Optimisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say how long and how fast to learn.

    Attributes:
        steps: number of batches.
        crop: side of the square crops in pixels, a multiple of the network's stride.
        schedule: how the learning rate falls after the warm-up: once, or again and again.
        cycles: number of cosines, for "cosine-restarts"; each is twice as long as the one before.
        patience: stop early after this many validations without progress; 0 never stops early.
        ema: decay of the running mean of the weights, which is what is kept.
        precision: bf16 is used where the processor has it, if "auto".
    """

    steps: Positive
    batch: Positive = 4
    crop: Positive = 288
    learning_rate: Annotated[float, Meta(gt=0)] = 2e-3
    weight_decay: Annotated[float, Meta(ge=0)] = 1e-3
    warmup: Annotated[int, Meta(ge=0)] = 200
    clip: Annotated[float, Meta(gt=0)] = 1.0
    schedule: Literal["cosine", "cosine-restarts"] = "cosine"
    cycles: Positive = 3
    patience: Annotated[int, Meta(ge=0)] = 0
    ema: Fraction = 0.998
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    validate_every: Positive = 1000
    save_every: Positive = 250


class Loss(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give the weight of each term of the loss; 0 leaves it out.

    Attributes:
        bce: binary cross-entropy.
        dice: soft Dice loss.
        focal: focal loss, for pixels that are hard.
        cldice: centre-line Dice loss, for thin vessels.
        border: weigh the cross-entropy up in the gaps between close vessels.
    """

    bce: Annotated[float, Meta(ge=0)] = 1.0
    dice: Annotated[float, Meta(ge=0)] = 0.3
    focal: Annotated[float, Meta(ge=0)] = 0.0
    cldice: Annotated[float, Meta(ge=0)] = 0.0
    border: bool = False

    def __post_init__(self) -> None:
        if not (self.bce or self.dice or self.focal or self.cldice):
            raise ValueError("the loss needs at least one term")
        if self.border and not self.bce:
            raise ValueError("border weights the cross-entropy, which has no weight")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hold the whole configuration of a training run.

    Attributes:
        start: weights to go on from, relative to the configuration file; None begins at random.
    """

    name: str
    version: str
    seed: int = 0
    start: str | None = None
    data: Data
    optimisation: Optimisation
    loss: Loss = Loss()
    network: Architecture = Architecture()
    input: InputSpec = InputSpec()
    augmentation: Augmentation = Augmentation()

    def __post_init__(self) -> None:
        stride = 2 ** (len(self.network.widths) - 1)
        if self.optimisation.crop % stride:
            raise ValueError(f"crop must be a multiple of {stride}, the stride of the network")
        for dataset in self.data.sets:
            _check_split(dataset)


def _check_split(dataset: DataSet) -> None:
    try:
        re.compile(dataset.patient)
    except re.error as error:
        raise ValueError(f"patient pattern of {dataset.name}: {error}") from error
    if twice := {*dataset.validation} & {*dataset.test}:
        raise ValueError(f"{dataset.name}: {', '.join(sorted(twice))} both validation and test")


def read_config(path: Path) -> Config:
    """Read and check a configuration.

    Raises:
        ConfigurationError: it is missing, no TOML, or a value does not fit.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            message("Core", "The configuration “{name}” cannot be read.", name=path.name),
            message("Core", "Check the path given to --config."),
        ) from error
    return parse_config(content, path.name)


def parse_config(content: bytes, name: str) -> Config:
    """Check the text of a configuration; ``name`` is used in the error's sentence."""
    try:
        return msgspec.toml.decode(content, type=Config)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            message(
                "Core", "The configuration “{name}” does not fit: {why}.", name=name, why=error
            ),
            message("Core", "See app/training/config.py for the known settings."),
        ) from error
