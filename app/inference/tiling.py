"""Run a network over pictures of any size, in overlapping tiles without seams."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop, stop_if_asked

CORE = 1152
"""Side of the part of a tile that is kept; a whole field at the usual size is one tile."""

SMALLEST_CORE = 128
"""Side below which a tile is nearly all surroundings: smaller ones would save no memory."""

STAGE = "segment"

Planes = NDArray[np.float32]


def run_tiled(
    forward: Callable[[Planes], Planes],
    values: Planes,
    stride: int,
    halo: int,
    *,
    outputs: int = 1,
    core: int = CORE,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> Planes:
    """Apply ``forward`` to (c, h, w) values, tile by tile.

    Only the core of each tile is kept (overlap-tile, Ronneberger, 2015): every kept pixel has
    seen everything the network can look at, so the result equals that of the whole picture.

    Args:
        forward: maps (c, h, w) to (outputs, h, w); h and w are multiples of ``stride``.
        halo: width of the surroundings that a tile sees; no less than the network's reach.
        core: side of a tile without its halo. Both in pixels; ``halo`` is a multiple of
            ``stride``, ``core`` is brought to one.

    Returns:
        (outputs, h, w) float32.

    Raises:
        Cancelled: ``should_stop`` answered true between two tiles.
    """
    height, width = values.shape[1:]
    padded = np.pad(values, ((0, 0), (0, -height % stride), (0, -width % stride)))
    result = np.empty((outputs, *padded.shape[1:]), dtype=np.float32)
    core = max(stride, core - core % stride)
    tiles = list(_tiles(padded.shape[1], padded.shape[2], core))
    for number, (top, bottom, left, right) in enumerate(tiles):
        stop_if_asked(should_stop)
        upper, leftmost = max(0, top - halo), max(0, left - halo)
        seen = padded[:, upper : bottom + halo, leftmost : right + halo]
        output = forward(np.ascontiguousarray(seen))
        kept = output[:, top - upper : bottom - upper, left - leftmost : right - leftmost]
        result[:, top:bottom, left:right] = kept
        on_progress((number + 1) / len(tiles), STAGE)
    return result[:, :height, :width]


def smaller_core(core: int, shape: Sequence[int]) -> int:
    """Return the next smaller side of a tile that cuts a picture (…, h, w) into more pieces."""
    return min(core, max(shape[-2:])) // 2


def _tiles(height: int, width: int, core: int) -> Iterator[tuple[int, int, int, int]]:
    for top in np.arange(0, height, core).tolist():
        for left in np.arange(0, width, core).tolist():
            yield top, min(top + core, height), left, min(left + core, width)
