"""Let a model draw the labels of photographs that nobody labelled (a teacher and its student)."""

import glob
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.photograph import FundusImage, Mask, Plane
from app.inference.device import DeviceChoice
from app.inference.flips import flipped_answers
from app.inference.predictor import UNetPredictor, load_predictor
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.config import Config, DataSet
from app.training.masks import read_mask
from app.training.scoring import vessels_by
from app.training.training_image import TrainingImage

_DOUBT = 0.1  # standard deviation over the mirror images from which a pixel teaches nothing


@dataclass(frozen=True)
class Unlabelled:
    """Name a photograph that nobody labelled, and masks of what in it is not to be found."""

    dataset: str
    image: Path
    never: tuple[Path, ...] = ()


def list_unlabelled(config: Config, root: Path) -> list[Unlabelled]:
    """List the photographs of the sets that a teacher draws.

    Raises:
        ConfigurationError: a pattern matches nothing, or a mask has no photograph.
    """
    return [
        photograph
        for dataset in config.data.sets
        if dataset.taught
        for photograph in _unlabelled_of(dataset, root)
    ]


def _unlabelled_of(dataset: DataSet, root: Path) -> Iterator[Unlabelled]:
    assert dataset.images is not None  # as DataSet has checked
    images = _matches(root, dataset.images)
    masks = [mask for pattern in dataset.never for mask in _matches(root, pattern)]
    if strangers := {mask.stem for mask in masks} - {image.stem for image in images}:
        raise ConfigurationError(
            message("The mask “{name}” has no photograph of its name.", name=min(strangers)),
            message("Check the patterns of {name}.", name=dataset.name),
        )
    for image in images:
        never = tuple(mask for mask in masks if mask.stem == image.stem)
        yield Unlabelled(dataset.name, image, never)


def _matches(root: Path, pattern: str) -> list[Path]:
    found = [Path(file) for file in sorted(glob.glob(str(Path(glob.escape(str(root))) / pattern)))]
    if not found:
        raise ConfigurationError(
            message("No image matches “{pattern}”.", pattern=pattern),
            message("Check the folder and the pattern."),
        )
    return found


def taught_images(
    config: Config, root: Path, beside: Path, device: DeviceChoice
) -> list[TrainingImage]:
    """Load the photographs that nobody labelled, with what the teacher draws in them.

    Args:
        beside: folder that the configuration's paths start from.

    Raises:
        ConfigurationError: a pattern matches nothing, or a mask does not fit.
        ModelLoadError: the teacher is missing or damaged.
        ImageReadError: a photograph cannot be read.
    """
    photographs = list_unlabelled(config, root)
    if not photographs or config.teacher is None:
        return []
    teacher = load_predictor(beside / config.teacher, device)
    return [
        _taught(photograph, teacher, config.input)
        for photograph in tqdm(photographs, desc="teach", unit="image", disable=None)
    ]


def _taught(photograph: Unlabelled, teacher: UNetPredictor, spec: InputSpec) -> TrainingImage:
    image = read_image(photograph.image)
    field = find_field(image.pixels, spec)
    prepared = prepare_input(image, field, teacher.input_spec)
    answers = np.stack(flipped_answers(vessels_by(teacher), prepared))
    sure: Plane = (answers.std(axis=0) < _DOUBT).astype(np.float32)
    drawn: Plane = answers.mean(axis=0)
    label, belief = (restore_native(plane, prepared, field).native for plane in (drawn, sure))
    nothing = _nothing(photograph, image)
    label[nothing], belief[nothing] = 0, 1
    return TrainingImage(photograph.dataset, image, field, spec, [(label, belief)])


def _nothing(photograph: Unlabelled, image: FundusImage) -> Mask:
    """Return where nothing is to be found for certain: (height, width), bool."""
    shape = image.height, image.width
    nothing = np.zeros(shape, dtype=bool)
    for mask in photograph.never:
        nothing |= read_mask(mask, shape)
    return nothing
