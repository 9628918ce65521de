"""Read masks that were drawn elsewhere, and see that they fit."""

from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.photograph import Mask, Rgb
from app.field.masks import brighter_half, grey_share, looks_like_mask
from app.reading.opening import read_image


def read_mask(path: Path, shape: tuple[int, int]) -> Mask:
    """Read a label or field mask: (height, width), true where brighter than half its brightest.

    Raises:
        ConfigurationError: its size is not ``shape``, or it is no mask.
        ImageReadError: it cannot be read.
    """
    pixels = read_image(path).pixels
    check_size(path, pixels, shape)
    if not looks_like_mask(pixels):
        raise ConfigurationError(
            message(
                "The label “{name}” is not a mask: {share} % of its pixels are neither black nor "
                "white.",
                name=path.name,
                share=f"{100 * grey_share(pixels):.2g}",
            ),
            message("Give it only two values: 0 outside, 255 for what is to be found."),
        )
    return brighter_half(pixels)


def check_size(path: Path, pixels: Rgb, shape: tuple[int, int]) -> None:
    """Check that a drawing has the size of its photograph.

    Raises:
        ConfigurationError: it has not.
    """
    if pixels.shape[:2] != shape:
        raise ConfigurationError(
            message(
                "“{name}” is {width} × {height} pixels, its image {image_width} × {image_height}.",
                name=path.name,
                width=pixels.shape[1],
                height=pixels.shape[0],
                image_width=shape[1],
                image_height=shape[0],
            ),
            message("A label must have exactly the size of its image."),
        )
