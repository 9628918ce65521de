"""Pair photographs with labels and split them by patient."""

import glob
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from app.base.errors import ConfigurationError
from app.base.messages import Message, message
from app.domain.photograph import Mask
from app.field.masks import brighter_half, grey_share, looks_like_mask
from app.reading.opening import read_image
from app.training.config import Config, DataSet
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
    return [
        case
        for dataset in config.data.sets
        if not dataset.taught
        for case in _cases_of(dataset, root)
    ]


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
        for patient in [row.patient or patient_of(row.image, dataset.patient, dataset.name)]
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


def patient_of(image: Path, pattern: str, dataset: str) -> str:
    """Return the patient that a photograph's name tells.

    Args:
        pattern: regular expression whose first group matches the patient.

    Raises:
        ConfigurationError: the pattern does not fit the name.
    """
    found = re.search(pattern, image.stem)
    patient = found[1] if found and found.re.groups else None
    if patient is None:
        raise ConfigurationError(
            message(
                "The patient pattern of {name} does not fit “{image}”.",
                name=dataset,
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
