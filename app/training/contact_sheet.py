"""Draw what each augmentation does, so that a person can judge its strength."""

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.paths import resources
from app.domain.photograph import Mask, Rgb
from app.imaging.resampling import resize_plane
from app.training.augment import vary_appearance, warped_crop
from app.training.cases import Case, list_cases
from app.training.cleaning import accepted
from app.training.config import Augmentation, Config
from app.training.training_image import TrainingImage

DRAWS = 6
TRIES = 200  # for one row; a change that is rarer than this is not shown
LARGEST_CROP = 128  # pixels
ENLARGED = 2  # so that an outline does not hide the thin vessel in it
CAPTION_WIDTH = 190
OUTLINE = (0, 255, 60)
GEOMETRIC = ("flip", "rotation", "scale", "elastic")
OFF = Augmentation(
    flip=0, rotation=0, scale=(1, 1), elastic=0, brightness=0, contrast=0, gamma=0, colour=0,
    hsv=0, gradient=0, blur=0, noise=0, jpeg=0, grey=0,
)  # fmt: skip

Crop = tuple[Rgb, Mask]
"""A picture and its label, enlarged: (height, width, 3) and (height, width)."""


def draw_contact_sheet(config: Config, root: Path, seed: int) -> bytes:
    """Draw one place of one training photograph as it is and varied, a row for each augmentation.

    Draws that change nothing are left out. Where the augmentation moves the picture, and with all
    of them together, the label is outlined.

    Returns:
        A PNG.

    Raises:
        ConfigurationError: the data does not fit the configuration, or nothing is to be trained on.
        ImageReadError: the photograph or its label cannot be read.
    """
    rng = np.random.default_rng(seed)
    case = _photograph(config, root, rng)
    image = TrainingImage.of_case(case, config.input, config.outputs)
    center = _labelled_place(image, rng)
    side = min(config.optimisation.crop, LARGEST_CROP)
    plain = next(_crops(image, center, side, OFF, rng))
    rows = [(f"as it is\n{case.dataset}\n{case.image.name}", [_outlined(plain), plain[0]])]
    for caption, how in _variants(config.augmentation):
        changed = (
            crop
            for crop in islice(_crops(image, center, side, how, rng), TRIES)
            if not np.array_equal(crop[0], plain[0])
        )
        moved = any(getattr(how, name) != getattr(OFF, name) for name in GEOMETRIC)
        rows.append((caption, [_outlined(c) if moved else c[0] for c in islice(changed, DRAWS)]))
    return _sheet(rows, side * ENLARGED)


def _photograph(config: Config, root: Path, rng: Generator) -> Case:
    cases = [case for case in list_cases(config, root) if case.split == "train"]
    order = rng.permutation(len(cases))
    chosen = next((case for place in order for case in accepted([cases[place]], config)), None)
    if chosen is None:
        raise ConfigurationError(
            message("No photograph is left to train on."),
            message("Keep some patients out of the validation and test lists."),
        )
    return chosen


def _labelled_place(image: TrainingImage, rng: Generator) -> tuple[float, float]:
    """Return x, y of a labelled pixel; of the middle where nothing is labelled."""
    label = image.layers[image.first_label].numpy()
    places = np.argwhere(label >= 0.5)
    y, x = places[rng.integers(len(places))] if len(places) else np.array(label.shape) / 2
    return float(x), float(y)


def _variants(how: Augmentation) -> Iterator[tuple[str, Augmentation]]:
    """Yield each active augmentation alone, then all together, with their captions."""
    for name in how.__struct_fields__:
        strength = getattr(how, name)
        if strength != getattr(OFF, name):
            stated = " to ".join(map(str, strength)) if name == "scale" else strength
            yield f"{name} {stated}", replace(OFF, **{name: strength})
    yield "all together", how


def _crops(
    image: TrainingImage,
    center: tuple[float, float],
    side: int,
    how: Augmentation,
    rng: Generator,
) -> Iterator[Crop]:
    while True:
        layers = warped_crop(image.layers, center, side, how, rng)
        rgb = vary_appearance(layers[:3].permute(1, 2, 0).numpy(), how, rng)
        large = np.round(255 * rgb).astype(np.uint8).repeat(ENLARGED, 0).repeat(ENLARGED, 1)
        label = layers[image.first_label].numpy()
        yield large, resize_plane(label, large.shape[:2]) >= 0.5


def _outlined(crop: Crop) -> Rgb:
    """Draw the rim just outside the label, so that what is labelled stays in view."""
    rgb, label = crop
    rim = ndimage.binary_dilation(label) & ~label
    return np.where(rim[..., None], np.array(OUTLINE, np.uint8), rgb)


def _sheet(rows: Sequence[tuple[str, Sequence[Rgb]]], side: int) -> bytes:
    font = ImageFont.truetype(str(resources() / "fonts" / "DejaVuSans.ttf"), 14)
    pitch_x, pitch_y = side + 4, max(side, 60) + 4
    sheet = Image.new("RGB", (CAPTION_WIDTH + DRAWS * pitch_x, len(rows) * pitch_y), "white")
    draw = ImageDraw.Draw(sheet)
    for row, (caption, pictures) in enumerate(rows):
        draw.text((6, row * pitch_y + 4), caption, fill="black", font=font)
        for column, picture in enumerate(pictures):
            place = (CAPTION_WIDTH + column * pitch_x, row * pitch_y)
            sheet.paste(Image.fromarray(picture), place)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
