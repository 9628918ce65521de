"""Labelled photographs as they are and spoilt at random, with the error of what is measured."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from app.analysis.findings import Predictor, vessel_output
from app.base.errors import ConfigurationError
from app.base.paths import default_model
from app.domain.field import FieldOfView
from app.domain.maps import ProbabilityMap
from app.domain.photograph import Mask, Rgb
from app.field.field_of_view import field_from_mask, find_field_of_view
from app.imaging.resampling import resize_picture, resize_plane, scaled_shape
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.measurement.density import vessel_density
from app.reading.opening import read_image
from app.segmentation.postprocessing import (
    extract_mask,
    find_levels,
    restore_native,
    standardise,
    standardise_drawing,
)
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import LabelledImage, pair_files, read_label
from app.training.masks import read_mask
from app.training.scoring import vessels_by
from tests.studies.degradations import add_noise, blur, compress, darken, haze
from tests.studies.local_degradations import (
    Lesions,
    blurred_part,
    cut_lesions,
    hazy_part,
    shadow,
    uneven,
    with_lesions,
)
from tests.support import photograph

LARGEST = 720.0
"""Field diameter, in pixels, above which photographs are reduced, to save time."""

CHOOSING, REPORTED = "choosing", "reported"
_SEED = 11
_SOURCES = 8  # photographs of IDRiD in each half, whose lesions are drawn into others


class _Set(NamedTuple):
    images: str
    labels: str
    masks: str | None
    block: int  # this many neighbouring numbers may be of one person


_SETS = {
    "DRIVE": _Set(
        "DRIVE/training/images/*", "DRIVE/training/1st_manual/*", "DRIVE/training/mask/*", 1
    ),
    "CHASE_DB1": _Set("CHASE_DB1/images/*", "CHASE_DB1/1st_manual/*", "CHASE_DB1/mask/*", 1),
    "HRF": _Set("HRF/images/*", "HRF/manual1/*", "HRF/mask/*", 1),
    "ORVS": _Set("ORVS/images/*", "ORVS/labels/*", None, 10),
    "ARIA": _Set("ARIA/images/*", "ARIA/labels/*", None, 10),
}
_GLOBAL = {
    "blur": (blur, 0.0015, 0.009),
    "dark": (darken, 0.5, 0.96),
    "haze": (haze, 0.4, 0.93),
    "JPEG": (compress, 80, 98),
    "noise": (add_noise, 8, 60),
}
_LOCAL = {
    "uneven light": (uneven, 0.6, 1.15),
    "shadow": (shadow, 0.1, 0.6),
    "blurred part": (blurred_part, 0.15, 0.7),
    "hazy part": (hazy_part, 0.15, 0.7),
}
LESIONS = "lesions"
SPOILT_BY = (*_GLOBAL, *_LOCAL, LESIONS, LESIONS)


@dataclass(frozen=True, eq=False)
class Labelled:
    """A photograph in memory, with the expert's vessels and the field that is measured."""

    dataset: str
    name: str
    half: str
    pixels: Rgb
    label: Mask
    field: FieldOfView


@dataclass(frozen=True, eq=False)
class Judged:
    """One photograph as it is, or as it was spoilt.

    Attributes:
        field, probability: as the program finds them.
        density, expert: vessel density of the program's mask and of the expert's, in one field.
    """

    labelled: Labelled
    spoilt_by: str
    strength: float
    pixels: Rgb
    field: FieldOfView
    probability: ProbabilityMap
    density: float
    expert: float

    @property
    def error(self) -> float:
        """Return how far the density is from the expert's, in percentage points."""
        return 100 * abs(self.density - self.expert)


def judged(data: Path, unseen: Path, spoilt: int) -> Iterator[Judged]:
    """Yield every labelled photograph as it is, then spoilt a few times.

    Args:
        unseen: a model that has not learnt from ARIA, whose photographs it judges.
        spoilt: how many times each photograph is spoilt.
    """
    lesions = _lesions(data)
    predictors = {
        name: load_predictor(path, "cpu", EngineName.TORCH)
        for name, path in (("", default_model()), ("ARIA", unseen))
    }
    for labelled in _labelled(data):
        predictor = predictors.get(labelled.dataset, predictors[""])
        yield _judge(labelled, labelled.pixels, predictor)
        random = np.random.default_rng([_SEED, *labelled.name.encode()])
        for kind in random.choice(SPOILT_BY, spoilt, replace=False):
            pixels, strength = _spoil(labelled, str(kind), random, lesions[labelled.half])
            judged = _judge(labelled, pixels, predictor)
            yield replace(judged, spoilt_by=str(kind), strength=strength)


def _labelled(data: Path) -> Iterator[Labelled]:
    for dataset, (images, labels, masks, block) in _SETS.items():
        pattern = str(data / masks) if masks else None
        for pair in pair_files(str(data / images), str(data / labels), pattern):
            number = int("".join(filter(str.isdigit, pair.image.stem))[-4:])
            # The last ten of ARIA are reported, the last five of them are kept from all choosing.
            odd = dataset == "ARIA" and number >= 560
            half = REPORTED if odd or (number // block) % 2 else CHOOSING
            try:
                yield _load(pair, dataset, half)
            except ConfigurationError as error:  # one label of ORVS is a pixel too narrow
                print(error, file=sys.stderr)


def _load(pair: LabelledImage, dataset: str, half: str) -> Labelled:
    pixels = read_image(pair.image).pixels
    label = read_label(pair, (pixels.shape[0], pixels.shape[1]))
    field = find_field_of_view(pixels)
    official = read_mask(pair.mask, (pixels.shape[0], pixels.shape[1])) if pair.mask else None
    scale = min(1.0, LARGEST / field.diameter_px)
    if scale < 1:
        shape = scaled_shape((0, 0, pixels.shape[1], pixels.shape[0]), scale)
        pixels = resize_picture(pixels, shape)
        label = resize_plane(label, shape, resample=Image.Resampling.BOX) >= 0.5
        if official is not None:
            official = resize_plane(official, shape) >= 0.5
    measured = find_field_of_view(pixels) if official is None else field_from_mask(official)
    return Labelled(dataset, pair.image.stem, half, pixels, label, measured)


def _lesions(data: Path) -> dict[str, list[Lesions]]:
    """Return the lesions of the photographs of IDRiD with the largest haemorrhages, by half."""
    folder = data / "IDRiD" / "lesions"
    names = [path.stem for path in (folder / "haemorrhages").glob("*.png")]
    ordered = sorted(names, key=lambda name: (-_marked(folder, name), name))
    halves: dict[str, list[Lesions]] = {}
    for remainder, half in enumerate((CHOOSING, REPORTED)):
        own = [name for name in ordered if int(name[-2:]) % 2 == remainder]
        halves[half] = [cut_lesions(folder, name) for name in own[:_SOURCES]]
    return halves


def _marked(folder: Path, name: str) -> float:
    mask = Image.open(folder / "haemorrhages" / f"{name}.png")
    return float(np.asarray(mask.convert("L").reduce(4)).mean())


def _spoil(
    labelled: Labelled, kind: str, random: np.random.Generator, lesions: Sequence[Lesions]
) -> tuple[Rgb, float]:
    field, pixels = find_field_of_view(labelled.pixels), labelled.pixels
    if kind == LESIONS:
        count = int(random.integers(1, 5))
        chosen = [lesions[index] for index in random.choice(len(lesions), count, replace=False)]
        return with_lesions(pixels, field, chosen), float(count)
    if kind in _GLOBAL:
        spoil, low, high = _GLOBAL[kind]
        strength = float(random.uniform(low, high))
        return spoil(pixels, field, strength), strength
    spoil_part, low, high = _LOCAL[kind]
    strength = float(random.uniform(low, high))
    return spoil_part(pixels, field, strength, float(random.uniform(0, 2 * np.pi))), strength


def _judge(labelled: Labelled, pixels: Rgb, predictor: Predictor) -> Judged:
    """Segment a photograph; both masks are measured in one field, as in retivasc agreement."""
    output = vessel_output(predictor)
    field = find_field(pixels, predictor.input_spec)
    prepared = prepare_input(photograph(pixels), field, predictor.input_spec)
    found = restore_native(vessels_by(predictor)(prepared), prepared, field)
    probability = standardise(found.native * labelled.field.mask, labelled.field)
    levels = find_levels(probability, labelled.field, output.hysteresis)
    ours = extract_mask(levels, output.threshold)
    drawn_probability, drawn = standardise_drawing(labelled.label, labelled.field)
    return Judged(
        labelled=labelled,
        spoilt_by="",
        strength=0.0,
        pixels=pixels,
        field=field,
        probability=found,
        density=vessel_density(ours.standard, probability.measured_field) or 0.0,
        expert=vessel_density(drawn.standard, drawn_probability.measured_field) or 0.0,
    )
