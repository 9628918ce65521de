"""Cut a labelled CT volume into slices that a network can learn from."""

import csv
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.inputs import open_input
from app.base.messages import message
from app.domain.photograph import Mask
from app.imaging.resampling import resize_plane

TABLE_NAME = "table.csv"
_MAX_BYTES = 1 << 33
BLOCKS = 5  # parts of a volume that count as patients: neighbouring slices are nearly the same


@dataclass(frozen=True)
class Window:
    """The range of Hounsfield units that is shown, from black to white."""

    center: float
    width: float

    def __post_init__(self) -> None:
        if not self.width > 0:
            raise ConfigurationError(
                message("A window {width} wide shows nothing.", width=self.width),
                message("Give a width above 0; 400 suits soft tissue."),
            )


def write_slices(
    volume: Path,
    labels: Path,
    output: Path,
    *,
    values: Sequence[int],
    window: Window,
    enlarge: int = 1,
) -> int:
    """Write each axial slice as a picture and its label, and the table that pairs them.

    Slices are numbered from the feet up. The table names the fifth of the volume that a slice is
    in as its patient: NAME-1 to NAME-5.

    Args:
        volume: NIfTI file of Hounsfield units.
        labels: NIfTI file of the same grid, a number for each structure.
        output: folder for images/, labels/ and table.csv.
        values: numbers of the structures to be found.
        enlarge: whole factor by which slices grow; pictures bicubic, labels by repetition.

    Returns:
        The number of slices.

    Raises:
        ConfigurationError: a file is no volume, the two do not fit, or no structure is there.
        ReportWriteError: the folder cannot be written.
    """
    units, grid = read_volume(volume)
    numbers, label_grid = read_volume(labels)
    if units.shape != numbers.shape or not np.allclose(grid, label_grid, atol=1e-3):
        raise ConfigurationError(
            message(
                "“{labels}” does not have the same size and position as “{volume}”.",
                labels=labels.name,
                volume=volume.name,
            ),
            message("The labels must lie on the grid of their volume."),
        )
    marked = np.isin(numbers, values)
    if not marked.any():
        raise ConfigurationError(
            message(
                "“{labels}” contains none of the values {values}.",
                labels=labels.name,
                values=", ".join(map(str, values)),
            ),
            message("See its description for which number means which structure."),
        )
    name = Path(volume.name.removesuffix(".gz")).stem
    for kind in ("images", "labels"):
        make_folder(output / kind)
    rows = []
    depth: int = units.shape[2]
    for index in range(depth):
        image, label = f"images/{name}_{index:04}.png", f"labels/{name}_{index:04}.png"
        shown = _shown(as_seen(units[..., index]), window, enlarge)
        write_whole(output / image, _png(shown))
        write_whole(output / label, _png(_enlarged(as_seen(marked[..., index]), enlarge)))
        rows.append((image, label, f"{name}-{1 + index * BLOCKS // depth}"))
    write_whole(output / TABLE_NAME, _table(rows))
    return depth


def read_volume(path: Path) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Read a volume whose axes run to the patient's right, front and head.

    Returns:
        values (x, y, z) as stored, and the affine matrix (4, 4) of that grid, in millimetres.

    Raises:
        ConfigurationError: it cannot be read or is no single volume.
    """
    import nibabel  # from the extra [train]

    try:
        with open_input(path, limit=_MAX_BYTES):  # the library opens whatever has this name
            image = nibabel.load(path)
        if not isinstance(image, nibabel.spatialimages.SpatialImage) or len(image.shape) != 3:
            raise ValueError("it does not contain a single volume")
        upright = nibabel.as_closest_canonical(image)  # type: ignore[no-untyped-call]
        return np.asanyarray(upright.dataobj), np.asarray(upright.affine, dtype=np.float64)
    except (
        nibabel.filebasedimages.ImageFileError, OSError, EOFError, zlib.error, ValueError,
    ) as error:  # fmt: skip
        raise ConfigurationError(
            message("The volume “{name}” cannot be read: {why}.", name=path, why=error),
            message("Give a NIfTI file (.nii or .nii.gz) of one volume."),
        ) from error


def as_seen(plane: NDArray[Any]) -> NDArray[Any]:
    """Turn an axial plane (x to the right, y to the front) as it is looked at: from the feet.

    Returns:
        (rows, columns): the front is at the top, the patient's right on the left side.
    """
    return plane[::-1, ::-1].T


def _shown(units: NDArray[Any], window: Window, enlarge: int) -> NDArray[np.uint8]:
    finite = np.nan_to_num(units)
    shape = finite.shape[0] * enlarge, finite.shape[1] * enlarge
    large = resize_plane(finite, shape, resample=Image.Resampling.BICUBIC)
    share = (large - window.center) / window.width + 0.5
    shown: NDArray[np.uint8] = np.round(255 * np.clip(share, 0, 1)).astype(np.uint8)
    return shown


def _enlarged(marked: Mask, enlarge: int) -> NDArray[np.uint8]:
    white = np.full((enlarge, enlarge), 255, np.uint8)
    return np.kron(marked.astype(np.uint8), white)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _table(rows: Sequence[tuple[str, str, str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("image", "label", "patient"), *rows])
    return buffer.getvalue().encode()
