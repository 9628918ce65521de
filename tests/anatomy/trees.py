"""Trees of arteries and veins whose widths, angles and crossings are known, drawn as masks."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.anatomy import VesselKind
from app.domain.photograph import Mask

Line = list[complex]
"""Places, row + column · i."""


@dataclass
class Vessel:
    """One vessel of a known kind and width."""

    kind: VesselKind
    line: Line
    width: float


@dataclass
class Scene:
    """Vessels drawn on a square field, and what is true of their joints."""

    side: int = 1024
    vessels: list[Vessel] = field(default_factory=list)
    angles: list[float] = field(default_factory=list)

    def add(self, kind: VesselKind, line: Line, width: float) -> None:
        self.vessels.append(Vessel(kind, line, width))

    def mask(self, kind: VesselKind | None = None) -> Mask:
        """Draw the vessels of one kind, or all of them."""
        drawn = np.zeros((self.side, self.side), dtype=np.bool_)
        for vessel in self.vessels:
            if kind in (None, vessel.kind):
                draw(drawn, vessel)
        return drawn

    def maps(self, sure: float = 0.9) -> dict[VesselKind, NDArray[np.float32]]:
        """Return what a network that is this sure would say of each kind."""
        vessels = self.mask()
        maps = {}
        for kind in (VesselKind.ARTERY, VesselKind.VEIN):
            own = np.where(self.mask(kind), sure, 1 - sure)
            maps[kind] = (own * vessels).astype(np.float32)
        return maps

    def turned(self, degrees: float) -> "Scene":
        """Turn everything about the middle of the field."""
        middle = (self.side - 1) / 2 * (1 + 1j)
        turn = complex(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
        return self._placed(lambda place: middle + (place - middle) * turn, 1.0)

    def mirrored(self) -> "Scene":
        """Exchange left and right."""
        return self._placed(lambda place: complex(place.real, self.side - 1 - place.imag), 1.0)

    def _placed(self, where, scale: float) -> "Scene":
        vessels = [
            Vessel(each.kind, [where(place) for place in each.line], each.width * scale)
            for each in self.vessels
        ]
        return Scene(self.side, vessels, self.angles)


def draw(mask: Mask, vessel: Vessel) -> None:
    """Draw a vessel: every pixel whose centre lies within half a width of its line."""
    reach = vessel.width / 2 + 1
    for start, end in zip(vessel.line, vessel.line[1:], strict=False):
        low = [min(start.real, end.real) - reach, min(start.imag, end.imag) - reach]
        high = [max(start.real, end.real) + reach, max(start.imag, end.imag) + reach]
        top, left = (max(0, math.floor(each)) for each in low)
        bottom, right = (
            min(side, math.ceil(each) + 1) for side, each in zip(mask.shape, high, strict=True)
        )
        if top >= bottom or left >= right:
            continue
        rows, columns = np.mgrid[top:bottom, left:right]
        away = rows + 1j * columns - start
        way = end - start
        along = np.clip((away * way.conjugate()).real / max(abs(way) ** 2, 1e-9), 0, 1)
        mask[top:bottom, left:right] |= np.abs(away - along * way) <= vessel.width / 2


def direction(degrees: float) -> complex:
    """Return a direction, from downwards (0) towards the right (90)."""
    return complex(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))


def grow(
    scene: Scene,
    kind: VesselKind,
    place: complex,
    heading: float,
    width: float,
    *,
    length: float,
    exponent: float,
    generations: int,
    spread: float = 70.0,
    ratio: float = 0.85,
) -> None:
    """Grow a tree in which the widths at each bifurcation follow Murray's law.

    Args:
        spread: degrees between two daughters.
        ratio: width of the narrower daughter by that of the wider one.
    """
    end = place + length * direction(heading)
    scene.add(kind, [place, end], width)
    if not generations:
        return
    wide = width / (1 + ratio**exponent) ** (1 / exponent)
    scene.angles.append(spread)
    for turn, each in ((-0.4 * spread, wide), (0.6 * spread, wide * ratio)):
        grow(
            scene,
            kind,
            end,
            heading + turn,
            each,
            length=length * 0.8,
            exponent=exponent,
            generations=generations - 1,
            spread=spread,
            ratio=ratio,
        )
