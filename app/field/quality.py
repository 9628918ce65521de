"""Judge whether a photograph is good enough to measure.

Part is judged of the photograph alone, before anything is looked for in it; the rest of what the
model makes of it: how sure it is of the vessels that it finds, and where it finds none. The bounds
of each aspect were set on ARIA and on six photographs that ``python -m tests.studies.quality`` does
not spoil; those of the vessels and of the grades by ``python -m tests.studies.quality_grades``, so
that the error of the vessel density rises from grade to grade.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.base.messages import Message, message
from app.domain.field import FieldMethod, FieldOfView
from app.domain.maps import ProbabilityMap
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.quality import TILES, Quality, Verdict
from app.field.geometry import field_box
from app.field.poor_parts import find_poor_parts, part_reasons
from app.imaging.resampling import cut_out, resize_picture, resize_plane, scaled_shape

_DIAMETER = 256  # pixels; judged at one size, which the smallest photographs have too
_LIGHT = 6 / 256  # of the diameter: the width over which the local light is averaged
_GOOD, _GRADABLE = 0.5, 0.02
_DOUBTFUL = 0.6  # of one aspect: from here down its reason is told

# Each pair: where a photograph is useless, and from where on it is faultless in this respect.
_CONFIDENCE = (0.5, 0.75)  # of the circle of view
_EXTENT = (0.2, 0.6)  # share of the circle of view that lies within the picture
_SHADES = (5.0, 40.0)  # grey levels of the brightest channel
_LIT = (0.35, 0.95)  # mean of what the shades leave to be seen
_SATURATED = (0.6, 0.05)  # share above the grey level below
_SATURATION = 250.0
_CONTRAST = (0.005, 0.022)  # of detail as wide as the larger vessels, relative to the light
_SHARPNESS = (0.28, 0.55)  # fine detail relative to that of the larger vessels
_GRAIN = (1.9, 0.75)  # noise from pixel to pixel, relative to the larger vessels' detail
_BLOCKS = (12.0, 3.0)  # how much the steps between JPEG's blocks exceed those within
_SURENESS = (0.45, 0.65)  # of the vessels found
_EMPTY = (0.8, 0.2)  # share of the tiles in which no vessels are found
_TRACE = 0.005  # of a tile: what is less is no vessel

_GUESSED = 0.35  # what a field is worth whose circle was hardly found
_OUTLINE, _FRAME = 0.08, 0.01  # what it is worth where there is no circle, or no field
_ODD_COLOUR = 0.2  # what odd colours are worth, or none
_FINE_DIAMETER = 1536.0  # pixels; blocks of larger photographs are finer than what a model sees
_BLOCK = 8  # pixels, of JPEG
_GREENISH = 1.1  # how far a retina's green may exceed its red where haze scatters light
_BARELY = 0.002  # mean probability below which there are no vessels to be sure of
_STANDS_OUT = 0.3  # how much worse than its neighbours a part must be to be named


class AspectKind(StrEnum):
    """What can be wrong with a photograph."""

    FIELD = "field"
    EXTENT = "extent"
    BESIDE = "beside"
    EXPOSURE = "exposure"
    CONTRAST = "contrast"
    BLUR = "blur"
    GRAIN = "grain"
    COMPRESSION = "compression"
    COLOUR = "colour"
    VESSELS = "vessels"
    EMPTY = "empty"


@dataclass(frozen=True)
class Aspect:
    """One thing that can be wrong: 1 is faultless, 0 is useless.

    Attributes:
        local: the reason names a part of the picture, which spoils the whole only in part.
    """

    kind: AspectKind
    score: float
    reason: Message
    local: bool = False

    @property
    def doubtful(self) -> bool:
        """Return whether this makes the photograph worse."""
        return self.score < _DOUBTFUL


@dataclass(frozen=True, eq=False)
class _View:
    """The photograph at the size at which it is judged; ``green`` is divided by its own light."""

    rgb: NDArray[np.float32]
    inside: Mask
    green: Plane

    @property
    def core(self) -> Mask:
        """The field without its rim, whose edge is no detail."""
        core: Mask = scipy.ndimage.binary_erosion(self.inside, iterations=4)
        return core if core.any() else self.inside


def assess_quality(image: FundusImage, field: FieldOfView) -> Quality:
    """Score a photograph from 0 to 1, with the reasons in sentences.

    The score is the product of its aspects' scores: two doubts weigh more than one.
    """
    aspects = judge_aspects(image, field)
    score = math.prod(aspect.score for aspect in aspects)
    worst = min(aspects, key=lambda aspect: aspect.score)
    # Several small doubts that add up to a large one need a reason too.
    told = () if score >= _GOOD else (worst,)
    reasons = tuple(
        aspect.reason for aspect in aspects if aspect.doubtful or aspect.local or aspect in told
    )
    parts = find_poor_parts(image, field)
    return Quality(round(score, 3), _verdict(score), (*reasons, *part_reasons(parts)), parts)


def with_vessel_evidence(quality: Quality, probability: ProbabilityMap) -> Quality:
    """Complete the judgement of a photograph with how sure its vessels are, and where none are."""
    aspects = [judge_vessels(probability)]
    if not _is_empty(probability):  # where there are none, one sentence says so
        aspects.append(judge_emptiness(probability))
    score = quality.score * math.prod(aspect.score for aspect in aspects)
    verdict = _verdict(score)
    # What turns the verdict is told, however small a doubt it is.
    turning = (
        min(aspects, key=lambda aspect: aspect.score) if verdict is not quality.verdict else None
    )
    told = (aspect.reason for aspect in aspects if aspect.doubtful or aspect is turning)
    reasons = (*quality.reasons, *told)
    return replace(quality, score=round(score, 3), verdict=verdict, reasons=reasons)


def judge_aspects(image: FundusImage, field: FieldOfView) -> tuple[Aspect, ...]:
    """Score each thing that can be wrong with a photograph, as far as the photograph tells.

    Looked at are whether the field of view was found, lies within the picture and is alone there,
    the exposure, the contrast (haze), the sharpness, the noise and the compression of the green
    channel, and whether the colours are those of a retina (red above green above blue).
    """
    view = _view(image, field)
    return (
        _field_found(field),
        _extent(field),
        _alone(field),
        _exposed(view),
        _contrasted(view),
        _sharp(view),
        _without_grain(_view(image, field, 2 * _DIAMETER)),
        _without_blocks(image, field),
        _retina_coloured(view),
    )


def judge_vessels(probability: ProbabilityMap) -> Aspect:
    """Score how certain the model is of the vessels it finds.

    That is the mean probability of all it takes for vessel, each pixel weighing as much as it is
    taken for one: near 1 where every pixel is either vessel or not. Where probabilities are
    calibrated, overlap with an expert's drawing follows from it.
    """
    if _is_empty(probability):
        return Aspect(AspectKind.VESSELS, 0.0, message("No vessels were found."))
    values = probability.standard[probability.measured_field].astype(np.float64)
    return Aspect(
        AspectKind.VESSELS,
        _ramp(float((values**2).sum() / values.sum()), *_SURENESS),
        message("Many of the possible vessels are uncertain."),
    )


def _is_empty(probability: ProbabilityMap) -> bool:
    values = probability.standard[probability.measured_field]
    return not values.size or float(values.mean()) < _BARELY


def judge_emptiness(probability: ProbabilityMap) -> Aspect:
    """Score in how much of the field vessels are found: everywhere but in the fovea there are some.

    The field is looked at in tiles; where most of them are empty, vessels are hidden.
    """
    found = (probability.standard > 0.5) & probability.measured_field  # rather vessel than not
    inside, vessels = (_sums(each) for each in (probability.measured_field, found))
    most = int(inside.max()) if inside.size else 0
    looked_at = inside > most // 2
    empty = looked_at & (vessels < _TRACE * inside)
    share = int(empty.sum()) / max(1, int(looked_at.sum()))
    return Aspect(
        AspectKind.EMPTY,
        _ramp(share, *_EMPTY),
        message("No vessels are found in {share} % of the field.", share=round(100 * share)),
    )


def _sums(mask: Mask) -> NDArray[np.int64]:
    """Return how many pixels of a mask each tile holds."""
    sums: NDArray[np.int64] = mask.astype(np.int64)
    for axis, length in enumerate(mask.shape):
        tiles = min(TILES, length)
        sums = np.add.reduceat(sums, np.arange(tiles) * length // tiles, axis=axis)
    return sums


def _verdict(score: float) -> Verdict:
    if score >= _GOOD:
        return Verdict.GOOD
    return Verdict.USABLE if score >= _GRADABLE else Verdict.NOT_GRADABLE


def _view(image: FundusImage, field: FieldOfView, diameter: float = _DIAMETER) -> _View:
    box = field_box(field)
    shape = scaled_shape(box, diameter / field.diameter_px)
    rgb = resize_picture(cut_out(image.pixels, box), shape).astype(np.float32)
    inside: Mask = resize_plane(cut_out(field.mask, box), shape) >= 0.5
    return _View(rgb, inside, _divided_by_light(rgb[..., 1], inside, _LIGHT * diameter))


def _divided_by_light(green: Plane, inside: Mask, width: float) -> Plane:
    """Divide by the local mean inside the field; 1 outside, so that the rim is no detail."""
    weight = inside.astype(np.float32)
    light = scipy.ndimage.gaussian_filter(green * weight, width)
    light /= np.maximum(scipy.ndimage.gaussian_filter(weight, width), 1e-3)
    divided: Plane = np.where(inside, green / np.maximum(light, 1.0), np.float32(1))
    return divided


def _ramp(value: float, useless: float, faultless: float) -> float:
    """Map a value linearly so that ``useless`` gives 0 and ``faultless`` gives 1."""
    return float(np.clip((value - useless) / (faultless - useless), 0.0, 1.0))


def _field_found(field: FieldOfView) -> Aspect:
    found = {
        FieldMethod.FRAME: _FRAME,
        FieldMethod.OUTLINE: _OUTLINE,
        FieldMethod.CIRCLE: _GUESSED + (1 - _GUESSED) * _ramp(field.confidence, *_CONFIDENCE),
    }
    if field.method is FieldMethod.CIRCLE:
        reason = message(
            "Only part of the rim of the field of view was found; its extent is uncertain.",
        )
    else:
        reason = message("The round field of view was not found; its extent is a guess.")
    return Aspect(AspectKind.FIELD, found.get(field.method, 1.0), reason)


def _extent(field: FieldOfView) -> Aspect:
    """Compare the field with the camera's circle; one that was guessed has none."""
    share = 1.0
    if field.method is FieldMethod.CIRCLE:
        share = min(1.0, field.area_px / (math.pi * field.diameter_px**2 / 4))
    return Aspect(
        AspectKind.EXTENT,
        _ramp(share, *_EXTENT),
        message(
            "Only {share} % of the round field of view lies within the picture.",
            share=round(100 * share),
        ),
    )


def _alone(field: FieldOfView) -> Aspect:
    """Return the aspect of what lies next to the field; it is not measured and costs no quality.

    A second field of view is no matter of quality: such a picture is not measured at all.
    """
    return Aspect(
        AspectKind.BESIDE,
        1.0,
        message(
            "The picture shows something besides the field of view; only the field is measured.",
        ),
        local=field.insets > 0,
    )


def _exposed(view: _View) -> Aspect:
    seen = np.clip((view.rgb.max(axis=2) - _SHADES[0]) / (_SHADES[1] - _SHADES[0]), 0, 1)
    lit, dark_part = _in_parts(view.inside, lambda part: _ramp(float(seen[part].mean()), *_LIT))
    saturated = float((view.rgb[..., 1][view.inside] > _SATURATION).mean())
    unspoilt = _ramp(saturated, *_SATURATED)
    if unspoilt < lit:
        share = round(100 * saturated)
        reason = message("{share} % of the field is overexposed.", share=share)
    elif dark_part is not None:
        reason = message("The {part} of the picture is underexposed.", part=dark_part)
    else:
        reason = message("The photograph is too dark.")
    local = dark_part is not None and lit <= unspoilt
    return Aspect(AspectKind.EXPOSURE, lit * unspoilt, reason, local)


def _contrasted(view: _View) -> Aspect:
    """Look at detail about as wide as the larger vessels."""
    detail = _detail(view.green, 1.0, 3.0)
    score, hazy_part = _in_parts(
        view.core, lambda part: _ramp(float(detail[part].std()), *_CONTRAST)
    )
    if hazy_part is None:
        reason = message("The photograph is hazy: its vessels have little contrast.")
    else:
        reason = message(
            "The vessels in the {part} of the picture have little contrast.", part=hazy_part
        )
    return Aspect(AspectKind.CONTRAST, score, reason, hazy_part is not None)


def _sharp(view: _View) -> Aspect:
    """Compare fine with coarser detail: blur takes the fine, haze takes both alike."""
    core = view.core
    fine = float(_detail(view.green, 0.7, 1.4)[core].std())
    coarse = float(_detail(view.green, 1.4, 4.0)[core].std())
    return Aspect(
        AspectKind.BLUR,
        _ramp(fine / max(coarse, 1e-6), *_SHARPNESS),
        message("The photograph is blurred: fine vessels are lost."),
    )


def _without_grain(view: _View) -> Aspect:
    """Compare what changes from pixel to pixel with detail as wide as the larger vessels.

    Noise is taken from the median, which vessels, being few, do not move (Donoho, 1995).
    """
    core = view.core
    fluctuation = (view.green - scipy.ndimage.gaussian_filter(view.green, 1.0))[core]
    noise = float(np.median(np.abs(fluctuation))) / 0.6745
    coarse = float(_detail(view.green, 2.0, 6.0)[core].std())
    return Aspect(
        AspectKind.GRAIN,
        _ramp(noise / max(coarse, 1e-6), *_GRAIN),
        message("The photograph is grainy: noise hides fine vessels."),
    )


def _without_blocks(image: FundusImage, field: FieldOfView) -> Aspect:
    """Compare the steps between JPEG's blocks with those within them, across and down."""
    box = field_box(field)
    shape = scaled_shape(box, min(1.0, _FINE_DIAMETER / field.diameter_px))
    green = resize_picture(cut_out(image.pixels, box), shape)[..., 1].astype(np.float32)
    inside: Mask = resize_plane(cut_out(field.mask, box), shape) >= 0.5
    return Aspect(
        AspectKind.COMPRESSION,
        _ramp(min(_blockiness(green, inside), _blockiness(green.T, inside.T)), *_BLOCKS),
        message("The file is so heavily compressed that blocks are visible in it."),
    )


def _blockiness(plane: Plane, inside: Mask) -> float:
    """Return the mean step at the columns of a grid over that at the others; its place is free."""
    counted = inside[:, 1:] & inside[:, :-1]
    steps = (np.abs(np.diff(plane, axis=1)) * counted).sum(axis=0)
    counts = np.count_nonzero(counted, axis=0)
    if len(steps) < _BLOCK:
        return 0.0
    by_place = np.array(
        [
            steps[start::_BLOCK].sum() / max(1, counts[start::_BLOCK].sum())
            for start in range(_BLOCK)
        ]
    )
    others = (by_place.sum() - by_place.max()) / (_BLOCK - 1)
    return float(by_place.max() / max(others, 0.1))


def _detail(plane: Plane, finest: float, coarsest: float) -> Plane:
    detail: Plane = scipy.ndimage.gaussian_filter(plane, finest)
    detail -= scipy.ndimage.gaussian_filter(plane, coarsest)
    return detail


def _in_parts(inside: Mask, judge: Callable[[Mask], float]) -> tuple[float, Message | None]:
    """Score the thirds of a picture across and down.

    Returns:
        Their mean, and the name of a third that is much worse than its two neighbours.
    """
    across, down = _thirds(inside, axis=1), _thirds(inside, axis=0)
    across_scores, down_scores = ([judge(part) for part in parts] for parts in (across, down))
    worst = min(
        (
            (scores[index] - np.mean(np.delete(scores, index)), name)
            for scores, names in ((across_scores, _ACROSS), (down_scores, _DOWN))
            for index, name in enumerate(names)
        ),
        key=lambda found: found[0],
    )
    mean = float(np.mean([*across_scores, *down_scores]))
    return mean, worst[1] if worst[0] < -_STANDS_OUT else None


_ACROSS = (
    message("left third"),
    message("central column"),
    message("right third"),
)
_DOWN = (
    message("upper third"),
    message("central row"),
    message("lower third"),
)


def _thirds(inside: Mask, axis: int) -> list[Mask]:
    """Cut the extent of a mask into three along an axis; a part without any inside is the whole."""
    lines = np.flatnonzero(inside.any(axis=1 - axis))
    place = np.arange(inside.shape[axis]) if axis else np.arange(inside.shape[0])[:, None]
    edges = np.linspace(lines[0], lines[-1] + 1, 4)
    parts = [inside & (place >= start) & (place < stop) for start, stop in pairwise(edges)]
    return [part if part.any() else inside for part in parts]


def _retina_coloured(view: _View) -> Aspect:
    red, green, blue = (float(view.rgb[..., channel][view.inside].mean()) for channel in range(3))
    if max(red, green, blue) - min(red, green, blue) < 2:
        return Aspect(
            AspectKind.COLOUR,
            _ODD_COLOUR,
            message("The photograph has no colour; the model was made for colour photographs."),
        )
    return Aspect(
        AspectKind.COLOUR,
        1.0 if _GREENISH * red > green > blue else _ODD_COLOUR,
        message("The colours are not those of a retina; check how the file was exported."),
    )
