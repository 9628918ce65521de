"""Average a prediction over the mirror images of its input (test-time augmentation)."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.domain.photograph import Plane
from app.segmentation.network_input import PreparedInput

_MIRRORS: tuple[tuple[int, ...], ...] = ((), (-2,), (-1,), (-2, -1))  # axes, from the last


def with_flips(predict: Callable[[PreparedInput], Plane]) -> Callable[[PreparedInput], Plane]:
    """Return ``predict`` averaged over the picture and its three mirror images."""

    def averaged(prepared: PreparedInput) -> Plane:
        mean: Plane = np.stack(flipped_answers(predict, prepared)).mean(axis=0)
        return mean

    return averaged


def flipped_answers(
    predict: Callable[[PreparedInput], Plane], prepared: PreparedInput
) -> list[Plane]:
    """Return the answers for the picture and its three mirror images, mirrored back."""
    return [_mirrored(predict, prepared, axes) for axes in _MIRRORS]


def _mirrored(
    predict: Callable[[PreparedInput], Plane], prepared: PreparedInput, axes: tuple[int, ...]
) -> Plane:
    mirror = replace(
        prepared,
        values=np.ascontiguousarray(np.flip(prepared.values, axes)),
        field=np.flip(prepared.field, axes),
    )
    unmirrored: Plane = np.flip(predict(mirror), axes)
    return unmirrored
