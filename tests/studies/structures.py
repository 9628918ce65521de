"""Show how well disc, cup and fovea are found, and arteries told from veins.

python -m tests.studies.structures --data DIR --model FILE [--vessels FILE] [--split test]

The photographs are those of the model's own card, of one side of its split. Of disc and fovea the
table tells how often they are found and how far, in disc diameters, the centre is off; of disc and
cup the Dice as well. Arteries and veins are judged where the vessel model finds a vessel and the
expert says which it is: the share of these pixels that is called right, by the network pixel by
pixel, and as the program decides by whole trees, which leaves some undecided.
"""

import argparse
import math
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from app.analysis.analysis import analyse
from app.analysis.findings import Predictor
from app.anatomy.arteries_veins import VesselLabel
from app.anatomy.ellipses import filled
from app.base.messages import Message
from app.base.paths import default_model
from app.base.progress import ignore_progress, never_stop
from app.domain.anatomy import Outline, Spot
from app.domain.field import FieldOfView
from app.domain.maps import ProbabilityMap
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.structures import Structure
from app.inference.model_card import read_model
from app.inference.predictor import load_predictor
from app.reading.opening import read_image
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import Case, list_cases, read_labels
from app.training.config import Config

DISC_DIAMETER = 0.155
"""In diameters of the field of view: the mean disc drawn in IDRiD, for photographs without one."""

NEAR = {Structure.DISC: 0.1, Structure.CUP: 0.1, Structure.FOVEA: 0.25}
"""How many disc diameters a centre may be off."""


@dataclass(frozen=True)
class Place:
    """How one structure of one photograph was found.

    Attributes:
        off: of its centre, in disc diameters; None where it was not found.
        dice: None where its outline is not known.
    """

    off: float | None
    dice: float | None = None


@dataclass(frozen=True)
class Kinds:
    """How many vessel pixels of one photograph are called artery or vein, and rightly.

    Attributes:
        right, counted: by the network alone.
        decided_right, decided: as the program decides, where it does.
    """

    right: int
    counted: int
    decided_right: int
    decided: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at every photograph of the split, and print the tables."""
    parser = argparse.ArgumentParser(prog="tests.studies.structures")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE")
    parser.add_argument("--vessels", type=Path, default=default_model(), metavar="FILE")
    parser.add_argument("--split", choices=("train", "validation", "test"), default="test")
    given = parser.parse_args(arguments)
    card = read_model(given.model).card
    config = msgspec.convert(card.training["configuration"], Config, strict=False)
    cases = [case for case in list_cases(config, given.data) if case.split == given.split]
    predictor = load_predictor(given.model, "cpu")
    vessels = load_predictor(given.vessels, "cpu")
    vessels.companions = ()  # which may look for the same
    if Structure.ARTERY in config.outputs:
        kinds = [(case, kinds_in(case, vessels, predictor)) for case in tqdm(cases, disable=None)]
        print("\n".join(table_of_kinds(kinds)))
    else:
        places = [(case, places_in(case, vessels, predictor)) for case in tqdm(cases, disable=None)]
        print("\n".join(table_of_places(places)))
    return 0


def places_in(case: Case, vessels: Predictor, predictor: Predictor) -> dict[Structure, Place]:
    """Return how each structure that is known of a photograph was found."""
    analysis = analyse(read_image(case.image), (vessels, predictor))
    field, landmarks = analysis.field, analysis.landmarks
    assert landmarks is not None  # the predictor looks for them
    structures = [output.structure for output in predictor.outputs]
    known = read_labels(case, field.mask.shape, field.diameter_px, structures)
    drawn = dict(zip(structures, known, strict=True))
    disc = _disc_diameter(drawn[Structure.DISC], field.diameter_px)
    return {
        structure: place_of(
            getattr(landmarks, structure.value),
            label,
            disc,
            outlined=structure is not Structure.FOVEA and bool(belief.all()),
        )
        for structure, (label, belief) in drawn.items()
        if belief.any()
    }


def place_of(
    found: Outline | Spot | Message, label: Mask, disc_diameter: float, *, outlined: bool
) -> Place:
    """Return how a structure was found.

    Args:
        found: a sentence where it was not.
        label: where it is, or a circle about its centre.
        outlined: it is the former.
    """
    if isinstance(found, Message):
        return Place(None, 0.0 if outlined else None)
    place = found.center if isinstance(found, Spot) else found.ellipse.center
    off = math.dist(place, centre_of(label)) / disc_diameter
    if not outlined or isinstance(found, Spot):
        return Place(off)
    drawn = filled(found.ellipse, label.shape)
    return Place(off, 2 * float((drawn & label).sum()) / float(drawn.sum() + label.sum()))


def centre_of(region: Mask) -> tuple[float, float]:
    """Return x, y of the centre of gravity of a region that is not empty."""
    rows, columns = np.nonzero(region)
    return float(columns.mean()), float(rows.mean())


def kinds_in(case: Case, vessels: Predictor, predictor: Predictor) -> Kinds:
    """Count the vessel pixels of a photograph that are called artery or vein."""
    image = read_image(case.image)
    field = find_field(image.pixels, predictor.input_spec)
    (artery, known), (vein, _) = read_labels(
        case, field.mask.shape, field.diameter_px, (Structure.ARTERY, Structure.VEIN)
    )
    analysis = analyse(image, (vessels, predictor))
    labels = analysis.vessel_labels
    assert labels is not None  # the predictor tells them apart
    maps = _maps(image, field, predictor)
    return kinds_of(
        analysis.shown_vessels.native & known & (artery != vein),
        maps[Structure.ARTERY].native >= maps[Structure.VEIN].native,
        labels,
        artery,
    )


def kinds_of(counted: Mask, called_artery: Mask, labels: NDArray[np.uint8], artery: Mask) -> Kinds:
    """Count where a pixel is called what it is.

    Args:
        labels: as ``VesselLabel``; crossings and what is undecided is not counted as decided.
    """
    decided = counted & np.isin(labels, (VesselLabel.ARTERY, VesselLabel.VEIN))
    return Kinds(
        int((called_artery == artery)[counted].sum()),
        int(counted.sum()),
        int(((labels == VesselLabel.ARTERY) == artery)[decided].sum()),
        int(decided.sum()),
    )


def _maps(
    image: FundusImage, field: FieldOfView, predictor: Predictor
) -> dict[Structure, ProbabilityMap]:
    prepared = prepare_input(image, field, predictor.input_spec)
    found: Mapping[Structure, Plane] = predictor.predict(prepared, ignore_progress, never_stop)
    return {structure: restore_native(plane, prepared, field) for structure, plane in found.items()}


def _disc_diameter(disc: tuple[Mask, Mask], field_diameter: float) -> float:
    label, belief = disc
    outlined = belief.all() and label.any()
    return 2 * float(np.sqrt(label.sum() / np.pi)) if outlined else DISC_DIAMETER * field_diameter


def table_of_places(
    photographs: Sequence[tuple[Case, Mapping[Structure, Place]]],
) -> Iterator[str]:
    """Yield the lines of the table of disc, cup and fovea."""
    yield "| structure, set | photographs | found | near | off: median | off: worst | Dice: mean |"
    yield "|---|---|---|---|---|---|---|"
    groups: dict[tuple[str, Structure], list[Place]] = defaultdict(list)
    for case, places in photographs:
        for structure, place in places.items():
            groups[case.dataset, structure].append(place)
    for (dataset, structure), found in sorted(groups.items(), key=lambda group: group[0][1]):
        off = [place.off for place in found if place.off is not None]
        near = sum(value <= NEAR[structure] for value in off) / len(found)
        dice = [place.dice for place in found if place.dice is not None]
        yield (
            f"| {structure}, {dataset} | {len(found)} | {len(off)} | {near:.1%} "
            f"| {_cell(off, statistics.median)} | {_cell(off, max)} "
            f"| {_cell(dice, statistics.fmean)} |"
        )


def table_of_kinds(photographs: Sequence[tuple[Case, Kinds]]) -> Iterator[str]:
    """Yield the lines of the table of arteries and veins."""
    yield "| set | photographs | right by pixel | decided | right there | worst photograph |"
    yield "|---|---|---|---|---|---|"
    groups: dict[str, list[Kinds]] = defaultdict(list)
    for case, kinds in photographs:
        groups[case.dataset].append(kinds)
    for dataset, counts in groups.items():
        right, counted, decided_right, decided = (
            sum(getattr(each, name) for each in counts)
            for name in ("right", "counted", "decided_right", "decided")
        )
        worst = min(each.decided_right / max(1, each.decided) for each in counts)
        yield (
            f"| {dataset} | {len(counts)} | {right / max(1, counted):.3f} "
            f"| {decided / max(1, counted):.1%} | {decided_right / max(1, decided):.3f} "
            f"| {worst:.3f} |"
        )


def _cell(values: Sequence[float], summarise: Callable[[Sequence[float]], float]) -> str:
    return f"{summarise(values):.3f}" if values else "–"


if __name__ == "__main__":
    sys.exit(main())
