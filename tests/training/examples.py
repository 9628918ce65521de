"""A small set of synthetic photographs on disk, and the configuration that reads it."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from app.training.config import Config, parse_config
from tests.support import encode, make_fundus

CONFIG = """
name = "tiny"
version = "1"
seed = 3

[data]
[[data.sets]]
name = "synthetic"
images = "images/*.png"
labels = "labels/*.png"
masks = "masks/*.png"
patient = "^(p\\\\d+)"
validation = ["p3"]
test = ["p4"]

[network]
widths = [4, 8]

[input]
min_diameter = 64
max_diameter = 128

[optimisation]
steps = 40
batch = 4
crop = 32
learning_rate = 0.02
warmup = 4
ema = 0.9
precision = "fp32"
validate_every = 20
save_every = 7

[augmentation]
scale = [0.8, 1.25]
"""

RESNET_CONFIG = ("widths = [4, 8]", 'name = "resnet34-unet"\nwidths = [2, 3, 4, 5, 6]')

STYLES = (
    "widths = [4, 8]",
    'widths = [4, 8]\nstyles = ["other", "synthetic"]',
)
"""Makes a network that knows two hands, the second of which drew the set."""

TWO_HANDS = (
    STYLES,
    (
        "[network]",
        """[[data.sets]]
name = "other"
images = "images/*.png"
labels = "thick/*.png"
patient = "^(p\\\\d+)"
validation = ["p3"]
test = ["p4"]

[network]""",
    ),
)
"""The same photographs a second time, drawn by a hand that draws thick vessels."""


def write_thick_labels(folder: Path) -> None:
    """Draw the labels of ``write_set`` anew, each vessel three pixels wider."""
    (folder / "thick").mkdir()
    for label in sorted((folder / "labels").iterdir()):
        drawn = np.asarray(Image.open(label)) > 0
        thick = ndimage.binary_dilation(drawn, iterations=2)
        (folder / "thick" / label.name).write_bytes(encode(thick.astype(np.uint8) * 255))


TWO_STRUCTURES = (
    ("seed = 3", 'seed = 3\noutputs = ["artery", "vein"]'),
    ('labels = "labels/*.png"\n', ""),
    (
        "[network]",
        """[data.sets.structures]
artery = { labels = "coloured/*.png", colours = ["red"] }
vein = { labels = "coloured/*.png", colours = ["blue"] }

[network]""",
    ),
)
"""Makes a network that tells vessels of the upper half, its arteries, from those of the lower."""


def write_coloured_labels(data: Path, folder: Path) -> None:
    """Copy photographs and masks of ``write_set``, and draw arteries red and veins blue."""
    (folder / "coloured").mkdir()
    for kind in ("images", "masks"):
        (folder / kind).symlink_to(data / kind)
    for label in sorted((data / "labels").iterdir()):
        vessels = np.asarray(Image.open(label)) > 0
        above = np.arange(len(vessels))[:, None] < len(vessels) / 2
        drawn = np.stack([vessels & above, np.zeros_like(vessels), vessels & ~above], axis=-1)
        (folder / "coloured" / label.name).write_bytes(encode(drawn.astype(np.uint8) * 255))


def write_set(folder: Path, side: int = 96) -> None:
    """Write five patients with two photographs each."""
    for kind in ("images", "labels", "masks"):
        (folder / kind).mkdir(parents=True)
    for patient in range(5):
        for eye in "LR":
            fundus = make_fundus(side, seed=10 * patient + (eye == "R"))
            pictures = {"images": fundus.pixels, "labels": fundus.vessels, "masks": fundus.field}
            for kind, picture in pictures.items():
                (folder / kind / f"p{patient}_{eye}.png").write_bytes(
                    encode(picture.astype(np.uint8) * (1 if kind == "images" else 255))
                )


def make_config(*changes: tuple[str, str]) -> Config:
    """Return the configuration with pieces of its text replaced."""
    return parse_config(config_text(*changes).encode(), "tiny.toml")


def config_text(*changes: tuple[str, str]) -> str:
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text
