"""Find labelled photographs that teach a network nothing true."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from PIL import Image
from tqdm import tqdm

from app.base.errors import ConfigurationError, RetivascError
from app.base.messages import Message, message
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Mask, Plane
from app.field.quality import AspectKind, judge_aspects
from app.imaging.resampling import cut_out, resize_plane
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import Case, read_label
from app.training.config import Config, Flaw
from app.training.masks import read_mask

# Measured on 166 photographs of five sets, 30 slices of electron microscopy and 30 of a CT: what is
# labelled lies 0.48 or more apart from the rest. Under the labels of other patients (1000 pairs
# of photographs drawn at random) it lies at most 0.26 apart.
_MIN_EFFECT = 0.4  # standard deviations
_MIRRORED = 1.25  # how much farther apart a mirrored label must lie to be the right one

_FLAWS_OF_QUALITY = {AspectKind.EXPOSURE: Flaw.EXPOSURE, AspectKind.BLUR: Flaw.BLUR}


@dataclass(frozen=True)
class Finding:
    """What is wrong with a case, in one sentence."""

    flaw: Flaw
    reason: Message


def examine(case: Case, spec: InputSpec) -> tuple[Finding, ...]:
    """Find what is wrong with one case, as a network of this input would see it.

    Exposure and sharpness are judged where the photograph is one of a fundus.
    """
    try:
        image = read_image(case.image)
    except RetivascError as error:
        return (Finding(Flaw.UNREADABLE, error.message),)
    field = find_field(image.pixels, spec)
    findings = [_examine_label(case, image, field, spec)]
    if spec.field == "fundus":
        findings += _examine_quality(image, field)
    return tuple(finding for finding in findings if finding is not None)


def accepted(cases: Sequence[Case], config: Config) -> list[Case]:
    """Leave out and log the cases that have a flaw the configuration rejects.

    A test case is left out only where it cannot be scored: without its poor photographs the
    scores would flatter the model.
    """
    if not config.data.reject:
        return list(cases)
    return [
        case
        for case in tqdm(cases, desc="check", unit="image", disable=None)
        if not _is_rejected(case, config)
    ]


def _is_rejected(case: Case, config: Config) -> bool:
    rejected: Collection[Flaw] = config.data.reject
    if case.split == "test":
        rejected = {*rejected} - {*_FLAWS_OF_QUALITY.values()}
    found = [finding for finding in examine(case, config.input) if finding.flaw in rejected]
    for finding in found:
        tqdm.write(f"{case.dataset} {case.image.name} left out, {finding.flaw}: {finding.reason}")
    return bool(found)


def _examine_label(
    case: Case, image: FundusImage, field: FieldOfView, spec: InputSpec
) -> Finding | None:
    shape = image.height, image.width
    try:
        label = read_label(case, shape)
        official = None if case.mask is None else read_mask(case.mask, shape)
    except ConfigurationError as error:
        return Finding(Flaw.MISMATCH, error.message)
    except RetivascError as error:
        return Finding(Flaw.UNREADABLE, error.message)
    if official is not None and not official.any():
        return Finding(Flaw.MISMATCH, message("The field mask is empty."))
    if not label.any():
        return Finding(Flaw.MISMATCH, message("The label is empty."))
    if not _fits(label, image, field, spec):
        return Finding(
            Flaw.MISMATCH,
            message(
                "The label does not match what the image shows; does it belong to another image?"
            ),
        )
    return None


def _fits(label: Mask, image: FundusImage, field: FieldOfView, spec: InputSpec) -> bool:
    """Return whether what is labelled looks different and a mirrored label fits no better."""
    seen = prepare_input(image, field, replace(spec, channels="grey"))
    values, inside = seen.values[0], seen.field
    area = resize_plane(cut_out(label, seen.box), inside.shape, resample=Image.Resampling.BOX)
    mirrored = (area[::-1], area[:, ::-1], area[::-1, ::-1])
    others = max(effect_size(values[inside], other[inside]) for other in mirrored)
    return effect_size(values[inside], area[inside]) >= max(_MIN_EFFECT, others / _MIRRORED)


def effect_size(values: Plane, share: Plane) -> float:
    """Return how far labelled pixels lie from the others, in standard deviations (Cohen, 1988).

    Args:
        values: any shape.
        share: of each pixel that is labelled, 0 to 1, same shape.

    Returns:
        The absolute difference of the means over the pooled deviation; 0 where all or nothing is
        labelled.
    """
    parts = [weights for weights in (share, 1 - share) if weights.sum() > 0]
    if len(parts) < 2:
        return 0.0
    means = [np.average(values, weights=weights) for weights in parts]
    variances = [
        np.average((values - mean) ** 2, weights=weights)
        for mean, weights in zip(means, parts, strict=True)
    ]
    return float(abs(means[0] - means[1]) / np.sqrt(np.mean(variances) + 1e-8))


def _examine_quality(image: FundusImage, field: FieldOfView) -> list[Finding]:
    return [
        Finding(_FLAWS_OF_QUALITY[aspect.kind], aspect.reason)
        for aspect in judge_aspects(image, field)
        if aspect.kind in _FLAWS_OF_QUALITY and aspect.doubtful
    ]
