"""Show how far the quality score goes with what a photograph's vessels are worth.

python -m tests.studies.quality --data DIR --output DIR [--model FILE]

Photographs of patients that the shipped weights did not learn from are spoilt at rising strengths;
then the photographs of ARIA, a camera that it does not know, are judged as they are. Each is
compared with the expert's drawing. Tables are printed; ``quality.csv`` in the output folder holds
every row.
"""

import argparse
import csv
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.stats import spearmanr
from tqdm import tqdm

from app.analysis.analysis import analyse
from app.analysis.findings import Predictor
from app.base.files import make_folder
from app.base.paths import default_model
from app.domain.photograph import Mask, Rgb
from app.field.field_of_view import find_field_of_view
from app.imaging.resampling import resize_picture, resize_plane, scaled_shape
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.reading.opening import read_image
from app.training.cases import LabelledImage, pair_files, read_label
from app.training.metrics import score, tally
from tests.studies.degradations import DEGRADATIONS
from tests.support import photograph

SPOILT = (
    ("DRIVE/training/images/{}_training.tif", "DRIVE/training/1st_manual/{}_manual1.gif", "35 36"),
    ("CHASE_DB1/images/Image_{}.jpg", "CHASE_DB1/1st_manual/Image_{}_1stHO.png", "08L 08R"),
    ("HRF/images/{}.jpg", "HRF/manual1/{}.tif", "04_h 04_dr"),
)
"""Photographs and labels of test patients; the masks of the field are found."""

UNKNOWN_CAMERA = ("ARIA/images/*", "ARIA/labels/*")

LARGEST = 1024.0
"""Field diameter, in pixels, above which photographs are reduced, as the model does anyway."""


@dataclass(frozen=True)
class Row:
    """One photograph as it was judged, and what the vessels found in it are worth."""

    name: str
    spoilt_by: str
    strength: float
    score: float
    verdict: str
    dice: float
    density: float | None
    reasons: str


@dataclass(frozen=True, eq=False)
class Labelled:
    """A photograph in memory, with the expert's vessels and the field that is scored."""

    name: str
    pixels: Rgb
    label: Mask
    scored: Mask


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge, compare, print and write."""
    parser = argparse.ArgumentParser(prog="tests.studies.quality")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    make_folder(given.output)
    predictor = load_predictor(given.model, "cpu", EngineName.TORCH)
    spoilt = [row for each in spoilable(given.data) for row in spoil(each, predictor)]
    found = pair_files(*(str(given.data / pattern) for pattern in UNKNOWN_CAMERA), None)
    unknown = [judge(load(each), predictor) for each in tqdm(found, disable=None)]
    write_rows(given.output / "quality.csv", [*spoilt, *unknown])
    print("\n".join([*degradation_table(spoilt), "", *unknown_camera_table(unknown)]))


def spoilable(data: Path) -> Iterator[Labelled]:
    """Yield the photographs that are spoilt."""
    for image, label, names in SPOILT:
        for name in tqdm(names.split(), disable=None):
            yield load(LabelledImage(data / image.format(name), data / label.format(name)))


def load(labelled: LabelledImage) -> Labelled:
    """Read a photograph and its label, reduced where it is larger than the model sees it."""
    pixels = read_image(labelled.image).pixels
    whole = (0, 0, pixels.shape[1], pixels.shape[0])
    label = read_label(labelled, (pixels.shape[0], pixels.shape[1]))
    scale = min(1.0, LARGEST / find_field_of_view(pixels).diameter_px)
    if scale < 1:
        shape = scaled_shape(whole, scale)
        pixels = resize_picture(pixels, shape)
        label = resize_plane(label, shape, resample=Image.Resampling.BOX) >= 0.5
    return Labelled(labelled.image.stem, pixels, label, find_field_of_view(pixels).mask)


def spoil(labelled: Labelled, predictor: Predictor) -> Iterator[Row]:
    """Yield the judgement of a photograph as it is, and spoilt in every way."""
    field = find_field_of_view(labelled.pixels)
    yield judge(labelled, predictor)
    for name, (apply, strengths) in DEGRADATIONS.items():
        for strength in strengths:
            spoilt = apply(labelled.pixels, field, strength)
            worse = Labelled(labelled.name, spoilt, labelled.label, labelled.scored)
            yield judge(worse, predictor, name, strength)


def judge(
    labelled: Labelled, predictor: Predictor, spoilt_by: str = "", strength: float = 0.0
) -> Row:
    """Analyse one photograph and compare what is found with the label."""
    analysis = analyse(photograph(labelled.pixels), predictor, measure_anyway=True)
    counts = tally(analysis.probability.native, labelled.label, labelled.scored)
    return Row(
        name=labelled.name,
        spoilt_by=spoilt_by,
        strength=strength,
        score=analysis.quality.score,
        verdict=str(analysis.quality.verdict),
        dice=score(counts, analysis.threshold).dice or 0.0,
        density=analysis.measurements.vessel_density.value,
        reasons=" ".join(map(str, analysis.quality.reasons)),
    )


def degradation_table(rows: Sequence[Row]) -> list[str]:
    """Return the means over the photographs at each strength, and how scores and Dice agree."""
    sound = {row.name: row for row in rows if not row.spoilt_by}
    lines = [
        "| spoilt by | strength | score | Dice | density, of the sound one's | verdicts |",
        "|---|---|---|---|---|---|",
        _line("nothing", 0.0, list(sound.values()), sound),
    ]
    spoilt = sorted(
        (row for row in rows if row.spoilt_by),
        key=lambda row: (list(DEGRADATIONS).index(row.spoilt_by), row.strength),
    )
    for (name, strength), group in groupby(spoilt, lambda row: (row.spoilt_by, row.strength)):
        lines.append(_line(name, strength, list(group), sound))
    lines.append("")
    lines.append(f"Rank correlation of score and Dice: {_correlation(rows):.2f} over all")
    for name in DEGRADATIONS:
        own = [row for row in rows if row.spoilt_by in ("", name)]
        lines.append(f"- {name}: {_correlation(own):.2f}; {_rises(own)} rises of the score")
    return lines


def unknown_camera_table(rows: Sequence[Row], worst: int = 12) -> list[str]:
    """Return how score and Dice agree, by verdict and over all, and the lowest scores."""
    lines = [
        f"Rank correlation of score and Dice, {len(rows)} photographs: {_correlation(rows):.2f}",
        "",
        "| verdict | photographs | mean Dice | worst Dice |",
        "|---|---|---|---|",
    ]
    for verdict in ("good", "usable", "not gradable"):
        dice = [row.dice for row in rows if row.verdict == verdict]
        numbers = f"{statistics.fmean(dice):.3f} | {min(dice):.3f}" if dice else "– | –"
        lines.append(f"| {verdict} | {len(dice)} | {numbers} |")
    lines += ["", "| lowest scores | score | Dice | reasons |", "|---|---|---|---|"]
    for row in sorted(rows, key=lambda row: row.score)[:worst]:
        lines.append(f"| {row.name} | {row.score:.2f} | {row.dice:.3f} | {row.reasons} |")
    return lines


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write all rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Row)])
        writer.writerows(map(astuple, rows))


def _line(name: str, strength: float, rows: Sequence[Row], sound: dict[str, Row]) -> str:
    shares = [(row.density or 0.0) / (sound[row.name].density or 1.0) for row in rows]
    verdicts = ", ".join(
        f"{count} {verdict}"
        for verdict in ("good", "usable", "not gradable")
        if (count := sum(row.verdict == verdict for row in rows))
    )
    means = [statistics.fmean(getattr(row, what) for row in rows) for what in ("score", "dice")]
    return (
        f"| {name} | {strength:g} | {means[0]:.2f} | {means[1]:.3f} | "
        f"{statistics.fmean(shares):.2f} | {verdicts} |"
    )


def _correlation(rows: Sequence[Row]) -> float:
    scores, dice = ([getattr(row, name) for row in rows] for name in ("score", "dice"))
    return float(np.asarray(spearmanr(scores, dice).statistic))


def _rises(rows: Sequence[Row]) -> int:
    """Count the steps to a greater strength at which a photograph's score rises."""
    ordered = sorted(rows, key=lambda row: (row.name, row.strength))
    return sum(
        later.score > earlier.score
        for earlier, later in pairwise(ordered)
        if later.name == earlier.name
    )


if __name__ == "__main__":
    main()
