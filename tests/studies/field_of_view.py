"""Compare the field of view that is found with the official masks; draw it where none are.

python -m tests.studies.field_of_view --data DIR [--sheet FILE.png]
"""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from tqdm import tqdm

from app.imaging.field_of_view import find_field_of_view
from app.imaging.reading import read_image
from app.imaging.types import FieldOfView, Rgb
from app.training.dataset import read_mask
from tests.support import intersection_over_union

WITH_MASKS = {
    "DRIVE": ("DRIVE/training/images/*.tif", "DRIVE/training/mask/*.gif"),
    "CHASE_DB1": ("CHASE_DB1/images/*.jpg", "CHASE_DB1/mask/*.gif"),
    "HRF": ("HRF/images/*.jpg", "HRF/mask/*.tif"),
}
"""Name of a set: its photographs and its official masks, paired by sorted order."""

WITHOUT_MASKS = ("ARIA/images/*", "ORVS/images/*")

_TILE = 240  # pixels a side, its caption included
_CAPTION = 14
_COLUMNS = 12
_OUTLINE = (0, 255, 120)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the sheet where one is asked for."""
    parser = argparse.ArgumentParser(prog="tests.studies.field_of_view")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw the field of the rest")
    given = parser.parse_args(arguments)
    print("| set | photographs | mean | worst | which |\n|---|---|---|---|---|")
    for name, patterns in WITH_MASKS.items():
        print(table_row(name, dict(overlaps(given.data, *patterns))))
    if given.sheet:
        files = [path for pattern in WITHOUT_MASKS for path in sorted(given.data.glob(pattern))]
        contact_sheet([tile(path) for path in tqdm(files, disable=None)]).save(given.sheet)


def overlaps(data: Path, images: str, masks: str) -> Iterator[tuple[str, float]]:
    """Yield each photograph's name and the intersection over union with its official mask."""
    pairs = zip(sorted(data.glob(images)), sorted(data.glob(masks)), strict=True)
    for image, mask in pairs:
        found = find_field_of_view(read_image(image).pixels).mask
        official = read_mask(mask, (found.shape[0], found.shape[1]))
        yield image.name, intersection_over_union(found, official)


def table_row(name: str, shares: dict[str, float]) -> str:
    """Return a row of the table; a set that is not at hand is left empty."""
    if not shares:
        return f"| {name} | 0 | – | – | – |"
    worst = min(shares, key=shares.__getitem__)
    mean = statistics.fmean(shares.values())
    return f"| {name} | {len(shares)} | {mean:.4f} | {shares[worst]:.4f} | {worst} |"


def tile(path: Path) -> Image.Image:
    """Draw one photograph, reduced, with the outline of its field and what was made of it."""
    pixels = read_image(path).pixels
    field = find_field_of_view(pixels)
    picture = Image.new("RGB", (_TILE, _TILE))
    picture.paste(_outlined(pixels, field), (0, _CAPTION))
    caption = f"{path.stem} {field.method} {field.confidence:.2f}"
    ImageDraw.Draw(picture).text((2, 1), caption, fill=(255, 255, 255))
    return picture


def contact_sheet(tiles: Sequence[Image.Image]) -> Image.Image:
    """Lay tiles out in rows."""
    rows = -(-len(tiles) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _TILE, max(1, rows) * _TILE))
    for index, each in enumerate(tiles):
        sheet.paste(each, (index % _COLUMNS * _TILE, index // _COLUMNS * _TILE))
    return sheet


def _outlined(pixels: Rgb, field: FieldOfView) -> Image.Image:
    scale = min(_TILE, _TILE - _CAPTION) / max(pixels.shape[:2])
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    reduced = np.array(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))
    mask = np.asarray(Image.fromarray(field.mask).resize(size))
    reduced[mask & ~ndimage.binary_erosion(mask, border_value=1)] = _OUTLINE
    return Image.fromarray(reduced)


if __name__ == "__main__":
    main()
