"""A synthetic photograph whose arteries, veins, disc, cup and fovea are known, and its models."""

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from app.anatomy.ellipses import filled
from app.base.progress import OnProgress, ShouldStop
from app.domain.anatomy import Ellipse, VesselKind
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.structures import Structure
from app.field.shapes import disc as circle
from app.imaging.resampling import cut_out, resize_plane
from app.segmentation.network_input import PreparedInput
from app.segmentation.network_output import Output
from tests.anatomy.trees import Scene, direction
from tests.support import RETINA, FakePredictor, photograph

SIDE = 768
MIDDLE = (383.5, 383.5)
FIELD: Mask = circle((SIDE, SIDE), MIDDLE, 350)
DISC = Ellipse((470.0, 370.0), (48.0, 46.0), 90.0)
CUP = Ellipse((470.0, 371.0), (24.0, 22.0), 90.0)
FOVEA = (222.0, 402.0)


def scene() -> Scene:
    """Return five arteries and five veins that leave the disc by turns."""
    drawn = Scene(side=SIDE)
    hub = complex(DISC.center[1], DISC.center[0])
    for number in range(10):
        kind = (VesselKind.ARTERY, VesselKind.VEIN)[number % 2]
        way = direction(36 * number + 8)
        drawn.add(kind, [hub + 30 * way, hub + 330 * way], (6.0, 9.0)[number % 2])
    return drawn


def picture() -> FundusImage:
    """Return the photograph."""
    light = ndimage.gaussian_filter(np.random.default_rng(0).normal(size=(SIDE, SIDE)), 2)
    colour = np.array(RETINA, dtype=np.float64) * np.ones((SIDE, SIDE, 1))
    colour[filled(DISC, FIELD.shape)] = (235, 190, 120)
    colour[scene().mask()] *= (0.75, 0.45, 0.7)
    pixels = np.clip(colour + 8 * light[..., None], 0, 255) * FIELD[..., None]
    return photograph(np.round(pixels).astype(np.uint8))


def planes() -> dict[Structure, Plane]:
    """Return what models that know the truth say of the photograph."""
    maps = scene().maps()
    return {
        Structure.ARTERY: maps[VesselKind.ARTERY],
        Structure.VEIN: maps[VesselKind.VEIN],
        Structure.DISC: 0.97 * filled(DISC, FIELD.shape).astype(np.float32),
        Structure.CUP: 0.95 * filled(CUP, FIELD.shape).astype(np.float32),
        Structure.FOVEA: 0.95 * circle(FIELD.shape, FOVEA, 14).astype(np.float32),
    }


@dataclass
class Anatomist(FakePredictor):
    """Say what is known of the photograph."""

    name: str = "anatomist"
    sha256: str = "a" * 64
    known: dict[Structure, Plane] = field(default_factory=planes)

    @property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(Output(structure) for structure in self.known)

    def predict(
        self, prepared: PreparedInput, on_progress: OnProgress, should_stop: ShouldStop
    ) -> dict[Structure, Plane]:
        shape = prepared.field.shape
        return {
            structure: resize_plane(cut_out(plane, prepared.box), shape) * prepared.field
            for structure, plane in self.known.items()
        }


@dataclass
class Vessels(Anatomist):
    """Say where the vessels are."""

    name: str = "vessels"
    sha256: str = "0" * 64
    known: dict[Structure, Plane] = field(
        default_factory=lambda: {Structure.VESSEL: 0.95 * scene().mask().astype(np.float32)}
    )
