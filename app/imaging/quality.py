"""Judge whether a photograph is fit to be measured."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from app.imaging.preprocessing import field_box, scaled_shape
from app.imaging.resampling import resize_picture, resize_plane
from app.imaging.types import FieldMethod, FieldOfView, FundusImage, Mask, Quality, Verdict
from app.messages import Message, message

_DIAMETER = 512  # pixels; judged at one size, so that the camera's resolution does not matter
_DARK, _BRIGHT = 25.0, 250.0  # grey levels beyond which nothing can be seen
_GOOD, _GRADABLE = 0.6, 0.2
# The bundled sample, blurred by 4, 6 and 8 pixels (.4, .7, .9 % of its field), lies at 0.029, 0.020
# and 0.015; its vessel density then reads a fifth too high, a seventh and a half too low.
_CONTRAST = (0.015, 0.0395)


class AspectKind(StrEnum):
    """Name what can be wrong with a photograph."""

    FIELD = "field"
    EXPOSURE = "exposure"
    BLUR = "blur"
    COLOUR = "colour"


@dataclass(frozen=True)
class Aspect:
    """One thing that can be wrong: 1 is faultless, 0 is useless."""

    kind: AspectKind
    score: float
    reason: Message

    @property
    def doubtful(self) -> bool:
        """Tell whether a person should hear of it."""
        return self.score < _GOOD


def assess_quality(image: FundusImage, field: FieldOfView) -> Quality:
    """Score a photograph from 0 to 1, with the reasons in sentences.

    The score is the product of its aspects' scores: two doubts weigh more than one.
    """
    aspects = judge_aspects(image, field)
    score = math.prod(aspect.score for aspect in aspects)
    reasons = tuple(aspect.reason for aspect in aspects if aspect.doubtful)
    return Quality(round(score, 3), _verdict(score), reasons)


def judge_aspects(image: FundusImage, field: FieldOfView) -> tuple[Aspect, ...]:
    """Score each thing that can be wrong with a photograph.

    Looked at are the field of view, the exposure, the sharpness of the green channel, and
    whether the colours are those of a retina (red above green above blue).
    """
    rgb, inside = _reduced(image, field)
    return (
        _field_found(field),
        _exposed(rgb, inside),
        _sharp(rgb, inside),
        _retina_coloured(rgb, inside),
    )


def _verdict(score: float) -> Verdict:
    if score >= _GOOD:
        return Verdict.GOOD
    return Verdict.USABLE if score >= _GRADABLE else Verdict.NOT_GRADABLE


def _reduced(image: FundusImage, field: FieldOfView) -> tuple[NDArray[np.float32], Mask]:
    box = field_box(field)
    shape = scaled_shape(box, _DIAMETER / field.diameter_px)
    rgb = resize_picture(image.pixels, shape, box=box).astype(np.float32)
    inside: Mask = resize_plane(field.mask, shape, box=box) >= 0.5
    return rgb, inside


def _ramp(value: float, useless: float, faultless: float) -> float:
    """Map a value linearly so that ``useless`` gives 0 and ``faultless`` gives 1."""
    return float(np.clip((value - useless) / (faultless - useless), 0.0, 1.0))


def _field_found(field: FieldOfView) -> Aspect:
    score = {FieldMethod.FRAME: 0.1, FieldMethod.OUTLINE: 0.35}.get(field.method, 1.0)
    return Aspect(
        AspectKind.FIELD,
        score,
        message("Core", "The round field of view was not found; its extent is a guess."),
    )


def _exposed(rgb: NDArray[np.float32], inside: Mask) -> Aspect:
    brightest = rgb.max(axis=2)[inside]
    dark = float((brightest < _DARK).mean())
    bright = float((rgb[..., 1][inside] > _BRIGHT).mean())
    share = round(100 * max(dark, bright))
    if dark >= bright:
        reason = message("Core", "{share} % of the field is too dark to see.", share=share)
    else:
        reason = message("Core", "{share} % of the field is overexposed.", share=share)
    return Aspect(AspectKind.EXPOSURE, 1 - _ramp(max(dark, bright), 0.05, 0.6), reason)


def _sharp(rgb: NDArray[np.float32], inside: Mask) -> Aspect:
    """Compare the fine detail (about a vessel's width) with the brightness."""
    green = rgb[..., 1]
    core = ndimage.binary_erosion(inside, iterations=8)
    if not core.any():
        core = inside
    detail = ndimage.gaussian_filter(green, 1.0) - ndimage.gaussian_filter(green, 4.0)
    contrast = float(detail[core].std() / max(float(green[core].mean()), 1.0))
    return Aspect(
        AspectKind.BLUR,
        _ramp(contrast, *_CONTRAST),
        message("Core", "The photograph is blurred or hazy: fine vessels have little contrast."),
    )


def _retina_coloured(rgb: NDArray[np.float32], inside: Mask) -> Aspect:
    red, green, blue = (float(rgb[..., channel][inside].mean()) for channel in range(3))
    if max(red, green, blue) - min(red, green, blue) < 2:
        return Aspect(
            AspectKind.COLOUR,
            0.5,
            message(
                "Core", "The photograph has no colour; the model was made for colour photographs."
            ),
        )
    return Aspect(
        AspectKind.COLOUR,
        1.0 if red > green > blue else 0.5,
        message("Core", "The colours are not those of a retina; check how the file was exported."),
    )
