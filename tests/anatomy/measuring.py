"""Measure a scene of arteries and veins as a photograph of the standard size is measured."""

from app.anatomy.landmarks import find_landmarks, placed
from app.anatomy.retina import Evidence, Retina
from app.domain.anatomy import Ellipse, Point, VesselKind
from app.domain.photograph import Mask
from app.domain.structures import Structure
from app.field.shapes import disc as circle
from app.measurement.measures import MEASURES
from app.measurement.traced import Traced
from tests.anatomy.trees import Scene, direction, grow

SIDE = 1024
FIELD: Mask = circle((SIDE, SIDE), (511.5, 511.5), 505)
ALL = frozenset(set(Structure) - {Structure.VESSEL})
DISC = Ellipse((511.5, 511.5), (70.0, 70.0))


def evidence(
    scene: Scene,
    disc: Ellipse | None = DISC,
    fovea: Point | None = None,
    cup: Ellipse | None = None,
    sure: float = 0.9,
) -> Evidence:
    """Return what is known of a scene."""
    nothing = find_landmarks({}, FIELD, SIDE)
    return Evidence(ALL, placed(nothing, disc=disc, cup=cup, fovea=fovea), scene.maps(sure))


def traced(scene: Scene, known: Evidence | None = None, pixel_mm: float | None = None) -> Traced:
    """Return a scene ready to be measured."""
    retina = Retina(known or evidence(scene), FIELD, pixel_mm)
    return Traced(scene.mask(), FIELD, pixel_mm, None, retina)


def value(name: str, of: Traced):
    """Return a number of the table, or the sentence that says why there is none."""
    measure = MEASURES[name]
    found = measure.find(of)
    return measure.reason_without(of.pixel_mm) if found is None else found


def star(arteries, veins, *, crossed: bool = False) -> Scene:
    """Draw arteries and veins that leave the disc by turns, each of its own width.

    Args:
        crossed: thin vessels of the other kind cross them in zone B, and branches beyond it.
    """
    scene = Scene()
    middle = 511.5 + 511.5j
    count = len(arteries) + len(veins)
    by_turns = [
        each
        for pair in zip(
            [(VesselKind.ARTERY, width) for width in arteries],
            [(VesselKind.VEIN, width) for width in veins],
            strict=True,
        )
        for each in pair
    ]
    for number, (kind, width) in enumerate(by_turns):
        heading = 360 / count * number + 7
        scene.add(
            kind, [middle + 40 * direction(heading), middle + 470 * direction(heading)], width
        )
    if crossed:
        for number, radius in ((0, 160), (3, 190), (5, 175), (8, 200)):
            kind = by_turns[number][0]
            other = VesselKind.VEIN if kind is VesselKind.ARTERY else VesselKind.ARTERY
            heading = 360 / count * number + 7
            at = middle + radius * direction(heading)
            aslant = 26 * direction(heading + 65)
            scene.add(other, [at - aslant, at + aslant], 4)
    return scene


def forest(exponent: float = 3.0, spread: float = 72.0) -> Scene:
    """Draw two trees whose bifurcations have one angle and follow one law."""
    scene = Scene()
    for kind, place, heading in (
        (VesselKind.ARTERY, 60 + 400j, -25),
        (VesselKind.VEIN, 100 + 660j, 22),
    ):
        grow(
            scene, kind, place, heading, 15, length=210, exponent=exponent, generations=3,
            spread=spread,
        )  # fmt: skip
    return scene
