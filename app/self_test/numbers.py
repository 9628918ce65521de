"""Prove, on this machine, that the numbers are right: known shapes and the bundled sample."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.analysis.analysis import Analysis, analyse
from app.analysis.findings import Predictor
from app.anatomy.calibre import local_calibres, mean_calibre
from app.anatomy.skeleton import trace_skeleton
from app.base.errors import RetivascError
from app.base.messages import Message, message
from app.base.paths import sample, sample_numbers
from app.domain.photograph import Laterality, Mask, Plane
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES
from app.measurement.tortuosity import tortuosity
from app.reading.opening import read_image
from app.segmentation.hysteresis import linked_levels

"""What is compared in the bundled sample, and how far off it may be.

Processors round differently in the last bits of a network; the tolerances leave room for it.
"""

_SIDE = 512
_MIDDLE = 255.6  # not quite the centre of a pixel, so that no edge falls on a row of them


class SampleError(RetivascError):
    """What is known of the bundled sample is missing or damaged."""


@dataclass(frozen=True)
class Check:
    """One number compared with what it must be; ``found`` is None if there was no result."""

    name: Message
    expected: float
    tolerance: float
    found: float | None

    @property
    def passed(self) -> bool:
        """Return whether the number is as expected."""
        return self.found is not None and abs(self.found - self.expected) <= self.tolerance


OTHER_MODEL = message(
    "The sample's numbers are known only for the bundled model, so they were not compared."
)
"""Said where another model is used, for which ``check_sample`` yields nothing."""


def check_shapes() -> Iterator[Check]:
    """Measure shapes whose answers are known from geometry."""
    yield from _check_areas()
    yield from _check_lines()
    yield Check(
        message("pixels of a faint vessel linked to a clear one"),
        expected=300,
        tolerance=0,
        found=float(np.count_nonzero(linked_levels(_faint_vessel(), odds=2.0) >= 0.5)),
    )


def check_sample(predictor: Predictor) -> Iterator[Check]:
    """Analyse the bundled sample and compare with the numbers that belong to the bundled model.

    Of another model the numbers are not known: nothing is yielded.

    Raises:
        RetivascError: the sample cannot be analysed at all.
    """
    if knows_numbers_of(predictor):
        yield from compare_numbers(analyse_sample(predictor))


def analyse_sample(predictor: Predictor) -> Analysis:
    """Analyse the bundled sample at the threshold at which its numbers are known.

    Raises:
        RetivascError: it cannot be analysed.
    """
    # The picture file does not say which eye it is of; its DICOM twin does.
    return analyse(
        read_image(sample()),
        predictor,
        threshold=_known_numbers()["threshold"],
        laterality=Laterality.RIGHT,
    )


def compare_numbers(analysis: Analysis) -> Iterator[Check]:
    """Compare an analysis of the sample with the numbers that belong to the bundled model."""
    known = _known_numbers()
    for measure in compared_measures():
        value = analysis.measurements.numbers[measure.id].value
        yield Check(of_sample(measure), known[measure.id], measure.tolerance or 0.0, value)


def compared_measures() -> tuple[Measure, ...]:
    """Return the numbers of the bundled sample that are compared with what is known of them."""
    return tuple(measure for measure in MEASURES.values() if measure.tolerance is not None)


def of_sample(measure: Measure) -> Message:
    """Return the name of the check of a number of the bundled sample."""
    return message("{number} of the sample", number=measure.name)


def knows_numbers_of(predictor: Predictor) -> bool:
    """Return whether the sample's numbers are those of this model.

    Raises:
        SampleError: they cannot be read.
    """
    return bool(_known_numbers()["model_sha256"] == predictor.sha256)


def _known_numbers() -> dict[str, Any]:
    try:
        known: dict[str, Any] = json.loads(sample_numbers().read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SampleError(
            message("The sample's numbers cannot be read."),
            message("Please install the program again."),
        ) from error
    return known


def _check_areas() -> Iterator[Check]:
    square = np.ones((_SIDE, _SIDE), dtype=np.bool_)
    line = np.zeros_like(square)
    line[200] = True
    index = np.arange(_SIDE)
    triangle = (index[:, None] & index[None, :]) == 0  # Sierpinski's, as Pascal's triangle mod 2
    board = (index[:, None] + index[None, :]) % 2 == 0
    for name, expected, tolerance, mask in (
        (message("fractal dimension of a square"), 2.0, 0.001, square),
        (message("fractal dimension of a line"), 1.0, 0.001, line),
        (message("fractal dimension of a Sierpinski triangle"), 1.585, 0.01, triangle),
    ):
        count = box_count(mask, box_sizes(_SIDE))
        yield Check(name, expected, tolerance, count.dimension if count else None)
    yield Check(message("density of a checkerboard"), 0.5, 1e-9, vessel_density(board, square))


def _check_lines() -> Iterator[Check]:
    circle = trace_skeleton(_arc(degrees=360))
    half = trace_skeleton(_arc(degrees=180))
    bar = _bar(np.radians(30))
    centre = trace_skeleton(bar)
    crossing = trace_skeleton(bar | _bar(np.radians(100)))
    local = local_calibres(bar, centre.mask)
    around, winding = 2 * np.pi * 150, np.pi / 2
    yield Check(message("length of a circle"), around, 3.0, circle.length)
    yield Check(message("tortuosity of a semicircle"), winding, 0.02, tortuosity(half.segments))
    yield Check(
        message("mean calibre of an oblique bar"),
        9.0,
        0.5,
        mean_calibre(bar, centre.length),
    )
    yield Check(
        message("median calibre of an oblique bar"),
        9.0,
        0.5,
        float(np.median(local)) if len(local) else None,
    )
    yield Check(message("branch points of a crossing"), 1, 0, crossing.branch_points)


def _places() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far below and to the right of the middle each pixel lies."""
    place = np.arange(_SIDE, dtype=np.float64) - _MIDDLE
    return place[:, None], place[None, :]


def _arc(degrees: float) -> Mask:
    """Draw a vessel 3 pixels wide along a circle with a radius of 150, or along a part of it."""
    down, right = _places()
    turn = np.degrees(np.arctan2(down, right)) % 360
    mask: Mask = (np.abs(np.hypot(down, right) - 150) <= 1.5) & (turn <= degrees)
    return mask


def _bar(angle: float) -> Mask:
    """Draw a straight vessel 9 pixels wide and 400 long."""
    down, right = _places()
    along = right * np.cos(angle) + down * np.sin(angle)
    across = down * np.cos(angle) - right * np.sin(angle)
    mask: Mask = (np.abs(across) <= 4.5) & (np.abs(along) <= 200)
    return mask


def _faint_vessel() -> Plane:
    """Draw a vessel of 300 pixels that is clear on either side only, and a faint speck."""
    probability = np.zeros((_SIDE, _SIDE), dtype=np.float32)
    probability[100, 100:400] = 0.9
    probability[100, 200:300] = 0.55
    probability[300, 100:200] = 0.55
    return probability
