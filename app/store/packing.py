"""Findings as one small content: the maps in 8 bits, so that a case opens without its model.

A map is cut at up to 255 thresholds. Whoever cuts it again at one of them gets the very mask that
the unrounded map gives; those are all that a person can set (steps of 0.005) and those of the
models. Between two of them each probability becomes their mean, so that sums stay what they were.
Other structures are only kept at the standard size, in 255 steps.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.analysis.findings import Findings, Provenance
from app.base.errors import StoreError
from app.base.messages import Message, message
from app.domain.calibration import Calibration
from app.domain.field import FieldMethod, FieldOfView
from app.domain.maps import Levels, ProbabilityMap
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.quality import Flaw, PoorPart, Quality, Verdict
from app.domain.structures import Structure
from app.domain.style import Style
from app.segmentation.network_output import Output

SCHEMA: Literal["retivasc.findings/1"] = "retivasc.findings/1"
STEP = 0.005
"""Between two thresholds at which maps are cut exactly."""

_STEPS = round(1 / STEP)
_MOST = 255
_FAST = 1  # of zlib: a third larger than the best, ten times as fast
_LENGTH = struct.Struct("<I")
_Bytes = NDArray[np.uint8]


class _Map(msgspec.Struct, frozen=True):
    """Describe the maps of the vessels, whose planes follow in their order.

    Attributes:
        thresholds: at which they are cut, rising.
        means, standard_means: of the probabilities between two thresholds, one more than those.
    """

    structure: Structure
    shape: tuple[int, int]
    standard_shape: tuple[int, int]
    center: tuple[float, float]
    thresholds: tuple[float, ...]
    means: tuple[float, ...]
    standard_means: tuple[float, ...]


class _Other(msgspec.Struct, frozen=True):
    """Describe the plane of another structure, which follows in 255 steps of probability."""

    structure: Structure
    shape: tuple[int, int]


class _Head(msgspec.Struct, frozen=True):
    schema: Literal["retivasc.findings/1"]
    field: dict[str, Any]
    quality: dict[str, Any]
    warnings: tuple[dict[str, Any], ...]
    unsuitable: dict[str, Any] | None
    provenances: tuple[dict[str, Any], ...]
    maps: tuple[_Map, ...]
    others: tuple[_Other, ...] = ()


def pack_findings(findings: Findings, *thresholds: float) -> bytes:
    """Return all that was found in a photograph, but not the photograph itself.

    Args:
        thresholds: at which the maps must be cut exactly besides the usual ones: the reading's,
            and both ends of the band.
    """
    described = _describe(findings, thresholds)
    quality = findings.quality
    head = _Head(
        schema=SCHEMA,
        field=_field_as_plain(findings.field),
        quality={
            "score": float(quality.score),
            "verdict": str(quality.verdict),
            "reasons": [reason.to_plain() for reason in quality.reasons],
            "poor_parts": [_part_as_plain(part) for part in quality.poor_parts],
        },
        warnings=tuple(each.to_plain() for each in findings.image.warnings),
        unsuitable=None if findings.unsuitable is None else findings.unsuitable.to_plain(),
        provenances=tuple(map(_provenance_as_plain, findings.provenances)),
        maps=(described,),
        others=tuple(_Other(name, _shape(plane)) for name, plane in findings.others.items()),
    )
    parts = [msgspec.json.encode(head, enc_hook=float), _bits(findings.field.mask)]
    parts += _planes(findings, described)
    parts += (
        _filtered(np.rint(255 * plane).astype(np.uint8)) for plane in findings.others.values()
    )
    packed = (zlib.compress(part, _FAST) for part in parts)
    return b"".join(_LENGTH.pack(len(part)) + part for part in packed)


def unpack_findings(content: bytes, image: FundusImage) -> Findings:
    """Return the findings that were packed, of the photograph as it was read again.

    Raises:
        StoreError: the content is damaged, of another version or of another photograph.
    """
    try:
        return _unpacked(content, image)
    except (zlib.error, struct.error, msgspec.MsgspecError, ValueError, KeyError) as error:
        raise StoreError(
            message("What was found in this photograph cannot be read from the store."),
            message("Have the photograph analysed again."),
        ) from error


def _unpacked(content: bytes, image: FundusImage) -> Findings:
    parts = _parts(content)
    head = msgspec.json.decode(next(parts), type=_Head)
    shape = (image.height, image.width)
    field = _field_from_plain(head.field, _mask(next(parts), shape))
    (described,) = head.maps
    if described.shape != shape:
        raise ValueError("it is of another photograph")
    probability, levels = _maps(described, field.mask, parts)
    others = {
        other.structure: _unfiltered(next(parts), other.shape).astype(np.float32) / np.float32(255)
        for other in head.others
    }
    warnings = tuple(Message.from_plain(each) for each in head.warnings)
    return Findings(
        image=replace(image, warnings=warnings),
        field=field,
        quality=_quality_from_plain(head.quality),
        probability=probability,
        levels=levels,
        provenances=tuple(map(_provenance_from_plain, head.provenances)),
        unsuitable=None if head.unsuitable is None else Message.from_plain(head.unsuitable),
        others=others,
    )


def _parts(content: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(content):
        (length,) = _LENGTH.unpack_from(content, place)
        place += _LENGTH.size + length
        yield zlib.decompress(content[place - length : place])


# --- maps ----------------------------------------------------------------------------------


def _describe(findings: Findings, wanted: Sequence[float]) -> _Map:
    says = findings.probability
    own = {*findings.thresholds.values(), *wanted}
    grid = (round(step * STEP, 6) for step in range(1, _STEPS))
    thresholds = tuple(map(float, sorted({*own, *grid})[:_MOST]))
    return _Map(
        Structure.VESSEL,
        _shape(says.native),
        _shape(says.standard),
        (float(says.center[0]), float(says.center[1])),
        thresholds,
        _means(says.native[findings.field.mask], thresholds),
        _means(says.standard[says.measured_field], thresholds),
    )


def _means(values: NDArray[np.float32], thresholds: Sequence[float]) -> tuple[float, ...]:
    """Return the mean of the values from each threshold to the next, beginning with 0."""
    cut, bins = _cut(values, thresholds), len(thresholds) + 1
    counts = np.bincount(cut, minlength=bins)
    sums = np.bincount(cut, weights=values, minlength=bins)
    lowest = np.array((0.0, *thresholds))
    return tuple((np.where(counts, sums, lowest) / np.maximum(counts, 1)).tolist())


def _shape(plane: Plane | Mask) -> tuple[int, int]:
    return int(plane.shape[0]), int(plane.shape[1])


def _planes(findings: Findings, described: _Map) -> Iterator[bytes]:
    """Yield the planes of the vessels: of levels, how far they lie below the probability."""
    says, level = findings.probability, findings.levels
    yield _bits(says.measured_field)
    for probability, levels in ((says.native, level.native), (says.standard, level.standard)):
        cut = _cut(probability, described.thresholds)
        yield _filtered(cut)
        yield (cut - _cut(levels, described.thresholds)).tobytes()


def _maps(described: _Map, field: Mask, parts: Iterator[bytes]) -> tuple[ProbabilityMap, Levels]:
    measured_field = _mask(next(parts), described.standard_shape)
    native, native_levels = _plane(parts, described, field, described.means)
    standard, standard_levels = _plane(parts, described, measured_field, described.standard_means)
    probability = ProbabilityMap(native, standard, measured_field, described.center)
    return probability, Levels(native_levels, standard_levels)


def _plane(
    parts: Iterator[bytes], described: _Map, inside: Mask, means: Sequence[float]
) -> tuple[Plane, Plane]:
    """Return probabilities and levels at one size."""
    lowest = _not_below(np.array((0.0, *described.thresholds)))
    cut = _unfiltered(next(parts), _shape(inside))
    below = np.frombuffer(next(parts), dtype=np.uint8).reshape(cut.shape)
    probability = np.array(means, dtype=np.float32)[cut]
    probability[(cut == 0) & ~inside] = 0.0
    return probability, lowest[cut - below]


def _not_below(values: NDArray[np.float64]) -> Plane:
    """Return numbers as float32 that still reach what they reached as float64."""
    rounded = values.astype(np.float32)
    low = rounded < values
    rounded[low] = np.nextafter(rounded[low], np.float32(np.inf))
    return rounded


def _cut(plane: Plane, thresholds: Sequence[float]) -> _Bytes:
    """Return how many of the thresholds each value reaches, as ``value >= threshold`` tells it."""
    edges = _not_below(np.array(thresholds, dtype=np.float64))
    return np.searchsorted(edges, plane, side="right").astype(np.uint8)


def _filtered(plane: _Bytes) -> bytes:
    """Return the differences of neighbours, which are packed more closely than the values."""
    return np.diff(plane, axis=1, prepend=np.uint8(0)).tobytes()


def _unfiltered(content: bytes, shape: tuple[int, int]) -> _Bytes:
    differences = np.frombuffer(content, dtype=np.uint8).reshape(shape)
    return np.cumsum(differences, axis=1, dtype=np.uint8)


def _bits(mask: Mask) -> bytes:
    return np.packbits(mask).tobytes()


def _mask(content: bytes, shape: tuple[int, int]) -> Mask:
    bits = np.unpackbits(np.frombuffer(content, dtype=np.uint8), count=shape[0] * shape[1])
    return bits.reshape(shape).astype(np.bool_)


# --- the rest ------------------------------------------------------------------------------


def _field_as_plain(field: FieldOfView) -> dict[str, Any]:
    return {
        "center": [float(each) for each in field.center],
        "diameter_px": float(field.diameter_px),
        "method": str(field.method),
        "confidence": float(field.confidence),
        "fields": field.fields,
        "insets": field.insets,
    }


def _field_from_plain(plain: Mapping[str, Any], mask: Mask) -> FieldOfView:
    x, y = plain["center"]
    rest = {name: plain[name] for name in ("diameter_px", "confidence", "fields", "insets")}
    return FieldOfView(mask=mask, center=(x, y), method=FieldMethod(plain["method"]), **rest)


def _quality_from_plain(plain: Mapping[str, Any]) -> Quality:
    reasons = tuple(Message.from_plain(each) for each in plain["reasons"])
    # Those that were packed by an earlier version have no parts.
    parts = tuple(_part_from_plain(each) for each in plain.get("poor_parts", ()))
    return Quality(plain["score"], Verdict(plain["verdict"]), reasons, parts)


def _part_as_plain(part: PoorPart) -> dict[str, Any]:
    return {
        "flaw": str(part.flaw),
        "share": float(part.share),
        "place": part.place.to_plain(),
        "tiles": part.tiles,
    }


def _part_from_plain(plain: Mapping[str, Any]) -> PoorPart:
    tiles = tuple((int(row), int(column)) for row, column in plain["tiles"])
    place = Message.from_plain(plain["place"])
    return PoorPart(Flaw(plain["flaw"]), plain["share"], place, tiles)


def _provenance_as_plain(made: Provenance) -> dict[str, Any]:
    return {
        **{name: getattr(made, name) for name in _MADE},
        "outputs": [msgspec.to_builtins(output, enc_hook=float) for output in made.outputs],
        "created": made.created.isoformat(),
        "calibration": msgspec.to_builtins(made.calibration),
        "style": msgspec.to_builtins(made.style, enc_hook=float),
        "shares": {name: float(share) for name, share in made.shares.items()},
        "warnings": [each.to_plain() for each in made.warnings],
    }


_MADE = (
    *("model_name", "model_version", "model_sha256", "device", "precision"),
    *("software_version", "whole_frame"),
)


def _provenance_from_plain(plain: Mapping[str, Any]) -> Provenance:
    return Provenance(
        **{name: plain[name] for name in _MADE},
        outputs=tuple(msgspec.convert(each, type=Output) for each in plain["outputs"]),
        created=datetime.fromisoformat(plain["created"]),
        calibration=msgspec.convert(plain["calibration"], type=Calibration | None),
        style=msgspec.convert(plain["style"], type=Style),
        shares=dict(plain["shares"]),
        warnings=tuple(Message.from_plain(each) for each in plain["warnings"]),
    )
