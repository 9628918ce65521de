"""Read what is drawn, or otherwise known, of each structure in a labelled photograph."""

import csv
import glob
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.domain.photograph import Mask
from app.domain.structures import Structure
from app.reading.opening import read_image
from app.training.config import MAX_BYTES, Colour, DataSet, Drawing
from app.training.masks import check_size, read_mask
from app.training.pairing import check_paired

_COLOURS: Mapping[Colour, tuple[bool, bool, bool]] = {
    "red": (True, False, False),
    "green": (False, True, False),
    "blue": (False, False, True),
    "white": (True, True, True),
    "black": (False, False, False),
}
_HALF = 128  # grey levels: from here on a channel is on


@dataclass(frozen=True)
class Drawn:
    """Name where one structure of one photograph is told.

    Attributes:
        path: of the drawing, or of the table that holds the centre, or of the photograph whose
            centre the configuration tells.
        drawing: how it is to be read.
        centre: x, y in pixels of the photograph, where that is all that is known.
    """

    path: Path
    drawing: Drawing
    centre: tuple[float, float] | None = None


def drawings_of(
    dataset: DataSet, images: Sequence[Path], root: Path
) -> list[dict[Structure, Drawn]]:
    """Return, for each photograph of a set, where each of its structures is told.

    Raises:
        ConfigurationError: drawings and photographs do not pair up, or a table is no such table.
    """
    found: list[dict[Structure, Drawn]] = [{} for _ in images]
    for structure, drawing in dataset.structures.items():
        told = _by_labels if drawing.labels else _by_places if drawing.places else _by_centres
        for each, drawn in zip(found, told(structure, drawing, images, root), strict=True):
            each[structure] = drawn
    return found


def read_drawn(drawn: Drawn, shape: tuple[int, int], diameter: float) -> tuple[Mask, Mask]:
    """Read where a structure is, and where that is known: (height, width) each.

    Args:
        diameter: of the field of view, in pixels.

    Raises:
        ConfigurationError: the drawing has another size, or is no mask.
        ImageReadError: it cannot be read.
    """
    drawing = drawn.drawing
    if drawn.centre is not None:
        return _about(drawn.centre, shape, drawing, diameter)
    if not (drawing.colours or drawing.unknown):
        return read_mask(drawn.path, shape), np.ones(shape, dtype=bool)
    pixels = read_image(drawn.path).pixels
    check_size(drawn.path, pixels, shape)
    on = pixels >= _HALF
    return _of_colours(on, drawing.colours), ~_of_colours(on, drawing.unknown)


def _by_labels(
    _structure: Structure, drawing: Drawing, images: Sequence[Path], root: Path
) -> list[Drawn]:
    assert drawing.labels is not None
    pattern = str(Path(glob.escape(str(root))) / drawing.labels)
    files = [Path(file) for file in sorted(glob.glob(pattern))]
    check_paired(images, files)
    return [Drawn(file, drawing) for file in files]


def _by_places(
    _structure: Structure, drawing: Drawing, images: Sequence[Path], _root: Path
) -> list[Drawn]:
    unknown = [image.name for image in images if image.name not in drawing.places]
    if unknown:
        raise ConfigurationError(
            message(
                "The configuration's places do not tell the centre of “{name}”.", name=unknown[0]
            ),
            message("Add it there, or leave the photograph out."),
        )
    return [Drawn(image, drawing, drawing.places[image.name]) for image in images]


def _by_centres(
    structure: Structure, drawing: Drawing, images: Sequence[Path], root: Path
) -> list[Drawn]:
    assert drawing.centres is not None
    table = root / drawing.centres
    try:
        rows = csv.DictReader(io.StringIO(read_input(table, limit=MAX_BYTES).decode("utf-8-sig")))
        centres = {
            row["image"]: (float(row[f"{structure}_x"]), float(row[f"{structure}_y"]))
            for row in rows
        }
        return [Drawn(table, drawing, centres[image.name]) for image in images]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            message("“{name}” does not tell the centres of all photographs.", name=table.name),
            message(
                "Give it the columns image, {structure}_x and {structure}_y, and one row for each "
                "photograph.",
                structure=structure,
            ),
        ) from error


def _about(
    centre: tuple[float, float], shape: tuple[int, int], drawing: Drawing, diameter: float
) -> tuple[Mask, Mask]:
    y, x = np.ogrid[: shape[0], : shape[1]]
    distance = np.hypot(x - centre[0], y - centre[1]) / diameter
    inside = distance <= drawing.inside
    return inside, inside | (distance >= drawing.outside)


def _of_colours(on: Mask, colours: Sequence[Colour]) -> Mask:
    found = np.zeros(on.shape[:2], dtype=bool)
    for colour in colours:
        found |= (on == _COLOURS[colour]).all(axis=2)
    return found
