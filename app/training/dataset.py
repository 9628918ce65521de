"""Pair photographs with labels, split them by patient, and cut crops for learning."""

import glob
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.random import Generator
from PIL import Image
from torch import Tensor

from app.base.errors import ConfigurationError
from app.base.messages import Message, message
from app.domain.field import FieldOfView
from app.domain.photograph import Mask
from app.field.field_of_view import field_from_mask
from app.field.geometry import field_box
from app.field.masks import brighter_half, grey_share, looks_like_mask
from app.imaging.resampling import cut_out, resize_picture, resize_plane, scaled_shape
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.segmentation.preprocessing import find_field, normalise, working_diameter
from app.training.augment import vary_appearance, warped_crop
from app.training.config import Augmentation, Config, DataSet
from app.training.table import Row, read_table

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class LabelledImage:
    """A photograph and what experts drew for it.

    Attributes:
        mask: the official field of view, where there is one.
        inverted: what is to be found is black in the label.
    """

    image: Path
    label: Path
    mask: Path | None = None
    inverted: bool = False


@dataclass(frozen=True, kw_only=True)
class Case(LabelledImage):
    """One labelled photograph of a data set and the side of the split it is on."""

    dataset: str
    patient: str
    split: Split


def list_cases(config: Config, root: Path) -> list[Case]:
    """List every case of a configuration.

    Raises:
        ConfigurationError: a set is empty, its files do not pair up, or a patient of the split
            does not exist.
    """
    return [case for dataset in config.data.sets for case in _cases_of(dataset, root)]


def pair_files(
    images: str, labels: str, masks: str | None, *, inverted: bool = False
) -> list[LabelledImage]:
    """Pair the files of two or three globs by sorted order.

    Raises:
        ConfigurationError: nothing matches, the counts differ, or the names, where labels are
            named after their images, tell that one is missing.
    """
    columns = [
        [Path(file) for file in sorted(glob.glob(pattern))]
        for pattern in (images, labels, masks)
        if pattern
    ]
    if not columns[0]:
        raise ConfigurationError(
            message("No image matches “{pattern}”.", pattern=images),
            message("Check the folder and the pattern."),
        )
    counts = [len(files) for files in columns]
    alone = _first_without_namesake(columns[0], columns[1])
    if alone is not None or len(set(counts)) > 1:
        raise ConfigurationError(
            _incomplete(alone, ", ".join(map(str, counts))),
            message("Each image needs exactly one label, and one mask if masks are given."),
        )
    masks_column: Sequence[Path | None] = columns[2] if masks else [None] * len(columns[0])
    return [
        LabelledImage(image, label, mask, inverted)
        for image, label, mask in zip(columns[0], columns[1], masks_column, strict=True)
    ]


def _first_without_namesake(images: Sequence[Path], labels: Sequence[Path]) -> Path | None:
    """Return the first image without a label of its name; None where labels have other names."""
    names = {label.stem for label in labels}
    if names.isdisjoint(image.stem for image in images):
        return None
    return next((image for image in images if image.stem not in names), None)


def _incomplete(alone: Path | None, counts: str) -> Message:
    if alone is None:
        return message(
            "The numbers of files differ (images, labels, masks): {counts}.",
            counts=counts,
        )
    return message(
        "“{name}” has no label of the same name (files of images, labels, masks: {counts}).",
        name=alone.name,
        counts=counts,
    )


def _cases_of(dataset: DataSet, root: Path) -> list[Case]:
    cases = [
        Case(
            dataset=dataset.name,
            patient=patient,
            split=_split_of(patient, dataset),
            image=row.image,
            label=row.label,
            mask=row.mask,
            inverted=dataset.inverted,
        )
        for row in _rows_of(dataset, root)
        for patient in [row.patient or _patient_of(row.image, dataset)]
    ]
    missing = {
        pattern
        for pattern in (*dataset.validation, *dataset.test)
        if not any(_is_among(case.patient, [pattern]) for case in cases)
    }
    if missing:
        raise ConfigurationError(
            message(
                "The set {name} has no patient {patients}.",
                name=dataset.name,
                patients=", ".join(sorted(missing)),
            ),
            message("Check the lists of patients and the patient pattern."),
        )
    return cases


def _rows_of(dataset: DataSet, root: Path) -> list[Row]:
    if dataset.table is not None:
        return read_table(root / dataset.table)
    folder = Path(glob.escape(str(root)))  # only the configuration's own stars are patterns
    masks = str(folder / dataset.masks) if dataset.masks else None
    assert dataset.images is not None  # as DataSet has checked
    assert dataset.labels is not None
    pairs = pair_files(str(folder / dataset.images), str(folder / dataset.labels), masks)
    return [Row(pair.image, pair.label, pair.mask) for pair in pairs]


def _patient_of(image: Path, dataset: DataSet) -> str:
    found = re.search(dataset.patient, image.stem)
    patient = found[1] if found and found.re.groups else None
    if patient is None:
        raise ConfigurationError(
            message(
                "The patient pattern of {name} does not fit “{image}”.",
                name=dataset.name,
                image=image.name,
            ),
            message("The pattern's first group must match the patient in the file's name."),
        )
    return patient


def _split_of(patient: str, dataset: DataSet) -> Split:
    if _is_among(patient, dataset.test):
        return "test"
    return "validation" if _is_among(patient, dataset.validation) else "train"


def _is_among(patient: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(patient, pattern) for pattern in patterns)


def read_mask(path: Path, shape: tuple[int, int]) -> Mask:
    """Read a label or field mask: (height, width), true where brighter than half its brightest.

    Raises:
        ConfigurationError: its size is not ``shape``, or it is no mask.
        ImageReadError: it cannot be read.
    """
    pixels = read_image(path).pixels
    if pixels.shape[:2] != shape:
        raise ConfigurationError(
            message(
                "“{name}” is {width} × {height} pixels, its image {image_width} × {image_height}.",
                name=path.name,
                width=pixels.shape[1],
                height=pixels.shape[0],
                image_width=shape[1],
                image_height=shape[0],
            ),
            message("A label must have exactly the size of its image."),
        )
    if not looks_like_mask(pixels):
        raise ConfigurationError(
            message(
                "The label “{name}” is not a mask: {share} % of its pixels are neither black nor "
                "white.",
                name=path.name,
                share=f"{100 * grey_share(pixels):.2g}",
            ),
            message("Give it only two values: 0 outside, 255 for what is to be found."),
        )
    return brighter_half(pixels)


def read_label(labelled: LabelledImage, shape: tuple[int, int]) -> Mask:
    """Read what is to be found in a photograph: (height, width), true where it is.

    Raises:
        ConfigurationError: as ``read_mask``.
        ImageReadError: as ``read_mask``.
    """
    mask = read_mask(labelled.label, shape)
    return ~mask if labelled.inverted else mask


class TrainingImage:
    """Keep one case in memory at the size the network sees it."""

    def __init__(self, case: Case, spec: InputSpec) -> None:
        image = read_image(case.image)
        shape = image.height, image.width
        label = read_label(case, shape)
        field = find_field(image.pixels, spec)
        if case.mask is not None:
            official = field_from_mask(read_mask(case.mask, shape))
            if not official.area_px:
                raise ConfigurationError(
                    message("The field mask “{name}” is empty.", name=case.mask.name),
                    message("Correct the mask, or leave the masks out of the configuration."),
                )
            field = FieldOfView(
                official.mask, field.center, field.diameter_px, field.method, field.confidence
            )
        self.case = case
        self.diameter = working_diameter(field.diameter_px, spec)
        box = field_box(field)
        size = scaled_shape(box, self.diameter / field.diameter_px)
        rgb = resize_picture(cut_out(image.pixels, box), size).astype(np.float32) / 255
        planes = [
            *rgb.transpose(2, 0, 1),
            resize_plane(cut_out(label, box), size, resample=Image.Resampling.BOX),
            resize_plane(cut_out(field.mask, box), size, resample=Image.Resampling.BOX),
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


@dataclass(frozen=True, eq=False)
class Batch:
    """The crops of one training step.

    Attributes:
        inputs: (n, channels, s, s) float32.
        labels, fields: (n, 1, s, s) float32.
        styles: (n, styles) float32, one 1 in each row: whose hand drew the label.
    """

    inputs: Tensor
    labels: Tensor
    fields: Tensor
    styles: Tensor


class CropSource:
    """Draw batches of crops; the same seed and step always give the same batch."""

    def __init__(self, images: Sequence[TrainingImage], config: Config) -> None:
        self._images = images
        self._config = config
        weights = {entry.name: entry.weight for entry in config.data.sets}
        names = [image.case.dataset for image in images]
        chances = np.array([weights[name] / names.count(name) for name in names])
        self._chances = chances / chances.sum()
        hands = hand_mixtures(config)
        self._styles = torch.stack([hands[name] for name in names])

    def batch(self, step: int) -> Batch:
        """Return the crops of one training step."""
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
        return Batch(
            inputs.contiguous(memory_format=torch.channels_last),
            labels,
            fields,
            self._styles[torch.from_numpy(chosen)],
        )


def hand_mixtures(config: Config) -> dict[str, Tensor]:
    """Return, for each data set, the (styles,) mixture that is the hand which drew its labels."""
    styles = config.network.styles
    return {
        entry.name: torch.tensor([float(style == entry.hand) for style in styles])
        for entry in config.data.sets
    }
