"""Compare the field of view that is found with the official masks; draw it where none are.

python -m tests.studies.field_of_view --data DIR [--sheet FILE.png] [--borders]

With ``--borders`` it is told how far a border put round each photograph changes its field and its
quality, and which photographs are taken for several or for one with an inset: none should be.
"""

import argparse
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from tqdm import tqdm

from app.domain.field import FieldOfView
from app.domain.photograph import Rgb
from app.field.field_of_view import find_field_of_view
from app.field.quality import assess_quality
from app.reading.opening import read_image
from app.training.masks import read_mask
from tests.support import intersection_over_union, photograph, with_border

WITH_MASKS = {
    "DRIVE": ("DRIVE/training/images/*.tif", "DRIVE/training/mask/*.gif"),
    "CHASE_DB1": ("CHASE_DB1/images/*.jpg", "CHASE_DB1/mask/*.gif"),
    "HRF": ("HRF/images/*.jpg", "HRF/mask/*.tif"),
}
"""Name of a set: its photographs and its official masks, paired by sorted order."""

WITHOUT_MASKS = ("ARIA/images/*", "ORVS/images/*")

SINGLE = (
    *("DRIVE/training/images/*.tif", "CHASE_DB1/images/*.jpg", "HRF/images/*.jpg"),
    *("ARIA/images/*", "ORVS/images/*", "IDRiD/images/*", "DRISHTI/images/*", "REPEATS/*.jpg"),
)
"""Photographs of one field of view each."""

BORDERS = (
    *(((120, 120, 120, 120), 0, 0.0), ((0, 700, 0, 0), 0, 0.0), ((60, 60, 60, 60), 3, 1.0)),
    *(((90, 10, 30, 200), 255, 0.0), ((0, 0, 300, 0), 128, 0.0)),
)
"""Widths to the left, above, to the right and below; the shade, and its noise."""

_LARGEST = 1200  # pixels a side
_TILE = 240  # pixels a side, its caption included
_CAPTION = 14
_COLUMNS = 12
_OUTLINE = (0, 255, 120)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the sheet where one is asked for."""
    parser = argparse.ArgumentParser(prog="tests.studies.field_of_view")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw the field of the rest")
    parser.add_argument("--borders", action="store_true", help="put borders round all of them")
    given = parser.parse_args(arguments)
    if given.borders:
        for line in border_table(given.data):
            print(line, flush=True)
        return
    print("| set | photographs | mean | worst | which |\n|---|---|---|---|---|")
    for name, patterns in WITH_MASKS.items():
        print(table_row(name, dict(overlaps(given.data, *patterns))))
    if given.sheet:
        files = [path for pattern in WITHOUT_MASKS for path in sorted(given.data.glob(pattern))]
        contact_sheet([tile(path) for path in tqdm(files, disable=None)]).save(given.sheet)


@dataclass(frozen=True)
class Change:
    """What a border changes in one photograph, and what is seen next to its field without one."""

    name: str
    area: float
    score: float
    verdict: bool
    counted: bool


def border_table(data: Path) -> Iterator[str]:
    """Yield a table of the greatest changes, a row a set."""
    yield "| set | photographs | area, worst | score, worst | other verdict | not counted as one |"
    yield "|---|---|---|---|---|---|"
    for pattern in SINGLE:
        files = sorted(data.glob(pattern))
        changes = [change_by_borders(file) for file in tqdm(files, disable=None)]
        if changes:
            area, score = (max(changes, key=attrgetter(what)) for what in ("area", "score"))
            other = " ".join(each.name for each in changes if each.verdict) or "–"
            counted = " ".join(each.name for each in changes if each.counted) or "–"
            yield (
                f"| {pattern} | {len(files)} | {100 * area.area:.3f} % {area.name} "
                f"| {score.score:.3f} {score.name} | {other} | {counted} |"
            )


def change_by_borders(path: Path) -> Change:
    """Put borders around a photograph, reduced where it is large, and compare."""
    picture = Image.fromarray(read_image(path).pixels)
    picture.thumbnail((_LARGEST, _LARGEST))
    pixels = np.array(picture)
    plain = find_field_of_view(pixels)
    quality = assess_quality(photograph(pixels), plain)
    areas, scores, verdict = [0.0], [0.0], False
    for widths, shade, noise in BORDERS:
        bordered = with_border(pixels, *widths, shade, noise)
        field = find_field_of_view(bordered)
        found = assess_quality(photograph(bordered), field)
        areas.append(abs(field.area_px / plain.area_px - 1))
        scores.append(abs(found.score - quality.score))
        verdict |= found.verdict is not quality.verdict
    counted = plain.fields > 1 or plain.insets > 0
    return Change(path.stem, max(areas), max(scores), verdict, counted)


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
    """Arrange tiles in rows."""
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
