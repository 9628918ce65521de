"""Masks made elsewhere: what counts as one, and the field of view that belongs to it."""

from enum import StrEnum
from pathlib import Path

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.base.errors import UnsupportedImageError
from app.base.messages import message
from app.domain.field import FieldMethod, FieldOfView
from app.domain.photograph import FundusImage, Mask, Rgb
from app.field.field_of_view import SEVERAL_FIELDS, field_from_mask, find_field_of_view, whole_frame
from app.field.shapes import disc
from app.reading.opening import read_image

_MAX_GREY = 0.05  # of a mask's pixels; of the real ones, made half as large, 2 % are even grey
_MAX_CLASS = 16  # a mask no brighter than this holds numbers of classes, not shades

_Points = NDArray[np.float64]


class Assumed(StrEnum):
    """The fields of view that need no file: around the vessels, or the whole frame."""

    AUTO = "auto"
    WHOLE = "whole"


FIELD_WARNINGS = {
    Assumed.AUTO: message(
        "The field of view is an estimate, the smallest circle around the vessels; where they end "
        "short of the true rim, the densities come out too high.",
    ),
    Assumed.WHOLE: message(
        "The whole frame was taken as the field of view; black corners lower the densities.",
    ),
}
"""What a reader must know of a field of view that was taken from no file."""


def grey_share(picture: Rgb) -> float:
    """Return the share of grey pixels; of a mask in shades, those at edges do not count.

    Smoothing leaves grey at the edges of a mask; grey anywhere else means that it is not a mask.
    """
    pixels = picture.max(axis=2)
    brightest = int(pixels.max())
    grey = (pixels > 0.05 * brightest) & (pixels < 0.95 * brightest)
    if brightest > _MAX_CLASS and grey.mean() > _MAX_GREY:  # the filters take their time
        reach = scipy.ndimage.maximum_filter(pixels, 5) - scipy.ndimage.minimum_filter(pixels, 5)
        grey &= reach < brightest / 2
    return float(grey.mean())


def looks_like_mask(picture: Rgb) -> bool:
    """Return whether a picture has two values, edges aside."""
    return grey_share(picture) <= (_MAX_GREY if picture.max() > _MAX_CLASS else 0)


def brighter_half(picture: Rgb) -> Mask:
    """Return (height, width), true where brighter than half the brightest.

    So 0 and 1 are understood like 0 and 255.
    """
    pixels = picture.max(axis=2)
    mask: Mask = pixels > pixels.max() / 2
    return mask


def read_drawing(image: FundusImage, *, inverted: bool) -> Mask:
    """Read a picture as a mask: (height, width), true where vessels are drawn.

    Raises:
        UnsupportedImageError: it is no mask, or part of it is missing.
    """
    if image.unsuitable is not None:
        raise UnsupportedImageError(
            image.unsuitable,
            message("Export the mask again, with square pixels, as PNG or TIFF."),
        )
    if not looks_like_mask(image.pixels):
        raise UnsupportedImageError(
            message(
                "“{name}” is not a mask: {share} % of its pixels are neither black nor white.",
                name=image.path.name,
                share=f"{100 * grey_share(image.pixels):.2g}",
            ),
            message("Use two values only: 0 outside, 255 for vessels."),
        )
    mask = brighter_half(image.pixels)
    return ~mask if inverted else mask


def find_mask_field(drawn: Mask, image: FundusImage, source: Path | Assumed) -> FieldOfView:
    """Find the field of view that a mask is measured in.

    Args:
        drawn: (height, width) bool, the vessels.
        image: the picture that they were read from.
        source: an official field mask or a photograph in which the field is found, or what is
            assumed without one.

    Raises:
        ImageReadError: the file cannot be read.
        UnsupportedImageError: the field does not fit the mask, or is one of several.
    """
    if isinstance(source, Path):
        field = _read_field(source, image)
    elif source is Assumed.WHOLE:
        field = whole_frame(image.pixels)
    else:
        field = _round_the_vessels(drawn, image)
    return field


def smallest_circle(mask: Mask) -> tuple[tuple[float, float], float]:
    """Return the centre (x, y) and the radius, in pixels, of the smallest circle round a mask.

    From one side of the convex hull the algorithm moves on to larger circles, each through two or
    three of its corners, until no corner lies outside (Chrystal 1885; Skyum 1991, Inf Process
    Lett 37:121).

    Args:
        mask: (height, width) bool, true somewhere.
    """
    corners = _hull_corners(mask)
    first, second = corners[0], corners[1]
    while True:
        third = _least_angle(corners, first, second)
        if (first - third) @ (second - third) <= 0:  # the side is a diameter that reaches all
            center = (first + second) / 2
            break
        if (second - first) @ (third - first) < 0:
            first = third
        elif (first - second) @ (third - second) < 0:
            second = third
        else:
            center = _circumcentre(first, second, third)
            break
    return (float(center[0]), float(center[1])), float(np.hypot(*(first - center)))


def _read_field(file: Path, image: FundusImage) -> FieldOfView:
    given = read_image(file)
    if (given.width, given.height) != (image.width, image.height):
        raise UnsupportedImageError(
            message(
                "The field “{field}” is {field_width} × {field_height} pixels, the mask “{name}” "
                "{width} × {height}.",
                field=file.name,
                field_width=given.width,
                field_height=given.height,
                name=image.path.name,
                width=image.width,
                height=image.height,
            ),
            message("Give the field of the same photograph, at the same size."),
        )
    if not looks_like_mask(given.pixels):
        return _only_field(given)
    field = field_from_mask(brighter_half(given.pixels))
    if not field.area_px:
        raise UnsupportedImageError(
            message("The field mask “{name}” is empty.", name=file.name),
            message("Give a mask that is white where the retina is seen, or a photograph."),
        )
    return field


def _only_field(photograph: FundusImage) -> FieldOfView:
    field = find_field_of_view(photograph.pixels)
    if field.fields > 1:
        raise UnsupportedImageError(
            SEVERAL_FIELDS,
            message("Give the field of the same photograph, at the same size."),
        )
    return field


def _round_the_vessels(drawn: Mask, image: FundusImage) -> FieldOfView:
    if not drawn.any():
        raise UnsupportedImageError(
            message(
                "“{name}” shows no vessels from which to estimate a field of view.",
                name=image.path.name,
            ),
            message("Give the field of view, or state that vessels are black in the mask."),
        )
    center, radius = smallest_circle(drawn)
    inside = disc(drawn.shape, center, radius)
    return FieldOfView(inside, center, 2 * radius, FieldMethod.CIRCLE, 0.0)


def _hull_corners(mask: Mask) -> _Points:
    """Return the corners of the convex hull of a mask's pixels, (n, 2) x and y, in order."""
    rows = np.flatnonzero(mask.any(axis=1))
    left = mask[rows].argmax(axis=1) - 0.5
    right = mask.shape[1] - mask[rows, ::-1].argmax(axis=1) - 0.5
    outer = [np.stack([x, rows + down], axis=1) for x in (left, right) for down in (-0.5, 0.5)]
    points = np.concatenate(outer)
    corners: _Points = points[scipy.spatial.ConvexHull(points).vertices]
    return corners


def _least_angle(corners: _Points, first: _Points, second: _Points) -> _Points:
    """Return the corner from which a side is seen under the least angle."""
    to_first, to_second = first - corners, second - corners
    lengths = np.hypot(*to_first.T) * np.hypot(*to_second.T)
    cosines = np.full(len(corners), -np.inf)  # of the side's own ends
    np.divide((to_first * to_second).sum(axis=1), lengths, out=cosines, where=lengths > 0)
    least: _Points = corners[cosines.argmax()]
    return least


def _circumcentre(first: _Points, second: _Points, third: _Points) -> _Points:
    sides = np.stack([second - first, third - first])
    center: _Points = first + np.linalg.solve(2 * sides, (sides**2).sum(axis=1))
    return center
