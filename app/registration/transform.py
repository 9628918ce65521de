"""Maps from the pixels of one photograph to those of another of the same eye."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.field import FieldOfView
from app.domain.photograph import Mask, Plane, Rgb

Points = NDArray[np.float64]
"""x, y of points, (n, 2)."""

Coefficients = tuple[tuple[float, ...], tuple[float, ...]]
"""Of 1, x, y, x², xy, y², for the new x and for the new y."""

DIAMETER = 1024
"""Of the field of view, in pixels, in which distances are told, whatever the camera."""


@dataclass(frozen=True)
class Frame:
    """Where a field of view lies in its photograph, in pixels."""

    center: tuple[float, float]
    diameter_px: float

    @classmethod
    def of(cls, field: FieldOfView) -> "Frame":
        """Return that of a field of view."""
        return cls(field.center, field.diameter_px)

    def inward(self, points: Points) -> Points:
        """Bring pixels of the photograph to a field of radius 1 about the origin."""
        return (points - self.center) * (2 / self.diameter_px)

    def outward(self, points: Points) -> Points:
        """Bring them back."""
        return points * (self.diameter_px / 2) + self.center


@dataclass(frozen=True)
class Transform:
    """A map from the pixels of one photograph to those of another.

    Attributes:
        source, target: the fields of view that it leads from and to.
        coefficients: with both fields about the origin and of radius 1; the last three are 0 for
            an affine map.
    """

    source: Frame
    target: Frame
    coefficients: Coefficients

    @property
    def scale(self) -> float:
        """Return how many times it enlarges at the centre, fields being equal; < 0 mirrored."""
        (_, a, b, *_), (_, c, d, *_) = self.coefficients
        area = a * d - b * c
        return float(np.copysign(np.sqrt(abs(area)), area))

    def __call__(self, points: Points) -> Points:
        """Return where points, (n, 2) x and y in pixels, lie in the other photograph."""
        moved = terms(self.source.inward(points)) @ np.array(self.coefficients).T
        return self.target.outward(moved)

    def plane(
        self, plane: NDArray[np.generic], shape: tuple[int, int], *, order: Literal[0, 1] = 1
    ) -> Plane:
        """Return the other photograph's plane as seen from this one; 0 where it shows nothing.

        Args:
            plane: (h, w), in pixels of the target.
            shape: height and width of the result, in pixels of the source.
            order: 0 takes the nearest pixel, 1 interpolates.
        """
        x, y = self._places(shape)
        places, values = np.stack([y, x]), np.asarray(plane, dtype=np.float32)
        found = scipy.ndimage.map_coordinates(values, places, order=order, mode="constant")
        return np.asarray(found, dtype=np.float32)

    def mask(self, mask: Mask, shape: tuple[int, int]) -> Mask:
        """Return the other photograph's mask as seen from this one, as ``plane`` does."""
        return self.plane(mask, shape, order=0) > 0

    def picture(self, pixels: Rgb, shape: tuple[int, int]) -> Rgb:
        """Return the other photograph as seen from this one, as ``plane`` does."""
        planes = [self.plane(pixels[..., each], shape) for each in range(3)]
        return np.round(np.stack(planes, axis=-1)).astype(np.uint8)

    def _places(self, shape: tuple[int, int]) -> tuple[Plane, Plane]:
        """Return x and y in the target of each pixel of the source.

        They are polynomials of x and y, row after row: much faster than point by point.
        """
        height, width = shape
        x = (np.arange(width) - self.source.center[0]) * (2 / self.source.diameter_px)
        y = (np.arange(height) - self.source.center[1]) * (2 / self.source.diameter_px)
        x, y = x.astype(np.float32)[None, :], y.astype(np.float32)[:, None]
        radius = self.target.diameter_px / 2
        across, down = (
            (one + a * x + c * x * x) + y * (b + d * x + e * y)
            for one, a, b, c, d, e in self.coefficients
        )
        return (
            np.float32(radius) * across + np.float32(self.target.center[0]),
            np.float32(radius) * down + np.float32(self.target.center[1]),
        )


def terms(points: Points) -> Points:
    """Return 1, x, y, x², xy, y² of points, (n, 6)."""
    x, y = points.T
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
