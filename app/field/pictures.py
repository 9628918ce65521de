"""Find the pictures in a frame, down to the pixel: on a border, a card, in a program's window."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts load at first use

from app.domain.photograph import Mask, Rgb
from app.field.surroundings import (
    DARK,
    Levels,
    Shade,
    View,
    denoised_brightness,
    even_shades,
    ground,
    look_at,
    near,
    percentile,
    without_specks,
)
from app.imaging.resampling import IntBox, cut_out

_MIN_RISE = 6.0  # grey levels that a field must stand above the border
_DARK_BORDER = 0.35  # a border brighter than this part of the bright level is no border …
_GREY_BORDER = 0.75  # … unless it is even: scans put a grey one around hazy photographs
_EVEN = 3.0  # grey levels by which the corners of an even border may differ
_CORNER = 0.04  # of the shorter side: the corners whose level is the border's
_BRIGHT = 90  # percentile of what lies in the ellipse below
_ELLIPSE = 0.8  # of a picture's width and height: there its corners do not count
_BRIGHTEST = 99  # percentile of a frame that may be border for the most part

_LINE = 0.02  # of a picture's width: what its first line shows of it at least
_WITHIN = 2  # pixels of the reduced copy within which the first line lies
_NESTED = 5  # a photograph on a card on a border in a window …
_LOOKS = 24  # parts of a frame that are looked at, at most
_SAME = 0.02  # of the longer side: parts that differ by less are the same
_FILLED = 0.97  # of the ellipse in its box, where a part is round; lids and shadows take more
_CONSIDERABLE = 0.01  # of the largest part: what is smaller is lettering or a spot

Rise = tuple[float, float]
"""How far above the border: grey levels at least, and of the distance to the bright level."""

Bright = Callable[[View, Mask], float]
"""The brightness of what is looked at, without its surroundings."""

CLEAR: Rise = (_MIN_RISE, 0.08)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The brightness of a picture and of what surrounds it.

    Attributes:
        border: how bright a dark border is; None where there is none.
        beyond: how bright it is beyond the part looked at, where another border was put round the
            picture's own; never less than the border.
        bright: how bright the picture is.
        shades: of an even background.
    """

    border: float | None
    beyond: float
    bright: float
    shades: Sequence[Shade]

    def level(self, rise: Rise) -> float:
        """Return the level above which a picture stands out from a dark border; 0 without one."""
        return 0.0 if self.border is None else self._above(self.border, rise)

    def _above(self, border: float, rise: Rise) -> float:
        return border + max(rise[0], rise[1] * (self.bright - border))

    def standing_out(self, view: View, rise: Rise) -> Mask:
        """Return (h, w), true where a view shows a picture; specks do not count."""
        shown: Mask = ~ground(view, self.shades)
        if self.border is None:
            shown &= view.inside
        else:
            lit = view.brightness > self._above(self.beyond, rise)
            lit[view.inner] = view.brightness[view.inner] > self.level(rise)
            shown &= lit
        return without_specks(shown)

    def shown(self, part: Rgb, rise: Rise) -> Mask:
        """Return the same for pixels of the photograph itself at an edge, specks and all."""
        shown: Mask = ~near(part, self.shades)
        if self.border is not None:
            shown &= denoised_brightness(part) > self._above(self.beyond, rise)
        return shown


@dataclass(frozen=True)
class _Part:
    """A part of a photograph that may be a picture.

    Attributes:
        frame: the box of all of the photograph, or of what lies on an even background.
        box: of the part itself.
        is_round: it is a field of view, with no picture in it.
    """

    frame: IntBox
    box: IntBox
    is_round: bool


def pictures_in(pixels: Rgb) -> list[tuple[IntBox, IntBox]]:
    """Return the boxes of what may be pictures, at least one; what is large comes first.

    Each has before it the box of the frame that it lies in: all of the photograph, or what lies
    on an even background, which ends sharply.
    """
    whole = (0, 0, pixels.shape[1], pixels.shape[0])
    pending, found = [(_Part(whole, whole, is_round=False), 0)], []
    for _ in range(_LOOKS):
        if not pending:
            break
        part, depth = pending.pop(0)
        looked_into = depth < _NESTED and not part.is_round
        parts = list(_parts(pixels, part)) if looked_into else []
        alike = [each for each in parts if _same(each.box, part.box)]
        inner = [each for each in parts if each not in alike]
        if alike or not parts:
            found.append(replace(part, box=alike[0].box) if alike else part)
        known = [*found, *(each for each, _ in pending)]
        pending += [
            (new, depth + 1) for new in inner if not any(_same(new.box, each.box) for each in known)
        ]
    return [(each.frame, each.box) for each in found or (part for part, _ in pending)]


def bright_level(view: View, surrounding: Mask) -> float:
    """Return the brightness of a picture that fills the part looked at."""
    part, outside = view.brightness[view.inner], surrounding[view.inner]
    return percentile(part, _BRIGHT, _ellipse(part.shape, _ELLIPSE) & ~outside)


def surroundings_of(view: View, bright: Bright = bright_level) -> Surroundings | None:
    """Return what surrounds a picture that fills the part looked at; None where nothing does."""
    shades = even_shades(view)
    surrounding = ground(view, shades)
    height = bright(view, surrounding)
    border = _border_level(view, surrounding, height)
    if border is None and not shades:
        return None
    return Surroundings(border, max(border or 0.0, _level_beyond(view)), height, shades)


def native_box(
    pixels: Rgb, view: View, region: Mask, surroundings: Surroundings, rise: Rise
) -> IntBox:
    """Return the box of a region, (h, w) at the size of the view, to the pixel."""
    left, top, right, bottom = view.box_of(*extent(region))
    reach = _WITHIN * view.step

    def lines(strip: IntBox, axis: int) -> list[int]:
        return _lines(pixels, strip, axis, lambda part: surroundings.shown(part, rise))

    first = lines((left - reach, top, left + reach, bottom), 0) or [left]
    last = lines((right - reach, top, right + reach, bottom), 0) or [right - 1]
    upper = lines((left, top - reach, right, top + reach), 1) or [top]
    lower = lines((left, bottom - reach, right, bottom + reach), 1) or [bottom - 1]
    return first[0], upper[0], last[-1] + 1, lower[-1] + 1


def moved(box: IntBox, x: int, y: int) -> IntBox:
    """Return a box that lies further to the right and down."""
    left, top, right, bottom = box
    return left + x, top + y, right + x, bottom + y


def extent(mask: Mask) -> tuple[slice, slice]:
    """Return the rows and the columns from the first to the last that a mask has anything in."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _brightest_level(view: View, surrounding: Mask) -> float:
    return percentile(view.brightness[view.inner], _BRIGHTEST, ~surrounding[view.inner])


def _parts(pixels: Rgb, within: _Part) -> Iterator[_Part]:
    """Yield the parts that stand out in a part, the largest first."""
    box = within.box
    inside = cut_out(pixels, box)
    view = look_at(inside, moved(box, -box[0], -box[1]))
    surroundings = surroundings_of(view, _brightest_level)
    if surroundings is None:
        return
    if surroundings.shades:  # what lies on a ground has its own border, if any
        surroundings = replace(surroundings, border=None)
    labels, count = scipy.ndimage.label(surroundings.standing_out(view, CLEAR))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    for index in np.argsort(-sizes, kind="stable"):
        if sizes[index] >= _CONSIDERABLE * sizes.max():
            region = labels == index + 1
            placed = native_box(inside, view, region, surroundings, CLEAR)
            part = moved(placed, box[0], box[1])
            if surroundings.border is None:
                yield _Part(part, part, is_round=False)
            else:
                yield _Part(within.frame, part, _is_round(region[extent(region)]))


def _is_round(region: Mask) -> bool:
    """Return whether a region fills the ellipse in its box and leaves the corners of the box out.

    Then no border of its own lies in the box, nor anything on one.
    """
    if any(region[corner].any() for corner in _corners(region.shape)):
        return False
    inside = _ellipse(region.shape, 1.0)
    return bool(np.count_nonzero(region & inside) >= _FILLED * np.count_nonzero(inside))


def _same(first: IntBox, second: IntBox) -> bool:
    left, top, right, bottom = second
    limit = _SAME * max(right - left, bottom - top)
    return all(abs(one - other) <= limit for one, other in zip(first, second, strict=True))


def _border_level(view: View, surrounding: Mask, bright: float) -> float | None:
    """Return how bright a dark border is, by the corners; None where they are no border."""
    corners = _corner_levels(view.brightness[view.inner], surrounding[view.inner])
    if not corners:
        return None
    border = float(np.mean(corners[:2]))  # the two darkest: text and lamps often spoil one or two
    even = corners[-1] - corners[0] <= _EVEN
    if bright < max(border + 2 * _MIN_RISE, border / (_GREY_BORDER if even else _DARK_BORDER)):
        return None
    return border


def _level_beyond(view: View) -> float:
    """Return how bright a dark border is that lies round the part looked at; 0 without one."""
    level = percentile(view.brightness, 50, ~view.inside)
    return level if level <= DARK else 0.0


def _corner_levels(brightness: Levels, surrounding: Mask) -> list[float]:
    """Return the median level of each corner that is not of the surroundings, the darkest first."""
    return sorted(
        float(np.median(brightness[corner]))
        for corner in _corners(brightness.shape)
        if surrounding[corner].mean() < 0.5
    )


def _corners(shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
    """Return the rows and the columns of each corner."""
    side = max(2, round(_CORNER * min(shape)))
    ends = (slice(None, side), slice(-side, None))
    return [(rows, columns) for rows in ends for columns in ends]


def _ellipse(shape: tuple[int, ...], size: float) -> Mask:
    """Return the pixels in an ellipse around the centre, in parts of the height and the width."""
    rows, columns = (np.linspace(-1, 1, side) / size for side in shape)
    inside: Mask = rows[:, None] ** 2 + columns**2 <= 1
    return inside


def _lines(pixels: Rgb, strip: IntBox, axis: int, shown: Callable[[Rgb], Mask]) -> list[int]:
    """Return which rows (axis 1) or columns (axis 0) of a strip show something of a picture."""
    left, top = max(strip[0], 0), max(strip[1], 0)
    right, bottom = min(strip[2], pixels.shape[1]), min(strip[3], pixels.shape[0])
    if left >= right or top >= bottom:
        return []
    share = shown(pixels[top:bottom, left:right]).mean(axis=axis)
    return [int(line) + (top if axis else left) for line in np.flatnonzero(share >= _LINE)]
