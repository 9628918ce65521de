"""Measure an analysed photograph, with the band of each number."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.anatomy.retina import Evidence, Retina
from app.anatomy.skeleton import Skeleton
from app.base.messages import Message, message
from app.domain.maps import Levels, ProbabilityMap, StructureMask
from app.domain.photograph import Mask
from app.domain.structures import Structure
from app.measurement.band import find_band
from app.measurement.density import vessel_density
from app.measurement.measure import Found, Measure
from app.measurement.measures import MEASURES, NOTHING_ELSE, measures_with
from app.measurement.regions import LEAST_IN_VIEW, Quadrant, quadrant_masks, share_in_view
from app.measurement.tortuosity import segment_tortuosities
from app.measurement.traced import Traced
from app.measurement.types import BoxCount, Calibres, Measurement, Measurements, Segment, withheld
from app.segmentation.postprocessing import STANDARD_DIAMETER, standard_masks

_CALIBRE_EDGES = np.arange(0.0, 0.0405, 0.001)  # field diameters; wider ones go to the last bin

_OUT_OF_VIEW = message("Less than half of this quadrant is in view.")


@dataclass(frozen=True, eq=False)
class _Found:
    """What one mask gives: numbers without bands, and what they come from."""

    traced: Traced
    numbers: dict[str, Found]
    quadrants: dict[Quadrant, float | None]


def measure(
    vessels: StructureMask,
    probability: ProbabilityMap,
    levels: Levels | None,
    pixel_mm: float | None = None,
    evidence: Evidence | None = None,
) -> Measurements:
    """Measure vessels at the standard field diameter.

    Args:
        vessels: the mask that is shown; the numbers are its own.
        probability: the map it was taken from, and its field of view.
        levels: what the masks at other thresholds are taken from, for the bands; None for a mask
            that was made elsewhere: no bands.
        pixel_mm: side of a pixel at the standard size; None where it is not known.
        evidence: what is known of the anatomy; None where no model looked for any.
    """
    retina = Retina(evidence, probability.measured_field, pixel_mm) if evidence else None
    band = find_band(vessels.threshold, levels, probability) if levels else None
    masks = [(vessels.standard, vessels.touched)]
    if levels and band:
        masks += [standard_masks(levels, at) for at in (band.low_threshold, band.high_threshold)]
    with ThreadPoolExecutor() as pool:  # the libraries' loops let each other run
        found = list(pool.map(lambda pair: _find(pair, probability, pixel_mm, retina), masks))
    traced = found[0].traced
    return Measurements(
        numbers={
            measure.id: _number(measure, [each.numbers[measure.id] for each in found], pixel_mm)
            for measure in measures_with(_structures(evidence))
        },
        quadrant_densities={
            quadrant: _with_band([each.quadrants[quadrant] for each in found], "1", _OUT_OF_VIEW)
            for quadrant in Quadrant
        },
        fits=_fits(traced),
        calibres=_calibres(traced),
        segments=_segments(traced.skeleton),
        band=band,
        decided=traced.decided,
    )


def withhold_all(reason: Message, evidence: Evidence | None = None) -> Measurements:
    """Return measurements that are all withheld for one reason.

    Args:
        evidence: what is known of the anatomy; None where no model looked for any.
    """
    rows = measures_with(_structures(evidence))
    return Measurements(
        numbers={each.id: withheld(each.unit, reason) for each in rows},
        quadrant_densities={quadrant: withheld("1", reason) for quadrant in Quadrant},
    )


def _structures(evidence: Evidence | None) -> frozenset[Structure]:
    return evidence.structures if evidence else NOTHING_ELSE


def _find(
    masks: tuple[Mask, Mask | None],
    probability: ProbabilityMap,
    pixel_mm: float | None,
    retina: Retina | None,
) -> _Found:
    traced = Traced(masks[0], probability.measured_field, pixel_mm, masks[1], retina)
    rows = measures_with(_structures(retina.evidence if retina else None))
    return _Found(
        traced,
        numbers={measure.id: measure.find(traced) for measure in rows},
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


def _number(measure: Measure, values: Sequence[Found], pixel_mm: float | None) -> Measurement:
    """Make a measurement of what was found at the threshold (first) and at those around it."""
    if isinstance(values[0], Message):
        return withheld(measure.unit, values[0])
    told = [None if isinstance(each, Message) else each for each in values]
    if not measure.of_vessels:  # no threshold moves it
        told = told[:1]
    return _with_band(told, measure.unit, measure.reason_without(pixel_mm))


def _with_band(values: Sequence[float | None], unit: str, reason: Message) -> Measurement:
    """Make a measurement of the value at the threshold (first) and those around it, if any."""
    value, *around = values
    if value is None:
        return withheld(unit, reason)
    sides = [other for other in around if other is not None]
    if not sides or len(sides) < len(around):  # half a band would look like a narrow one
        return Measurement(value, None, None, unit)
    return Measurement(value, min(value, *sides), max(value, *sides), unit)
