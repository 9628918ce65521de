"""The edge of a region, looked at along rays from its middle."""

from typing import TypeVar

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.photograph import Mask, Plane
from app.field.circles import Points
from app.field.shapes import outer_corners

_RAYS = 720  # along which the edge is looked at
_HALVINGS = 2.0 ** np.arange(9, -1, -1)  # pixels of the reduced copy, in which an edge is found
_BESIDE = 6  # pixels of the reduced copy: how far beside a cut its sharpness is judged

_Value = TypeVar("_Value", bound=np.generic)


class Edge:
    """The edge of a convex region, as it is seen from its middle all around."""

    def __init__(self, region: Mask) -> None:
        self._middle = outer_corners(region).mean(axis=0)
        angles = np.arange(_RAYS) * (2 * np.pi / _RAYS)
        self._ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        framed = np.pad(region, 1)
        self._distance = np.zeros((_RAYS, 1))
        for step in _HALVINGS:  # a convex region goes on from its middle to its edge
            further = self._distance + step
            within = _at(framed, self._middle + 1 + self._ways * further)
            self._distance[within] = further[within]

    def inside(self, plane: NDArray[np.generic], depth: float) -> Plane:
        """Return a plane's mean about places so deep inside the edge, (_RAYS,)."""
        away = np.maximum(self._distance - depth - np.arange(_BESIDE), 0)
        values = _at(plane, self._middle + self._ways[:, None] * away[..., None])
        mean = values.mean(axis=1, dtype=np.float32)
        about: Plane = scipy.ndimage.uniform_filter1d(mean, 2 * _BESIDE + 1, mode="wrap")
        return about

    def behind(self, places: NDArray[np.bool_], outside: Mask) -> Mask:
        """Return what of a mask lies behind some places of the edge, (_RAYS,)."""
        rows, columns = np.nonzero(outside)
        angles = np.arctan2(rows - self._middle[1], columns - self._middle[0])
        behind = np.zeros_like(outside)
        behind[rows, columns] = places[np.rint(angles * (_RAYS / (2 * np.pi))).astype(np.intp)]
        return behind


def _at(plane: NDArray[_Value], places: Points) -> NDArray[_Value]:
    """Return the values nearest to x and y, (..., 2)."""
    height, width = plane.shape
    columns, rows = np.moveaxis(np.rint(places).astype(np.intp), -1, 0)
    values: NDArray[_Value] = plane[rows.clip(0, height - 1), columns.clip(0, width - 1)]
    return values
