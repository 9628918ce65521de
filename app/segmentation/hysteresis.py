"""Hysteresis thresholding at every threshold at once."""

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.photograph import Plane

_FLOOR = 0.05  # pixels less likely than this are vessels at no threshold, and link none

_Indices = NDArray[np.intp]


def linked_levels(probability: Plane, odds: float) -> Plane:
    """Return, for each pixel, the highest threshold at which it is still part of a vessel.

    At a threshold, hysteresis keeps the pixels that reach it and hang together, by sides or
    corners, with one whose odds of being vessel are ``odds`` times those of the threshold. A
    pixel's highest such threshold is a greyscale reconstruction by dilation (Vincent 1993, IEEE
    Trans Image Process 2:176) of the map with its odds divided, under the map itself: the best
    of all ways to it, a way being as good as its least pixel. The best ways are those of a
    spanning tree of greatest weights.

    Args:
        probability: (h, w) float32, 0 to 1.
        odds: 1 and more; 1 keeps everything that reaches the threshold.

    Returns:
        (h, w) float32; comparing it with a threshold, of 0.05 and more, gives that threshold's
        mask.
    """
    likely = probability >= _FLOOR
    values = probability[likely].astype(np.float64)
    seeds = values / (values + odds * (1 - values))
    count = len(values)
    ceiling = np.append(values, 0.0)
    first, second = _neighbours(likely)
    # One more node, a source that reaches each pixel as well as the pixel can be a seed.
    first = np.concatenate([first, np.arange(count)])
    second = np.concatenate([second, np.full(count, count)])
    weight = np.minimum(ceiling[first], ceiling[second])
    weight[len(weight) - count :] = seeds
    above_all = 2.0  # the library finds the least tree, and takes 0 for no edge
    graph = scipy.sparse.coo_array(
        (above_all - weight, (first, second)), shape=(count + 1, count + 1)
    )
    tree = scipy.sparse.csgraph.minimum_spanning_tree(graph.tocsr())
    _, parent = scipy.sparse.csgraph.breadth_first_order(tree, count, directed=False)
    levels = np.zeros_like(probability)
    levels[likely] = _least_on_the_way(np.asarray(parent, dtype=np.intp), seeds, ceiling)
    return levels


def _neighbours(likely: NDArray[np.bool_]) -> tuple[_Indices, _Indices]:
    """Return the pairs of likely pixels that touch, each once."""
    number = np.full((likely.shape[0] + 2, likely.shape[1] + 2), -1, dtype=np.intp)
    inner = number[1:-1, 1:-1]
    inner[likely] = np.arange(np.count_nonzero(likely))
    rows, columns = (each + 1 for each in np.nonzero(likely))
    pairs = [
        (inner[likely], number[rows + down, columns + right])
        for down, right in ((0, 1), (1, -1), (1, 0), (1, 1))
    ]
    kept = [(first[second >= 0], second[second >= 0]) for first, second in pairs]
    return np.concatenate([each[0] for each in kept]), np.concatenate([each[1] for each in kept])


def _least_on_the_way(
    parent: _Indices, seed: NDArray[np.float64], ceiling: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the least weight on each node's way up to the source, by doubling the ways."""
    source = len(parent) - 1
    parent[source] = source
    inner = parent[:source]
    least = np.where(inner == source, seed, np.minimum(ceiling[:source], ceiling[inner]))
    least = np.append(least, np.inf)
    while (parent != source).any():
        least = np.minimum(least, least[parent])
        parent = parent[parent]
    return least[:source]
