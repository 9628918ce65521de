"""Show how far the bands hold the experts' vessel density, and what tells an error beforehand.

python -m tests.studies.band --data DIR --model FILE

The photographs are of patients that the first stage of the model did not learn from, and of cameras
that it does not know. For each set: the difference of the program's vessel density from that of
the expert's drawing, how often the drawing's lies inside a band of +-0.1 of the threshold and
inside the program's band, and the rank correlation of the difference's size with two guesses at
it that need no drawing: the mean of p (1 - p), and the spread over mirror images of the photograph.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from tqdm import tqdm

from app.analysis.analysis import Analysis, analyse
from app.analysis.findings import vessel_output
from app.inference.flips import flipped_answers
from app.inference.predictor import UNetPredictor, load_predictor
from app.measurement.band import STEP
from app.measurement.density import vessel_density
from app.reading.opening import read_image
from app.segmentation.postprocessing import (
    find_levels,
    reaches,
    restore_native,
    standardise_drawing,
)
from app.segmentation.preprocessing import prepare_input
from app.training.cases import LabelledImage, pair_files, read_label
from app.training.scoring import vessels_by

SETS = {
    "DRIVE 35-40": (
        "DRIVE/training/images/{}_training.tif",
        "DRIVE/training/1st_manual/{}_manual1.gif",
        "35 36 37 38 39 40",
    ),
    "CHASE_DB1 08-10": (
        "CHASE_DB1/images/Image_{}.jpg",
        "CHASE_DB1/1st_manual/Image_{}_1stHO.png",
        "08L 08R 09L 09R 10L 10R",
    ),
    "HRF 04-05": (
        "HRF/images/{}.jpg",
        "HRF/manual1/{}.tif",
        "04_dr 04_g 04_h 05_dr 05_g 05_h",
    ),
}
UNKNOWN_CAMERAS = {
    "ARIA": ("ARIA/images/*", "ARIA/labels/*"),
    # Without those whose number ends in 3: one of their labels is of another size.
    "ORVS": ("ORVS/images/*[!3].jpg", "ORVS/labels/*[!3].png"),
}


@dataclass(frozen=True)
class Row:
    """One photograph: densities of the drawing, the program and its bands, and two guesses."""

    drawn: float
    found: float
    narrow: tuple[float, float]
    band: tuple[float, float]
    doubt: float
    spread: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(prog="tests.studies.band")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE")
    given = parser.parse_args(arguments)
    predictor = load_predictor(given.model)
    print("| set | photographs | bias | SD | in +-0.1 | in the band | p (1 - p) | mirror images |")
    print("|---|---|---|---|---|---|---|---|")
    for name, pairs in labelled_sets(given.data):
        print(line(name, [compare(pair, predictor) for pair in tqdm(pairs, disable=None)]))


def labelled_sets(data: Path) -> Iterator[tuple[str, list[LabelledImage]]]:
    """Yield the sets whose photographs are there."""
    for name, (image, label, patients) in SETS.items():
        pairs = [
            LabelledImage(data / image.format(patient), data / label.format(patient))
            for patient in patients.split()
        ]
        yield name, pairs
    for name, (images, labels) in UNKNOWN_CAMERAS.items():
        yield name, pair_files(str(data / images), str(data / labels), None)


def compare(labelled: LabelledImage, predictor: UNetPredictor) -> Row:
    """Measure one photograph and its drawing in the same field."""
    image = read_image(labelled.image)
    analysis = analyse(image, predictor, measure_anyway=True)
    field = analysis.probability.measured_field
    _, drawn = standardise_drawing(
        read_label(labelled, (image.height, image.width)), analysis.field
    )
    density = analysis.measurements.vessel_density
    values = analysis.probability.standard[field]
    return Row(
        drawn=_known(vessel_density(drawn.standard, field)),
        found=_known(density.value),
        narrow=(_density_at(analysis, STEP), _density_at(analysis, -STEP)),
        band=(_known(density.low), _known(density.high)),
        doubt=float((values * (1 - values)).mean()),
        spread=float(np.std(_flipped_densities(analysis, predictor))),
    )


def _known(value: float | None) -> float:
    """Return a number that must be there: one left out would change the table unseen."""
    if value is None:
        raise ValueError("a photograph could not be measured")
    return value


def _density_at(analysis: Analysis, step: float) -> float:
    vessels = reaches(analysis.levels.standard, analysis.threshold + step)
    return _known(vessel_density(vessels, analysis.probability.measured_field))


def _flipped_densities(analysis: Analysis, predictor: UNetPredictor) -> list[float]:
    field = analysis.field
    prepared = prepare_input(analysis.image, field, predictor.input_spec)
    densities = []
    for answer in flipped_answers(vessels_by(predictor), prepared):
        probability = restore_native(np.ascontiguousarray(answer), prepared, field)
        levels = find_levels(probability, field, vessel_output(predictor).hysteresis)
        vessels = reaches(levels.standard, analysis.threshold)
        densities.append(_known(vessel_density(vessels, probability.measured_field)))
    return densities


def line(name: str, rows: Sequence[Row]) -> str:
    """Return one set's row of the table."""
    error = np.array([row.found - row.drawn for row in rows])
    narrow = np.mean([row.narrow[0] <= row.drawn <= row.narrow[1] for row in rows])
    band = np.mean([row.band[0] <= row.drawn <= row.band[1] for row in rows])
    doubt, spread = (
        spearmanr(np.abs(error), [getattr(row, guess) for row in rows]).statistic
        for guess in ("doubt", "spread")
    )
    return (
        f"| {name} | {len(rows)} | {error.mean():+.4f} | {error.std(ddof=1):.4f} | "
        f"{narrow:.2f} | {band:.2f} | {doubt:+.2f} | {spread:+.2f} |"
    )


if __name__ == "__main__":
    main()
