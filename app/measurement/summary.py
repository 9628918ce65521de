"""Measure an analysed photograph, with the band of each number."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.base.messages import Message, message
from app.domain.maps import ProbabilityMap, VesselLevels, VesselMask
from app.domain.photograph import Mask
from app.measurement.band import find_band
from app.measurement.calibre import local_calibres, mean_calibre
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.measurement.regions import LEAST_IN_VIEW, Quadrant, quadrant_masks, share_in_view
from app.measurement.skeleton import Skeleton, trace_skeleton
from app.measurement.tortuosity import segment_tortuosities, tortuosity
from app.measurement.types import (
    UNITS,
    BoxCount,
    Calibres,
    Measurement,
    Measurements,
    Number,
    Segment,
    withheld,
)
from app.segmentation.postprocessing import STANDARD_DIAMETER, reaches

MASK_SIZES = box_sizes(STANDARD_DIAMETER)
SKELETON_SIZES = box_sizes(STANDARD_DIAMETER, smallest=4)

_CALIBRE_EDGES = np.arange(0.0, 0.0405, 0.001)  # field diameters; wider ones go to the last bin

_NO_FIELD = message("Core", "The field of view is empty.")
_TOO_FEW = message("Core", "There are too few vessels to fit a fractal dimension.")
_NO_VESSELS = message("Core", "There is no centreline to divide the vessel area by.")
_NO_SEGMENTS = message("Core", "No vessel is long enough to tell how winding it is.")
_NO_SPACING = message("Core", "The size of a pixel on the retina is not known.")
_OUT_OF_VIEW = message("Core", "Less than half of this quadrant is in view.")
_REASONS = {
    Number.VESSEL_DENSITY: _NO_FIELD,
    Number.FRACTAL_DIMENSION: _TOO_FEW,
    Number.SKELETON_DIMENSION: _TOO_FEW,
    Number.LENGTH_DENSITY: _NO_FIELD,
    Number.MEAN_CALIBRE: _NO_VESSELS,
    Number.TORTUOSITY: _NO_SEGMENTS,
    Number.BRANCH_POINTS: _NO_FIELD,
    Number.END_POINTS: _NO_FIELD,
    Number.LENGTH_DENSITY_MM: _NO_FIELD,
    Number.MEAN_CALIBRE_UM: _NO_VESSELS,
}


@dataclass(frozen=True, eq=False)
class _Reading:
    """Hold what one mask gives: numbers without bands, and what they come from."""

    vessels: Mask
    skeleton: Skeleton
    box_count: BoxCount | None
    skeleton_box_count: BoxCount | None
    numbers: dict[Number, float | None]
    quadrants: dict[Quadrant, float | None]


def measure(
    vessels: VesselMask,
    probability: ProbabilityMap,
    levels: VesselLevels | None,
    pixel_mm: float | None = None,
) -> Measurements:
    """Measure vessels at the standard field diameter.

    Args:
        vessels: the mask that is shown; the numbers are its own.
        probability: the map it was taken from, and its field of view.
        levels: what the masks at other thresholds are taken from, for the bands; None for a mask
            that was made elsewhere: no bands.
        pixel_mm: side of a pixel at the standard size; None where it is not known.
    """
    band = find_band(vessels.threshold, levels, probability) if levels else None
    masks = [vessels.standard]
    if levels and band:
        masks += [reaches(levels.standard, at) for at in (band.low_threshold, band.high_threshold)]
    with ThreadPoolExecutor() as pool:  # the libraries' loops let each other run
        readings = list(pool.map(lambda mask: _read(mask, probability, pixel_mm), masks))
    first = readings[0]
    return Measurements(
        numbers={
            number: _with_band(
                [reading.numbers[number] for reading in readings],
                UNITS[number],
                _reason(number, pixel_mm),
            )
            for number in Number
        },
        quadrant_densities={
            quadrant: _with_band(
                [reading.quadrants[quadrant] for reading in readings], "1", _OUT_OF_VIEW
            )
            for quadrant in Quadrant
        },
        box_count=first.box_count,
        skeleton_box_count=first.skeleton_box_count,
        calibres=_calibres(first),
        segments=_segments(first.skeleton),
        band=band,
    )


def withhold_all(reason: Message) -> Measurements:
    """Return measurements without any value, all for one reason."""
    return Measurements(
        numbers={number: withheld(UNITS[number], reason) for number in Number},
        quadrant_densities={quadrant: withheld("1", reason) for quadrant in Quadrant},
    )


def _reason(number: Number, pixel_mm: float | None) -> Message:
    metric = number in (Number.LENGTH_DENSITY_MM, Number.MEAN_CALIBRE_UM)
    return _NO_SPACING if metric and pixel_mm is None else _REASONS[number]


def _read(mask: Mask, probability: ProbabilityMap, pixel_mm: float | None) -> _Reading:
    field = probability.measured_field
    vessels = mask & field
    skeleton = trace_skeleton(vessels)
    count = _network(box_count(vessels, MASK_SIZES))
    thin_count = _network(box_count(skeleton.mask, SKELETON_SIZES))
    area = int(np.count_nonzero(field))
    length = skeleton.length / area if area else None  # per pixel
    calibre = mean_calibre(vessels, skeleton.length)  # in pixels
    return _Reading(
        vessels,
        skeleton,
        count,
        thin_count,
        numbers={
            Number.VESSEL_DENSITY: vessel_density(vessels, field),
            Number.FRACTAL_DIMENSION: count.dimension if count else None,
            Number.SKELETON_DIMENSION: thin_count.dimension if thin_count else None,
            Number.LENGTH_DENSITY: _times(length, STANDARD_DIAMETER),
            Number.MEAN_CALIBRE: _times(calibre, 1 / STANDARD_DIAMETER),
            Number.TORTUOSITY: tortuosity(skeleton.segments),
            Number.BRANCH_POINTS: float(skeleton.branch_points) if area else None,
            Number.END_POINTS: float(skeleton.end_points) if area else None,
            Number.LENGTH_DENSITY_MM: _times(length, 1 / pixel_mm if pixel_mm else None),
            Number.MEAN_CALIBRE_UM: _times(calibre, 1000 * pixel_mm if pixel_mm else None),
        },
        quadrants=_quadrant_densities(vessels, probability),
    )


def _network(count: BoxCount | None) -> BoxCount | None:
    """Return a count of a network; below the dimension of a line there are only specks."""
    return count if count and count.dimension >= 1 else None


def _times(value: float | None, factor: float | None) -> float | None:
    return None if value is None or factor is None else value * factor


def _quadrant_densities(vessels: Mask, probability: ProbabilityMap) -> dict[Quadrant, float | None]:
    quadrants = quadrant_masks(probability.measured_field, probability.center)
    return {
        name: vessel_density(vessels, mask)
        if share_in_view(mask, STANDARD_DIAMETER) >= LEAST_IN_VIEW
        else None
        for name, mask in quadrants.items()
    }


def _calibres(reading: _Reading) -> Calibres | None:
    widths = local_calibres(reading.vessels, reading.skeleton.mask) / STANDARD_DIAMETER
    if not len(widths):
        return None
    counts, _ = np.histogram(np.minimum(widths, _CALIBRE_EDGES[-1]), _CALIBRE_EDGES)
    return Calibres(
        edges=tuple(round(float(edge), 4) for edge in _CALIBRE_EDGES),
        shares=tuple((counts / len(widths)).tolist()),
        median=float(np.median(widths)),
    )


def _segments(skeleton: Skeleton) -> tuple[Segment, ...]:
    winding, length = segment_tortuosities(skeleton.segments)
    return tuple(
        Segment(each / STANDARD_DIAMETER, arc)
        for each, arc in zip(length.tolist(), winding.tolist(), strict=True)
    )


def _with_band(values: Sequence[float | None], unit: str, reason: Message) -> Measurement:
    """Make a measurement of the value at the threshold (first) and those around it, if any."""
    value, *around = values
    if value is None:
        return withheld(unit, reason)
    sides = [other for other in around if other is not None]
    if not sides or len(sides) < len(around):  # half a band would look like a narrow one
        return Measurement(value, None, None, unit)
    return Measurement(value, min(value, *sides), max(value, *sides), unit)
