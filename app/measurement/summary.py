"""Measure an analysed photograph, with the band of each number."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.anatomy.skeleton import Skeleton
from app.base.messages import Message, message
from app.domain.maps import Levels, ProbabilityMap, StructureMask
from app.domain.photograph import Mask
from app.measurement.band import find_band
from app.measurement.density import vessel_density
from app.measurement.measures import MEASURES, Traced
from app.measurement.regions import LEAST_IN_VIEW, Quadrant, quadrant_masks, share_in_view
from app.measurement.tortuosity import segment_tortuosities
from app.measurement.types import BoxCount, Calibres, Measurement, Measurements, Segment, withheld
from app.segmentation.postprocessing import STANDARD_DIAMETER, standard_masks

_CALIBRE_EDGES = np.arange(0.0, 0.0405, 0.001)  # field diameters; wider ones go to the last bin

_OUT_OF_VIEW = message("Less than half of this quadrant is in view.")


@dataclass(frozen=True, eq=False)
class _Found:
    """What one mask gives: numbers without bands, and what they come from."""

    traced: Traced
    numbers: dict[str, float | None]
    quadrants: dict[Quadrant, float | None]


def measure(
    vessels: StructureMask,
    probability: ProbabilityMap,
    levels: Levels | None,
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
    masks = [(vessels.standard, vessels.touched)]
    if levels and band:
        masks += [standard_masks(levels, at) for at in (band.low_threshold, band.high_threshold)]
    with ThreadPoolExecutor() as pool:  # the libraries' loops let each other run
        found = list(pool.map(lambda pair: _find(pair, probability, pixel_mm), masks))
    traced = found[0].traced
    return Measurements(
        numbers={
            measure.id: _with_band(
                [each.numbers[measure.id] for each in found],
                measure.unit,
                measure.reason_without(pixel_mm),
            )
            for measure in MEASURES.values()
        },
        quadrant_densities={
            quadrant: _with_band([each.quadrants[quadrant] for each in found], "1", _OUT_OF_VIEW)
            for quadrant in Quadrant
        },
        fits=_fits(traced),
        calibres=_calibres(traced),
        segments=_segments(traced.skeleton),
        band=band,
    )


def withhold_all(reason: Message) -> Measurements:
    """Return measurements that are all withheld for one reason."""
    return Measurements(
        numbers={each.id: withheld(each.unit, reason) for each in MEASURES.values()},
        quadrant_densities={quadrant: withheld("1", reason) for quadrant in Quadrant},
    )


def _find(
    masks: tuple[Mask, Mask | None], probability: ProbabilityMap, pixel_mm: float | None
) -> _Found:
    traced = Traced(masks[0], probability.measured_field, pixel_mm, masks[1])
    return _Found(
        traced,
        numbers={measure.id: measure.find(traced) for measure in MEASURES.values()},
        quadrants=_quadrant_densities(traced.vessels, probability),
    )


def _fits(traced: Traced) -> dict[str, BoxCount]:
    fits = {each.id: each.fit(traced) for each in MEASURES.values() if each.fit is not None}
    return {name: fit for name, fit in fits.items() if fit is not None}


def _quadrant_densities(vessels: Mask, probability: ProbabilityMap) -> dict[Quadrant, float | None]:
    quadrants = quadrant_masks(probability.measured_field, probability.center)
    return {
        name: vessel_density(vessels, mask)
        if share_in_view(mask, STANDARD_DIAMETER) >= LEAST_IN_VIEW
        else None
        for name, mask in quadrants.items()
    }


def _calibres(traced: Traced) -> Calibres | None:
    widths = traced.calibres / STANDARD_DIAMETER
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
