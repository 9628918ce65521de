"""Pair photographs with labels and split them by patient."""

import glob
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import numpy as np

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.photograph import Mask
from app.domain.structures import Structure
from app.training.config import Config, DataSet
from app.training.drawings import Drawn, drawings_of, read_drawn
from app.training.masks import read_mask
from app.training.pairing import check_paired
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
    """One labelled photograph of a data set and the side of the split it is on.

    Attributes:
        drawn: where each structure is told, in sets that tell several; ``label`` is the file of
            the first.
    """

    dataset: str
    patient: str
    split: Split
    drawn: Mapping[Structure, Drawn] = field(default_factory=dict, hash=False)


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
    check_paired(*columns)
    masks_column: Sequence[Path | None] = columns[2] if masks else [None] * len(columns[0])
    return [
        LabelledImage(image, label, mask, inverted)
        for image, label, mask in zip(columns[0], columns[1], masks_column, strict=True)
    ]


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
            drawn=drawn,
        )
        for row, drawn in _rows_of(dataset, root)
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


def _rows_of(dataset: DataSet, root: Path) -> list[tuple[Row, dict[Structure, Drawn]]]:
    if dataset.table is not None:
        return [(row, {}) for row in read_table(root / dataset.table)]
    if dataset.structures:
        return _rows_of_structures(dataset, root)
    folder = _folder(root)
    masks = str(folder / dataset.masks) if dataset.masks else None
    assert dataset.images is not None  # as DataSet has checked
    assert dataset.labels is not None
    pairs = pair_files(str(folder / dataset.images), str(folder / dataset.labels), masks)
    return [(Row(pair.image, pair.label, pair.mask), {}) for pair in pairs]


def _rows_of_structures(dataset: DataSet, root: Path) -> list[tuple[Row, dict[Structure, Drawn]]]:
    folder = _folder(root)
    assert dataset.images is not None  # as DataSet has checked
    images = str(folder / dataset.images)
    masks = str(folder / dataset.masks) if dataset.masks else None
    # Paired with themselves where there is no mask: what matters is that some are found.
    pairs = pair_files(images, images, masks)
    each = drawings_of(dataset, [pair.image for pair in pairs], root)
    return [
        (Row(pair.image, next(iter(drawn.values())).path, pair.mask), drawn)
        for pair, drawn in zip(pairs, each, strict=True)
    ]


def _folder(root: Path) -> Path:
    """Return the data root for a glob: only the configuration's own stars are patterns."""
    return Path(glob.escape(str(root)))


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


def read_label(labelled: LabelledImage, shape: tuple[int, int]) -> Mask:
    """Read what is to be found in a photograph: (height, width), true where it is.

    Raises:
        ConfigurationError: as ``read_mask``.
        ImageReadError: as ``read_mask``.
    """
    mask = read_mask(labelled.label, shape)
    return ~mask if labelled.inverted else mask


def read_labels(
    case: Case, shape: tuple[int, int], diameter: float, outputs: Sequence[Structure]
) -> list[tuple[Mask, Mask]]:
    """Read where each structure is in a photograph, and where that is known: (height, width) each.

    Args:
        diameter: of the field of view in pixels.

    Raises:
        ConfigurationError, ImageReadError: as ``read_mask``.
    """
    if not case.drawn:
        return [(read_label(case, shape), np.ones(shape, dtype=bool))]
    unknown = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    return [
        read_drawn(case.drawn[structure], shape, diameter) if structure in case.drawn else unknown
        for structure in outputs
    ]
