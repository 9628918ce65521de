"""Find restart intervals that were swapped: they do not fit their neighbours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from app.reading.damage.jpeg_grammar import Numbers
from app.reading.damage.jpeg_planes import Plane

Pixels = NDArray[np.uint8]
Misfits = NDArray[np.float64]
"""Of each piece in each place, the mean difference to the pixels beyond one of its edges."""

_MOST_PIECES = 2000
_SHORTEST = 8
"""MCUs; of more or of shorter pieces the places are not compared."""

_BETTER, _BETTER_PARTS = 1.4, 2.8
"""How many times better two pieces must fit when they are exchanged: whole rows, and shorter ones,
of which there are more and of which less is known. In 244 intact photographs it was 0.9 and 1.9 at
most, in exchanged rows 2 to 20."""

_LEAST = 0.5
"""Grey values from one pixel to the next that no piece is worse for."""

_COMPARED = 1 << 28
"""Pixels, of all pieces in all places; beyond that only some along each edge are looked at."""


def are_exchanged(
    planes: Sequence[Plane], unit: tuple[int, int], across: int, pieces: Numbers
) -> bool:
    """Return whether two pieces of the data fit far better each in the other's place.

    Args:
        planes: whose sides are multiples of those of an MCU.
        unit: width and height of an MCU.
        across: how many MCUs a row has.
        pieces: how many MCUs each piece has.
    """
    length, count = int(pieces[0]), int(np.count_nonzero(pieces == pieces[0]))
    if not 2 < count <= _MOST_PIECES or length < _SHORTEST:
        return False
    above, below = _misfits(*_edges(planes, unit), length, count, across)
    whole_rows = length % across == 0
    better = _BETTER if whole_rows else _BETTER_PARTS
    number = np.arange(count)
    apart = np.abs(np.subtract.outer(number, number)) * length > max(length, across)
    here = above + below
    own = here.diagonal()
    if ((np.add.outer(own, own) > better * (here + here.T + _LEAST)) & apart).any():
        return True
    return whole_rows and _neighbours_are_exchanged(above, below)


def _edges(planes: Sequence[Plane], unit: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """Return the upper and the lower pixels of each MCU in turn: (MCUs, pixels of all planes)."""
    width, height = unit
    rows = np.stack(planes, axis=2)
    upper, lower = (
        rows[first::height].reshape(-1, width * len(planes)) for first in (0, height - 1)
    )
    return upper, lower


def _misfits(
    upper: Pixels, lower: Pixels, length: int, count: int, across: int
) -> tuple[Misfits, Misfits]:
    """Return how badly each piece fits below what is above each place, and above what is below.

    The picture's own edge never counts as a misfit.
    """
    edge = min(length, across)
    begins = np.arange(count) * length
    heads = begins[:, None] + np.arange(edge)
    tails = heads + length - edge
    every = 1 + count**2 * edge * upper.shape[1] // _COMPARED

    def misfit(pixels: Pixels, own: Numbers, beyond: Pixels, others: Numbers) -> Misfits:
        some = pixels[own].reshape(count, -1)[:, ::every]
        known = others.clip(0, len(beyond) - 1)
        opposite = beyond[known].reshape(count, -1)[:, ::every]
        found: Misfits = cdist(some, opposite, "cityblock") / some.shape[1]
        found[:, (known != others).any(axis=1)] = 0
        return found

    return (
        misfit(upper, heads, lower, heads - across),
        misfit(lower, tails, upper, tails + across),
    )


def _neighbours_are_exchanged(above: Misfits, below: Misfits) -> bool:
    """Return whether a piece of whole rows and the next one fit far better the other way round."""
    first = np.arange(len(above) - 1)
    second, before, behind = first + 1, np.maximum(first - 1, 0), first + 2
    inside = np.minimum(behind, len(above) - 1)
    now = above[first, first] + above[second, second] + below[second, second]
    between = np.where(behind == inside, above[first, inside], below[second, before])
    then = above[second, first] + between + below[first, second]
    return bool((now > _BETTER * (then + _LEAST)).any())
