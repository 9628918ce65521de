"""Vessels of known length, width and winding, drawn pixel by pixel from their geometry."""

import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Mask

Points = NDArray[np.float64]


def bar(
    width: float, angle: float = 0, length: float = 300, side: int = 420, shift: float = 0
) -> Mask:
    """Draw a straight vessel, ``angle`` degrees from the horizontal.

    It runs through the middle, or parts of a pixel beside it.
    """
    along, across = _turned(side, angle)
    across = across + shift
    return (np.abs(across) <= width / 2) & (np.abs(along) <= length / 2)


def ray(width: float, angle: float, length: float = 150, side: int = 420) -> Mask:
    """Draw a straight vessel from the middle outwards."""
    along, across = _turned(side, angle)
    return (np.abs(across) <= width / 2) & (along >= 0) & (along <= length)


def wedge(narrow: float, wide: float, angle: float, length: float = 300, side: int = 420) -> Mask:
    """Draw a vessel that tapers evenly from one end to the other."""
    along, across = _turned(side, angle)
    width = narrow + (wide - narrow) * (along + length / 2) / length
    return (np.abs(across) <= width / 2) & (np.abs(along) <= length / 2)


def arc(radius: float, width: float = 3, degrees: float = 360, side: int = 420) -> Mask:
    """Draw a part of a circle around the middle."""
    along, across = _turned(side, 0.0)
    turn = np.degrees(np.arctan2(across, along)) % 360
    return (np.abs(np.hypot(along, across) - radius) <= width / 2) & (turn <= degrees)


def thick(points: Points, width: float, side: int = 420) -> Mask:
    """Draw a vessel of one width along points (n, 2: row, column) that lie close together."""
    mask = np.zeros((side, side), np.bool_)
    reach = int(np.ceil(width))
    grid = np.stack(np.mgrid[-reach : reach + 1, -reach : reach + 1], axis=-1).reshape(-1, 2)
    near = np.round(points).astype(int)[:, None, :] + grid
    inside = ((near - points[:, None, :]) ** 2).sum(-1) <= (width / 2) ** 2
    mask[tuple(near[inside].T)] = True
    return mask


def turned(points: Points, degrees: float, scale: float = 1.0, side: int = 420) -> Points:
    """Turn points about the middle, after scaling them."""
    middle = (side - 1) / 2
    angle = np.radians(degrees)
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (points - middle) @ matrix.T + middle


def sine(periods: float = 2, height: float = 25, length: float = 300, side: int = 420) -> Points:
    """Return the points of a sine wave through the middle, from end to end."""
    t = np.linspace(0, 1, 4000)
    row = height * np.sin(2 * np.pi * periods * t)
    return np.stack([row, (t - 0.5) * length], axis=1) + (side - 1) / 2


def winding(points: Points) -> float:
    """Return arc / chord of a line of points."""
    steps = np.hypot(*np.diff(points, axis=0).T).sum()
    return float(steps / np.hypot(*(points[-1] - points[0])))


def _turned(side: int, angle: float) -> tuple[Points, Points]:
    """Return how far along and across a line through the middle each pixel lies."""
    # Not quite the middle of a pixel, so that no edge falls on a row of them.
    place = np.arange(side) - (side - 1) / 2 + 0.13
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return (
        place[None, :] * cosine + place[:, None] * sine,
        place[:, None] * cosine - place[None, :] * sine,
    )
