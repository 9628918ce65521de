"""The configuration of a training run: one TOML file, checked strictly, copied into the run.

Unknown keys are refused everywhere: a mistyped setting must not be ignored.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.domain.structures import Structure
from app.inference.architecture import Architecture
from app.segmentation.network_input import InputSpec

MAX_BYTES = 1 << 24
"""Of a configuration or a plan."""

Positive = Annotated[int, Meta(ge=1)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Strength = Annotated[float, Meta(ge=0)]
Precision = Literal["auto", "fp32", "bf16", "fp16"]


class Flaw(StrEnum):
    """What can be wrong with a labelled photograph."""

    UNREADABLE = "unreadable"
    MISMATCH = "mismatch"
    EXPOSURE = "exposure"
    BLUR = "blur"


Colour = Literal["red", "green", "blue", "white", "black"]


class Drawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a structure is told in the photographs of a data set: by drawings or by its centre.

    Attributes:
        labels: glob of the drawings, paired with the photographs by sorted order.
        colours: which of a drawing's colours show the structure; none for masks, in which it is
            white.
        unknown: colours where nobody could tell.
        centres: table below the data root (CSV) with the columns image, <structure>_x and
            <structure>_y, in pixels.
        places: the centres themselves, in place of a table: [x, y] in pixels, by the photograph's
            file name.
        inside: about a centre, in diameters of the field of view, this far is the structure.
        outside: from here on is nothing; what lies between the two is not known.
    """

    labels: str | None = None
    colours: tuple[Colour, ...] = ()
    unknown: tuple[Colour, ...] = ()
    centres: str | None = None
    places: dict[str, tuple[float, float]] = {}
    inside: Annotated[float, Meta(gt=0)] = 0.04
    outside: Annotated[float, Meta(gt=0)] = 0.04

    def __post_init__(self) -> None:
        if sum(map(bool, (self.labels, self.centres, self.places))) != 1:
            raise ValueError("give labels, centres or places of a structure, one of the three")
        if self.outside < self.inside:
            raise ValueError("outside begins where inside ends, or farther out")


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One set of photographs and labels, given by a table or by one glob for each.

    Attributes:
        table: CSV below the data root with the columns image and label, and if need be mask and
            patient; its paths are relative to its own folder.
        images: glob below the data root; labels and masks are paired with it by sorted order.
        labels: left out (and no table given), nobody drew them: what the configuration's teacher
            draws is learnt instead.
        masks: official fields of view; without them the field is found in the photograph.
        patient: regular expression whose first group tells the patient from the image's name;
            a table's own column wins.
        structures: how each of the configuration's outputs is told, in place of labels; an output
            that is left out is not learnt from this set.
        inverted: what is to be found is black in the labels, everything else white.
        never: where a teacher draws, globs of masks of what is not to be found although it may
            look like it, such as lesions; a mask is named like its photograph, which may have
            none.
        validation: patients on whom the run is watched and the threshold is chosen; stars and
            brackets as in file names are patterns.
        test: patients who are only scored, likewise; they win where both fit.
        weight: how often the set is drawn, relative to the others.
        style: whose hand drew its labels, of the network's styles; the set's own name if None.
    """

    name: str
    table: str | None = None
    images: str | None = None
    labels: str | None = None
    masks: str | None = None
    patient: str = "^(.+)$"
    structures: dict[Structure, Drawing] = {}
    inverted: bool = False
    never: tuple[str, ...] = ()
    validation: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    weight: Annotated[float, Meta(gt=0)] = 1.0
    style: str | None = None
    licence: str = ""

    @property
    def hand(self) -> str:
        """Return the style of its labels."""
        return self.style or self.name

    @property
    def taught(self) -> bool:
        """Tell whether a teacher draws its labels."""
        return self.table is None and self.labels is None and not self.structures

    def __post_init__(self) -> None:
        globs = (self.images, self.labels, self.masks)
        if self.table is not None and any(pattern is not None for pattern in globs):
            raise ValueError(f"{self.name}: give either a table or globs, not both")
        if self.table is None and self.images is None:
            raise ValueError(f"{self.name}: give a table, or a glob of images")
        if self.structures and (self.table is not None or self.labels is not None):
            raise ValueError(f"{self.name}: give either labels or structures, not both")
        if self.taught and (self.masks or self.validation or self.test):
            raise ValueError(f"{self.name}: give a table or labels, to mask or score it")
        if self.taught and self.style is not None:
            raise ValueError(f"{self.name}: a teacher draws in a style of its own")
        if self.never and not self.taught:
            raise ValueError(f"{self.name}: never is for sets without labels")


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the data is, and which parts of it are not used for training.

    Attributes:
        root: folder of the data, relative to the configuration file.
        reject: cases with these flaws are left out.
    """

    root: str = "."
    sets: Annotated[tuple[DataSet, ...], Meta(min_length=1)]
    reject: tuple[Flaw, ...] = ()


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The strength of each augmentation; 0 turns it off.

    Attributes:
        flip: probability of each of the two mirror images.
        rotation: largest turn either way, in degrees.
        scale: smallest and largest enlargement.
        shift: largest move of the whole crop along each axis, in pixels as the network sees them.
        elastic: standard deviation of the local shifts, in pixels.
        brightness: largest change, 1 being the full range.
        contrast: largest relative change.
        gamma: largest relative change of the exponent.
        colour: largest relative change of each channel.
        hsv: largest change of hue, saturation and value, 1 being their full range.
        gradient: largest darkening across the crop, 1 being black.
        blur: largest standard deviation in pixels.
        noise: largest standard deviation, 1 being the full range.
        coarse: probability of losing detail, as if the photograph had fewer pixels.
        jpeg: probability of a JPEG round trip at quality 30 to 90.
        grey: probability of losing the colour.
    """

    flip: Fraction = 0.5
    rotation: Annotated[float, Meta(ge=0, le=180)] = 180.0
    scale: tuple[float, float] = (0.6, 1.5)
    shift: Strength = 0.0
    elastic: Strength = 2.0
    brightness: Strength = 0.15
    contrast: Strength = 0.3
    gamma: Strength = 0.3
    colour: Strength = 0.15
    hsv: Fraction = 0.0
    gradient: Fraction = 0.4
    blur: Strength = 1.2
    noise: Strength = 0.02
    coarse: Fraction = 0.0
    jpeg: Fraction = 0.15
    grey: Fraction = 0.1

    def __post_init__(self) -> None:
        smallest, largest = self.scale
        if not 0 < smallest <= largest:
            raise ValueError("scale must be the smallest and the largest enlargement, above 0")


class Optimisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long and how fast to train.

    Attributes:
        steps: number of batches.
        crop: side of the square crops in pixels, a multiple of the network's stride.
        schedule: how the learning rate falls after the warm-up: once, again and again, or in
            steps.
        cycles: number of cosines, for "cosine-restarts"; each is twice as long as the one before.
        drop: what the rate is multiplied by at each drop, for "steps".
        drop_every: how many steps (batches) it stays the same, likewise.
        patience: stop early after this many validations without progress; 0 never stops early.
        ema: decay of the running mean of the weights, which is what is kept.
        frozen: for this many first steps the network's encoder stays as it is.
        precision: "auto" takes bf16 where the processor or the graphics card has it, else fp16 on
            a graphics card and fp32 on a processor. fp16 needs a graphics card.
    """

    steps: Positive
    batch: Positive = 4
    crop: Positive = 288
    learning_rate: Annotated[float, Meta(gt=0)] = 2e-3
    weight_decay: Annotated[float, Meta(ge=0)] = 1e-3
    warmup: Annotated[int, Meta(ge=0)] = 200
    clip: Annotated[float, Meta(gt=0)] = 1.0
    schedule: Literal["cosine", "cosine-restarts", "steps"] = "cosine"
    cycles: Positive = 3
    drop: Annotated[float, Meta(gt=0, lt=1)] = 0.1
    drop_every: Positive = 1000
    patience: Annotated[int, Meta(ge=0)] = 0
    ema: Fraction = 0.998
    frozen: Annotated[int, Meta(ge=0)] = 0
    precision: Precision = "auto"
    validate_every: Positive = 1000
    save_every: Positive = 250


class Loss(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The weight of each term of the loss; 0 leaves it out.

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
    """The whole configuration of a training run.

    Attributes:
        start: weights to go on from, relative to the configuration file; None begins at random.
        teacher: weights of an exported model, likewise, that draws the labels of sets without.
        unsaid: style of the crops whose hand is not told to the network, which learns to guess it
            from the photograph; None tells it always.
        unsaid_share: how many crops that are.
        hysteresis: as in the model card.
        outputs: what the network finds, in the order of its planes.
        companions: names of the models that look at each photograph beside the exported one.
        stored: number format in which the exported weights are stored; half of float32's size
            moves no probability that is shown.
        encoder_weights: weights to begin the encoder alone with, likewise: of a ResNet-34 (the
            library transformers' model.safetensors), or for the other networks, of one of the same
            encoder, whatever that learnt to find.
        style: share of each of the network's styles in what the exported model draws by default;
            equal ones of all of them if empty.
    """

    name: str
    version: str
    seed: int = 0
    start: str | None = None
    teacher: str | None = None
    encoder_weights: str | None = None
    outputs: Annotated[tuple[Structure, ...], Meta(min_length=1)] = (Structure.VESSEL,)
    companions: tuple[str, ...] = ()
    stored: Literal["float32", "float16"] = "float32"
    data: Data
    optimisation: Optimisation
    loss: Loss = Loss()
    network: Architecture = Architecture()
    input: InputSpec = InputSpec()
    augmentation: Augmentation = Augmentation()
    hysteresis: Annotated[float, Meta(ge=1)] = 2.0
    unsaid: str | None = None
    unsaid_share: Fraction = 0.0
    style: dict[str, Annotated[float, Meta(gt=0)]] = {}

    def __post_init__(self) -> None:
        stride = self.network.stride
        if self.optimisation.crop % stride:
            raise ValueError(f"crop must be a multiple of {stride}, the stride of the network")
        if self.encoder_weights is not None and self.start is not None:
            raise ValueError("start holds the encoder's weights too; leave one of the two out")
        for dataset in self.data.sets:
            _check_split(dataset)
            if dataset.taught and self.teacher is None:
                raise ValueError(f"{dataset.name}: give globs of labels, or name a teacher")
        _check_outputs(self)
        _check_styles(self)


def _check_split(dataset: DataSet) -> None:
    try:
        re.compile(dataset.patient)
    except re.error as error:
        raise ValueError(f"patient pattern of {dataset.name}: {error}") from error
    if twice := {*dataset.validation} & {*dataset.test}:
        raise ValueError(f"{dataset.name}: {', '.join(sorted(twice))} both validation and test")


def _check_outputs(config: Config) -> None:
    if len(set(config.outputs)) < len(config.outputs):
        raise ValueError("an output is named twice")
    for dataset in config.data.sets:
        if strangers := dataset.structures.keys() - set(config.outputs):
            raise ValueError(f"{dataset.name}: {', '.join(sorted(strangers))} is no output")
        if len(config.outputs) > 1 and not dataset.structures:
            raise ValueError(f"{dataset.name}: say by structures which output its labels are of")


def _check_styles(config: Config) -> None:
    known = set(config.network.styles)
    unsaid = set() if config.unsaid is None else {config.unsaid}
    if strangers := (config.style.keys() | unsaid) - known:
        raise ValueError(f"the network has no style {', '.join(sorted(strangers))}")
    for dataset in config.data.sets:
        if dataset.taught:
            continue
        learnt = known or dataset.style is not None
        if learnt and dataset.hand not in known:
            raise ValueError(f"{dataset.name}: the network has no style {dataset.hand}")


def read_config(path: Path) -> Config:
    """Read and check a configuration.

    Raises:
        ConfigurationError: it is missing, no TOML, or a value does not fit.
    """
    try:
        content = read_input(path, limit=MAX_BYTES)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The configuration “{name}” cannot be read.", name=path.name),
            message("Check the path given to --config."),
        ) from error
    return parse_config(content, path.name)


def parse_config(content: bytes, name: str) -> Config:
    """Check the text of a configuration; ``name`` is used in the error's sentence."""
    try:
        return msgspec.toml.decode(content, type=Config)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            message("The configuration “{name}” is not valid: {why}.", name=name, why=error),
            message("See app/training/config.py for the known settings."),
        ) from error
