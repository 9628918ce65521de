"""Prove, on this machine, that the numbers are right: known shapes and the bundled sample."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis import Predictor, analyse
from app.imaging.reading import read_image
from app.imaging.types import Mask
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.paths import sample, sample_numbers


@dataclass(frozen=True)
class Check:
    """Compare one number with what it must be; ``found`` is None when none came out."""

    name: str
    expected: float
    tolerance: float
    found: float | None

    @property
    def passed(self) -> bool:
        """Tell whether the number is as expected."""
        return self.found is not None and abs(self.found - self.expected) <= self.tolerance


def check_shapes() -> Iterator[Check]:
    """Measure shapes whose answers are known from geometry."""
    square = np.ones((512, 512), dtype=np.bool_)
    line = np.zeros_like(square)
    line[200] = True
    index = np.arange(512)
    triangle = (index[:, None] & index[None, :]) == 0  # Sierpinski's, as Pascal's triangle mod 2
    board = (index[:, None] + index[None, :]) % 2 == 0
    yield Check("fractal dimension of a square", 2.0, 0.001, _dimension(square))
    yield Check("fractal dimension of a line", 1.0, 0.001, _dimension(line))
    yield Check("fractal dimension of a Sierpinski triangle", 1.585, 0.01, _dimension(triangle))
    yield Check("density of a checkerboard", 0.5, 1e-9, vessel_density(board, square))


def check_sample(predictor: Predictor) -> Iterator[Check]:
    """Analyse the bundled sample and compare with the numbers that belong to the bundled model.

    Raises:
        RetivascError: the sample cannot be analysed at all.
    """
    numbers = json.loads(sample_numbers().read_text(encoding="utf-8"))
    measured = analyse(read_image(sample()), predictor, threshold=numbers["threshold"]).measurements
    density, dimension = numbers["vessel_density"], numbers["fractal_dimension"]
    # Processors round differently in the last bits of a network; the tolerances leave room for it.
    yield Check("density of the sample", density, 0.002, measured.vessel_density.value)
    yield Check(
        "fractal dimension of the sample", dimension, 0.005, measured.fractal_dimension.value
    )


def _dimension(mask: Mask) -> float | None:
    count = box_count(mask, box_sizes(512))
    return count.dimension if count else None
