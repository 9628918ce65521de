"""What several lessons share: photographs, short trainings, and pictures of both."""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from safetensors.torch import load_file
from scipy import ndimage
from scipy.special import expit

from app.domain.photograph import Mask, Plane, Rgb
from app.inference.networks import build_network
from app.inference.torch_engine import network_logits
from app.inference.unet import SegmentationNetwork
from app.reading.opening import read_image
from app.segmentation.network_input import PreparedInput
from app.segmentation.postprocessing import restore_native
from app.segmentation.preprocessing import find_field, prepare_input
from app.training.cases import Case, LabelledImage
from app.training.config import Config, parse_config
from app.training.metrics import Tally
from app.training.run_folder import BEST_NAME, METRICS_NAME
from app.training.scoring import pooled, tally_photograph
from app.training.trainer import Trainer

CHECKOUT = Path(__file__).resolve().parents[1]
"""The folder of the source, with the bundled photographs and the models."""

BUNDLED = (
    LabelledImage(
        CHECKOUT / "resources/samples/chase_db1_09r.png",
        CHECKOUT / "tests/data/chase_db1/Image_09R_1stHO.png",
    ),
    LabelledImage(
        CHECKOUT / "tests/data/chase_db1/Image_10L.jpg",
        CHECKOUT / "tests/data/chase_db1/Image_10L_1stHO.png",
    ),
)
"""Two photographs of CHASE_DB1 (CC BY 4.0, Kingston University) and what its expert drew."""

RETINA = (176, 92, 40)  # its usual colour

# --- where photographs come from -------------------------------------------------------------


def public_set(name: str) -> Path | None:
    """Return the folder of a public data set, or None where it is not at hand.

    It is looked for in the folder that RETIVASC_DATA names, else in ``data`` of the checkout.
    """
    root = Path(os.environ.get("RETIVASC_DATA", CHECKOUT / "data"))
    folder = root / name
    return folder if folder.is_dir() else None


def draw_photograph(side: int, seed: int) -> tuple[Rgb, Mask, Mask]:
    """Draw what looks a little like a photograph of the retina.

    Returns:
        pixels (side, side, 3) uint8, its vessels and its field of view, both bool.
    """
    rng = np.random.default_rng(seed)
    middle = (side - 1) / 2
    down, across = np.mgrid[:side, :side] - middle
    field = np.hypot(across, down) < 0.46 * side
    disc = np.array([(0.5 + rng.choice([-0.22, 0.22])) * side, (0.5 + rng.normal(0, 0.02)) * side])
    vessels = _draw_vessels(side, disc, rng)
    away = np.hypot(across + middle - disc[0], down + middle - disc[1]) / side
    colour = np.array(RETINA) * (1.05 - 0.5 * np.hypot(across, down)[..., None] / side)
    colour += np.exp(-((away / 0.055) ** 4))[..., None] * (60, 75, 45)
    colour += 14 * _clouds(side, rng)[..., None]
    depth = ndimage.gaussian_filter(vessels, 0.5)[..., None]
    colour *= 1 - depth * rng.uniform(0.6, 1) * (0.2, 0.42, 0.25)
    colour += rng.normal(0, 3, colour.shape)
    pixels = np.clip(ndimage.gaussian_filter(colour, (0.5, 0.5, 0)), 0, 255) * field[..., None]
    return pixels.astype(np.uint8), (vessels > 0.5) & field, field


def _draw_vessels(side: int, disc: NDArray[np.float64], rng: np.random.Generator) -> Plane:
    """Let vessels grow out of the disc; each forks into two thinner ones again and again."""
    fine = 4  # drawn larger, then reduced, so that thin vessels have soft edges
    picture = Image.new("L", (fine * side, fine * side))
    draw = ImageDraw.Draw(picture)
    inwards = 0.0 if disc[0] < side / 2 else np.pi
    angles = inwards + np.array([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.6, 3.7])
    growing = [(disc, angle, rng.uniform(0.008, 0.016) * side) for angle in angles]
    while growing:
        place, angle, width = growing.pop()
        for _ in range(6):
            angle += rng.normal(0, 0.16)
            onward = place + 0.03 * side * np.array([np.cos(angle), np.sin(angle)])
            draw.line([*(fine * place), *(fine * onward)], 255, max(1, round(fine * width)))
            place = onward
        if width > 0.0035 * side:
            spread = rng.uniform(0.3, 0.55)
            growing += [(place, angle + turn, width * 0.78) for turn in (-spread, spread)]
    return np.asarray(picture.reduce(fine), dtype=np.float32) / 255


def _clouds(side: int, rng: np.random.Generator) -> NDArray[np.float64]:
    clouds = ndimage.gaussian_filter(rng.normal(size=(side, side)), side / 12)
    return clouds / clouds.std()


@dataclass(frozen=True)
class VesselSet:
    """Photographs with drawn vessels, as a configuration names them.

    Attributes:
        name: what the photographs are.
        root: folder that the set's paths begin at.
        toml: the set, as it stands in a configuration.
    """

    name: str
    root: Path
    toml: str


def vessel_set(folder: Path) -> VesselSet:
    """Return a few photographs of CHASE_DB1 if it is at hand, else of drawn ones.

    Two persons are kept for validation, two for the test.

    Args:
        folder: where drawn photographs are written to.
    """
    public = public_set("CHASE_DB1")
    if public is not None:
        return VesselSet("CHASE_DB1", public.parent, _CHASE)
    write_drawn(folder, 9)
    return VesselSet("drawn photographs", folder, _DRAWN)


def write_drawn(folder: Path, count: int, side: int = 240) -> None:
    """Draw photographs, and write each with its label and its field of view."""
    for kind in ("images", "labels", "masks"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        drawn = zip(("images", "labels", "masks"), draw_photograph(side, seed), strict=True)
        for kind, pixels in drawn:
            Image.fromarray(pixels).save(folder / kind / f"p{seed}.png")


_CHASE = r"""
[[data.sets]]
name = "CHASE_DB1"
images = "CHASE_DB1/images/Image_0[1-7]L.jpg"
labels = "CHASE_DB1/1st_manual/Image_0[1-7]L_*.png"
masks = "CHASE_DB1/mask/Image_0[1-7]L*.gif"
patient = "^Image_(\\d+)"
validation = ["04", "05"]
test = ["06", "07"]
"""

_DRAWN = r"""
[[data.sets]]
name = "drawn"
images = "images/p*.png"
labels = "labels/p*.png"
masks = "masks/p*.png"
patient = "^p(\\d+)"
validation = ["5", "6"]
test = ["7", "8"]
"""

# --- short trainings -------------------------------------------------------------------------


@dataclass(frozen=True)
class Learnt:
    """A network that was trained, and how that went.

    Attributes:
        rows: one a validation: step, loss, dice and more, as in the run's metrics.csv.
    """

    config: Config
    network: SegmentationNetwork
    rows: tuple[Mapping[str, float], ...]

    @property
    def threshold(self) -> float:
        """Return the threshold chosen on the validation patients; one half without any."""
        kept = max(self.rows, key=lambda row: row.get("merit", 0.0))
        return kept.get("threshold", 0.5)


def configuration(
    data: VesselSet,
    *,
    top: str = "",
    network: str = "",
    optimisation: str = "",
    loss: str = "",
    augmentation: str = "",
) -> str:
    """Return the configuration (TOML) of a training of seconds: that of lesson 3, with changes.

    Args:
        top: lines before its first table.
        network, optimisation, loss, augmentation: lines of these tables.
    """
    changed = [line.partition("=") for line in optimisation.splitlines() if line.strip()]
    settings = _QUICK | {name.strip(): value.strip() for name, _, value in changed}
    lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
    widths = "" if "widths" in network else "widths = [8, 16, 32]"
    return f"""
name = "lesson"
version = "1"
{top}
[data]
{data.toml}
[input]
min_diameter = 224
max_diameter = 224

[network]
{widths}
{network}
[loss]
{loss}
[augmentation]
{augmentation}
[optimisation]
{lines}
"""


_QUICK = {
    "steps": "80",
    "crop": "64",
    "batch": "4",
    "learning_rate": "5.0e-3",
    "warmup": "10",
    "ema": "0.95",
    "precision": '"fp32"',
    "validate_every": "80",
    "save_every": "1000",
}
"""Of the optimisation of a training that takes seconds."""


def learn(text: str, root: Path, run: Path) -> Learnt:
    """Train as ``retivasc train`` does.

    Args:
        text: of the configuration (TOML).
        root: folder of the data.
        run: a new folder.
    """
    config = parse_config(text.encode(), "lesson.toml")
    run.mkdir(parents=True)
    Trainer(config, root, run, run, device="cpu").train()
    network = build_network(config.network, config.input.planes, len(config.outputs))
    network.load_state_dict(load_file(run / BEST_NAME))
    with (run / METRICS_NAME).open(newline="") as file:
        rows = tuple(
            {name: float(value) for name, value in row.items() if value}
            for row in csv.DictReader(file)
        )
    return Learnt(config, network.eval(), rows)


def probability(learnt: Learnt, photograph: Path) -> Plane:
    """Return what a trained network finds in a photograph, (height, width), 0 to 1."""
    image, spec = read_image(photograph), learnt.config.input
    field = find_field(image.pixels, spec)
    prepared = prepare_input(image, field, spec)
    return restore_native(_found(learnt, prepared), prepared, field).native


def tally_of(learnt: Learnt, cases: Sequence[LabelledImage | Case]) -> Tally:
    """Count what a trained network finds in photographs against what was drawn there."""
    return pooled(
        tally_photograph(lambda prepared: _found(learnt, prepared), learnt.config.input, case)
        for case in cases
    )


def _found(learnt: Learnt, prepared: PreparedInput) -> Plane:
    found: Plane = expit(network_logits(learnt.network, prepared.values)[0])
    return found


# --- pictures --------------------------------------------------------------------------------


def show(pictures: Mapping[str, NDArray[Any]], *, columns: int = 4, size: float = 3.2) -> Figure:
    """Show pictures next to each other, each under its name; planes in grey, from 0 to 1."""
    rows = -(-len(pictures) // columns)
    wide = min(columns, len(pictures))
    figure, axes = plt.subplots(rows, wide, figsize=(size * wide, size * rows), squeeze=False)
    for place in axes.flat:
        place.axis("off")
    for place, (name, picture) in zip(axes.flat, pictures.items(), strict=False):
        place.imshow(picture, cmap="gray", vmin=0, vmax=1 if picture.ndim == 2 else None)
        place.set_title(name, fontsize=9)
    figure.tight_layout()
    plt.close(figure)  # a notebook shows what a cell returns
    return figure


def table(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> None:
    """Print rows as a table; numbers that are no counts with three digits."""
    cells = [list(heads), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
