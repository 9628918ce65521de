"""Pair photographs with labels, split them by patient, and cut crops for learning."""

import glob
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.random import Generator
from PIL import Image
from torch import Tensor

from app.errors import ConfigurationError
from app.imaging.field_of_view import field_from_mask
from app.imaging.preprocessing import (
    field_box,
    find_field,
    normalise,
    scaled_shape,
    working_diameter,
)
from app.imaging.reading import read_image
from app.imaging.resampling import resize_picture, resize_plane
from app.imaging.types import FieldOfView, InputSpec, Mask
from app.messages import message
from app.training.augment import vary_appearance, warped_crop
from app.training.config import Augmentation, Config, DataSet

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class Case:
    """Name one labelled photograph and the side of the split it is on."""

    dataset: str
    patient: str
    split: Split
    image: Path
    label: Path
    mask: Path | None


def list_cases(config: Config, root: Path) -> list[Case]:
    """List every case of a configuration.

    Raises:
        ConfigurationError: a set is empty, its files do not pair up, or a patient of the split
            does not exist.
    """
    return [case for dataset in config.data.sets for case in _cases_of(dataset, root)]


def pair_files(images: str, labels: str, masks: str | None) -> list[tuple[Path, Path, Path | None]]:
    """Pair the files of two or three globs by sorted order.

    Raises:
        ConfigurationError: nothing matches, or the counts differ.
    """
    found = [sorted(glob.glob(pattern)) for pattern in (images, labels, masks) if pattern]
    if not found[0]:
        raise ConfigurationError(
            message("Core", "No image matches “{pattern}”.", pattern=images),
            message("Core", "Check the folder and the pattern."),
        )
    counts = [len(files) for files in found]
    if len(set(counts)) > 1:
        raise ConfigurationError(
            message(
                "Core",
                "The numbers of files differ (images, labels, masks): {counts}.",
                counts=", ".join(map(str, counts)),
            ),
            message("Core", "Each image needs exactly one label, and one mask if masks are given."),
        )
    columns = [[Path(file) for file in files] for files in found]
    masks_column: Sequence[Path | None] = columns[2] if masks else [None] * len(columns[0])
    return list(zip(columns[0], columns[1], masks_column, strict=True))


def _cases_of(dataset: DataSet, root: Path) -> list[Case]:
    folder = Path(glob.escape(str(root)))  # only the configuration's own stars are patterns
    masks = str(folder / dataset.masks) if dataset.masks else None
    pairs = pair_files(str(folder / dataset.images), str(folder / dataset.labels), masks)
    cases = [
        Case(dataset.name, patient, _split_of(patient, dataset), image, label, mask)
        for image, label, mask in pairs
        for patient in [_patient_of(image, dataset)]
    ]
    missing = {*dataset.validation, *dataset.test} - {case.patient for case in cases}
    if missing:
        raise ConfigurationError(
            message(
                "Core",
                "The set {name} has no patient {patients}.",
                name=dataset.name,
                patients=", ".join(sorted(missing)),
            ),
            message("Core", "Check the lists of patients and the patient pattern."),
        )
    return cases


def _patient_of(image: Path, dataset: DataSet) -> str:
    found = re.search(dataset.patient, image.stem)
    if not found or not found.groups():
        raise ConfigurationError(
            message(
                "Core",
                "The patient pattern of {name} does not fit “{image}”.",
                name=dataset.name,
                image=image.name,
            ),
            message("Core", "The pattern's first group must match the patient in the file's name."),
        )
    return found.group(1)


def _split_of(patient: str, dataset: DataSet) -> Split:
    if patient in dataset.test:
        return "test"
    return "validation" if patient in dataset.validation else "train"


def read_mask(path: Path, shape: tuple[int, int]) -> Mask:
    """Read a label or field mask: (height, width), true where brighter than half.

    Raises:
        ConfigurationError: its size is not ``shape``.
        ImageReadError: it cannot be read.
    """
    pixels = read_image(path).pixels.max(axis=2)
    if pixels.shape != shape:
        raise ConfigurationError(
            message(
                "Core",
                "“{name}” is {width} × {height} pixels, its image {image_width} × {image_height}.",
                name=path.name,
                width=pixels.shape[1],
                height=pixels.shape[0],
                image_width=shape[1],
                image_height=shape[0],
            ),
            message("Core", "A label must have exactly the size of its image."),
        )
    mask: Mask = pixels > 127
    return mask


class TrainingImage:
    """Keep one case in memory at the size the network sees it."""

    def __init__(self, case: Case, spec: InputSpec) -> None:
        image = read_image(case.image)
        shape = image.height, image.width
        label = read_mask(case.label, shape)
        field = find_field(image.pixels, spec)
        if case.mask is not None:
            official = field_from_mask(read_mask(case.mask, shape))
            if not official.area_px:
                raise ConfigurationError(
                    message("Core", "The field mask “{name}” is empty.", name=case.mask.name),
                    message("Core", "Mend the mask, or leave the masks out of the configuration."),
                )
            field = FieldOfView(
                official.mask, field.center, field.diameter_px, field.method, field.confidence
            )
        self.case = case
        self.diameter = working_diameter(field.diameter_px, spec)
        box = field_box(field)
        size = scaled_shape(box, self.diameter / field.diameter_px)
        rgb = resize_picture(image.pixels, size, box=box).astype(np.float32) / 255
        planes = [
            *rgb.transpose(2, 0, 1),
            resize_plane(label, size, box=box, resample=Image.Resampling.BOX),
            resize_plane(field.mask, size, box=box, resample=Image.Resampling.BOX),
        ]
        self.layers = torch.from_numpy(np.stack(planes))
        rows, columns = np.nonzero(planes[-1] > 0.5)
        self._inside = np.stack([columns, rows], axis=1)

    def crop(
        self, side: int, spec: InputSpec, how: Augmentation, rng: Generator
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Cut one augmented crop.

        Returns:
            input (c, side, side), label and field (1, side, side), float32.
        """
        x, y = self._inside[rng.integers(len(self._inside))]
        layers = warped_crop(self.layers, (float(x), float(y)), side, how, rng)
        field = layers[4] >= 0.5
        rgb = vary_appearance(layers[:3].permute(1, 2, 0).numpy(), how, rng)
        values = normalise(rgb, field.numpy(), self.diameter, spec)
        return torch.from_numpy(values), layers[3:4], field[None].float()


class CropSource:
    """Draw batches of crops; the same seed and step always give the same batch."""

    def __init__(self, images: Sequence[TrainingImage], config: Config) -> None:
        self._images = images
        self._config = config
        weights = {entry.name: entry.weight for entry in config.data.sets}
        names = [image.case.dataset for image in images]
        chances = np.array([weights[name] / names.count(name) for name in names])
        self._chances = chances / chances.sum()

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return input (n, 3, s, s), label and field (n, 1, s, s) of one training step."""
        rng = np.random.default_rng([self._config.seed, step])
        settings = self._config.optimisation
        chosen = rng.choice(len(self._images), settings.batch, p=self._chances)
        crops = [
            self._images[index].crop(
                settings.crop, self._config.input, self._config.augmentation, rng
            )
            for index in chosen
        ]
        inputs, labels, fields = (torch.stack(parts) for parts in zip(*crops, strict=True))
        return inputs.contiguous(memory_format=torch.channels_last), labels, fields
