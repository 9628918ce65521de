"""Find the part of the frame that shows retina, and what else is in the picture.

Never raises: where no circle can be made out, the best guess comes back with a low confidence.
What is found depends on the field and on what lies close to it only: a border round the picture
may have any width and shade.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray
from PIL import Image

from app.base.messages import message
from app.domain.field import FieldMethod, FieldOfView
from app.domain.photograph import Mask, Plane, Rgb
from app.field.circles import Circle, Points, fit_arcs, fit_circle, inlier_fraction
from app.field.edges import Edge
from app.field.pictures import (
    CLEAR,
    Rise,
    Surroundings,
    extent,
    moved,
    native_box,
    pictures_in,
    surroundings_of,
)
from app.field.shapes import convex_hull, disc, lacks_part, largest_part, outer_corners
from app.field.surroundings import View, look_at
from app.imaging.resampling import IntBox, cut_out, paste

SEVERAL_FIELDS = message(
    "The picture shows more than one field of view, so it is not a single photograph. Open each "
    "photograph as a separate file.",
)
"""Why a picture with several fields of view is not measured."""

_FAINT: Rise = (4.0, 0.0)  # where the rim lies in the dark; noise passes it, so it comes second
_LIT: Rise = (2 * CLEAR[0], 2 * CLEAR[1])  # the retina next to a sharp cut is this bright
_SURE = 0.8  # confidence from which on no fainter rim is looked for
_AROUND = 0.05  # of the longer side: a dim rim is looked for this far outside what is bright
_CORRECTIONS = 8  # of the place of a field, at most
_MANY = 20  # points of a rim, to fit a circle to
_AT_THE_EDGE = 2  # pixels of the reduced copy: a rim this near to the edge may be cut by it
_CUT = 0.5  # of what is seen of the field at an edge: as much ends sharply where it is cut there …
_SEEN_CUT = 0.25  # … and of the field's whole width there
_DEPTH = 0.08  # of the radius: some way inside an edge of the field
_STEEP = 0.25  # of the light there is left at a cut; where it fades, a tenth or less
_LEAST_LIGHT = 4.0  # grey levels; with less, noise decides
_INSIDE = 20  # of them: some way inside
_LIT_SHARE = 0.5  # of what is next to a cut

_LIKELY = 0.6  # confidence from which on a circle is another field of view
_INSET = 0.45  # of the field's diameter: what is smaller is an inset, no second field of view
_TOLD = 0.004  # of the field's area: anything smaller next to it is lettering or a spot
_APART = 0.3  # of the radius: centres that are nearer belong to one field
_WIDER = 1.03  # of the radius: what is lit beyond is not the circle's rim
_BEYOND = 0.05  # of the circle's area, lit outside it: there may be a second one
_FULL = 0.92  # of a circle's area that is lit where it is one of several
_OWN = 0.15  # of it that is not of the circles before
_EXPLAINED = 0.85  # of what is lit: the circles leave no more out


_Line = tuple[slice | int, slice | int]


@dataclass(frozen=True, eq=False)
class _Shown:
    """What stands out in the part of the picture that was examined.

    Attributes:
        region: (h, w) bool, at the size of the view.
    """

    view: View
    surroundings: Surroundings
    rise: Rise
    region: Mask


@dataclass(frozen=True, eq=False)
class _Found:
    """One picture, in pixels of its frame; what lies beyond the frame does not count.

    Attributes:
        frame: its box in the photograph.
        box: of what stands out.
        shown: None where nothing stands out: the box is all of it.
        circle: None where no rim was found.
    """

    frame: IntBox
    box: IntBox
    shown: _Shown | None = None
    circle: Circle | None = None
    confidence: float = 0.0

    @property
    def place(self) -> Circle | None:
        """Return the circle in pixels of the photograph."""
        if self.circle is None:
            return None
        x, y, radius = self.circle
        return x + self.frame[0], y + self.frame[1], radius

    @property
    def area(self) -> float:
        """Return about how many pixels it covers."""
        if self.shown is None:
            left, top, right, bottom = self.box
            return float((right - left) * (bottom - top))
        return float(np.count_nonzero(self.shown.region) * self.shown.view.step**2)


def find_field_of_view(pixels: Rgb) -> FieldOfView:
    """Find the camera's circle of view, and count what else the picture shows.

    The border is what lies as dark as the darkest corners, or has one shade all along an edge; the
    largest part that stands out is the field. A circle is fitted to its rim. Where much of the rim
    fits no circle, it may lie in the dark, and is looked for once more nearer to the border's own
    level.

    Args:
        pixels: (height, width, 3) uint8.

    Example:
        >>> from app.base.paths import sample
        >>> from app.reading.opening import read_image
        >>> field = find_field_of_view(read_image(sample()).pixels)
        >>> str(field.method), round(field.diameter_px)
        ('circle', 921)
    """
    found = [_settled(pixels, frame, box, CLEAR) for frame, box in pictures_in(pixels)]
    clear = max(found, key=lambda each: (each.circle is not None, each.area))
    others = [each for each in found if each is not clear]
    main = clear
    if clear.confidence < _SURE:
        fainter = _settled(pixels, clear.frame, moved(clear.box, *clear.frame[:2]), _FAINT)
        main = max(clear, fainter, key=lambda each: each.confidence)
    further = [each for each in others if _is_further_field(each, main)]
    return replace(
        _field(main, pixels),
        fields=1 + len(further) + _overlapping(clear, main.circle),
        insets=sum(_is_inset(each, main) for each in others if each not in further),
    )


def field_from_mask(mask: Mask) -> FieldOfView:
    """Describe a field of view that was given as a mask, an official one for instance.

    Its diameter is that of the camera's circle, whatever the frame cuts off, if its rim shows one.
    """
    field = _bounded(mask)
    rim = _rim_points(mask) if field.area_px else np.zeros((0, 2))
    circle = fit_circle(rim, round(field.diameter_px)) if len(rim) >= _MANY else None
    if circle is None or inlier_fraction(rim, circle) < _SURE:
        return field
    x, y, radius = circle
    return replace(field, center=(x, y), diameter_px=2 * radius)


def _bounded(mask: Mask) -> FieldOfView:
    """Describe a field of view by its bounds."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return FieldOfView(mask, (0.0, 0.0), 0.0, FieldMethod.MASK, 0.0)
    center = (float(columns.min() + columns.max()) / 2, float(rows.min() + rows.max()) / 2)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    return FieldOfView(mask, center, float(extent), FieldMethod.MASK, 1.0)


def _settled(pixels: Rgb, frame: IntBox, box: IntBox, rise: Rise) -> _Found:
    """Find what stands out in a box or close to it, until its place no longer moves."""
    inside = cut_out(pixels, frame)
    box = moved(box, -frame[0], -frame[1])
    shown = None
    for _ in range(_CORRECTIONS):
        shown = _shown_in(inside, box, rise)
        if shown is None:
            return _Found(frame, box)
        placed = native_box(inside, shown.view, shown.region, shown.surroundings, rise)
        if placed == box:
            break
        box = placed
    found = _Found(frame, box, shown)
    return _with_circle(found, shown) if shown else found


def _shown_in(pixels: Rgb, box: IntBox, rise: Rise) -> _Shown | None:
    view = look_at(pixels, box, math.ceil(_AROUND * _side(box)))
    surroundings = surroundings_of(view)
    if surroundings is None:
        return None
    region = largest_part(surroundings.standing_out(view, rise))
    return None if region is None else _Shown(view, surroundings, rise, region)


def _side(box: IntBox) -> int:
    left, top, right, bottom = box
    return max(right - left, bottom - top)


def _with_circle(found: _Found, shown: _Shown) -> _Found:
    rim = _rim_points(shown.region)
    side = _side(shown.view.box_of(*extent(shown.region))) // shown.view.step
    circle = fit_circle(rim, side) if len(rim) >= _MANY else None
    if circle is None:
        return found
    native = _native(circle, shown.view)
    return replace(found, circle=native, confidence=inlier_fraction(rim, circle))


def _native(circle: Circle, view: View) -> Circle:
    """Convert a circle of a view to the photograph; positions count from pixel centres."""
    x, y, radius = circle
    left, top = view.origin
    step = view.step
    return left + (x + 0.5) * step - 0.5, top + (y + 0.5) * step - 0.5, radius * step


def _in_view(circle: Circle, view: View) -> Circle:
    x, y, radius = circle
    left, top = view.origin
    step = view.step
    return (x + 0.5 - left) / step - 0.5, (y + 0.5 - top) / step - 0.5, radius / step


def _rim_points(region: Mask) -> Points:
    """Return the outer corners, except those at the edges of its box, which may be a cut."""
    corners = outer_corners(region)
    rows, columns = extent(region)
    first = np.array([columns.start, rows.start])
    last = np.array([columns.stop, rows.stop]) - 1
    at_edge = (corners < first + _AT_THE_EDGE) | (corners > last - _AT_THE_EDGE)
    return corners[~at_edge.any(axis=1)]


# --- what else is in the picture -----------------------------------------------------------


def _is_further_field(other: _Found, main: _Found) -> bool:
    if other.place is None or other.confidence < _LIKELY:
        return False
    return main.place is None or _rivals(other.place, main.place)


def _is_inset(other: _Found, main: _Found) -> bool:
    """Return whether something lies next to the field other than parts cut off by a shadow."""
    if other.area < _TOLD * main.area:
        return False
    left, top, right, bottom = moved(other.box, *other.frame[:2])
    center = ((left + right) / 2, (top + bottom) / 2)
    return main.place is None or math.dist(center, main.place[:2]) > main.place[2]


def _rivals(circle: Circle, main: Circle) -> bool:
    """Return whether a circle is another field of view, not an inset and not the same field."""
    apart = math.dist(circle[:2], main[:2])
    return circle[2] >= _INSET * main[2] and apart > _APART * main[2]


def _overlapping(found: _Found, circle: Circle | None) -> int:
    """Count the other fields that touch this one, as those of a mosaic do.

    Args:
        circle: that of the field, which may explain everything visible.
    """
    if found.shown is None or (circle and _holds(circle, found.shown)):
        return 0
    region = scipy.ndimage.binary_fill_holes(found.shown.region)
    rim = outer_corners(region)
    if len(rim) < _MANY:
        return 0

    def is_field(circle: Circle, before: Sequence[Circle]) -> bool:
        inside = disc(region.shape, circle[:2], circle[2])
        lit = inside & region
        own = lit & ~_discs(before, region.shape)
        full = np.count_nonzero(lit) >= _FULL * np.count_nonzero(inside)
        new = np.count_nonzero(own) >= _OWN * np.count_nonzero(inside)
        return bool(full and new) and all(_rivals(circle, each) for each in before)

    circles = fit_arcs(rim, max(region.shape), is_field)
    covered = np.count_nonzero(region & _discs(circles, region.shape))
    return len(circles) - 1 if covered >= _EXPLAINED * np.count_nonzero(region) else 0


def _holds(circle: Circle, shown: _Shown) -> bool:
    """Return whether nearly everything visible lies in a circle."""
    x, y, radius = _in_view(circle, shown.view)
    inside = disc(shown.region.shape, (x, y), _WIDER * radius)
    beyond = np.count_nonzero(shown.region & ~inside)
    return bool(beyond <= _BEYOND * math.pi * radius**2)


def _discs(circles: Sequence[Circle], shape: tuple[int, ...]) -> Mask:
    taken = np.zeros(shape, dtype=np.bool_)
    for circle in circles:
        taken |= disc(shape, circle[:2], circle[2])
    return taken


# --- the mask ------------------------------------------------------------------------------


def _field(found: _Found, pixels: Rgb) -> FieldOfView:
    """Describe the field in the photograph."""
    field = _field_in_frame(found, cut_out(pixels, found.frame))
    mask = np.zeros(pixels.shape[:2], dtype=np.bool_)
    left, top = found.frame[:2]
    paste(mask, field.mask, (left, top))
    return replace(field, mask=mask, center=(field.center[0] + left, field.center[1] + top))


def _field_in_frame(found: _Found, pixels: Rgb) -> FieldOfView:
    if found.shown is None:
        return _frame(found.box, pixels)
    if found.circle is None:
        return _outline(found.shown, pixels)
    return _circular(found.circle, found, found.shown, pixels)


def _circular(circle: Circle, found: _Found, shown: _Shown, pixels: Rgb) -> FieldOfView:
    """Draw the circle at native size, cut to the part that is seen where not all is."""
    x, y, radius = circle
    mask = disc(pixels.shape[:2], (x, y), radius)
    limits = _limits(circle, found.box, shown)
    left, top, right, bottom = (
        round(np.clip(edge, 0, side))
        for edge, side in zip(limits, 2 * (pixels.shape[1], pixels.shape[0]), strict=True)
    )
    mask[:top] = mask[bottom:] = False
    mask[:, :left] = mask[:, right:] = False
    wider = _looked_wider(limits, shown, pixels)
    in_view = _in_view(circle, wider.view)
    whole = disc(wider.region.shape, in_view[:2], in_view[2]) & _within(wider.view, limits)
    seen = _seen_part(whole, wider)
    if seen is not None:
        mask &= _enlarged(seen, wider.view, mask.shape)
    return FieldOfView(mask, (x, y), 2 * radius, FieldMethod.CIRCLE, found.confidence)


def _limits(circle: Circle, box: IntBox, shown: _Shown) -> IntBox:
    """Return the box that a field lies in: on a side where its retina ends sharply, it is cut."""
    x, y, radius = circle
    left, top, right, bottom = box
    cuts = _cut_sides(_in_view(circle, shown.view), shown)
    return (
        left if cuts[0] else min(left, math.floor(x - radius)),
        top if cuts[1] else min(top, math.floor(y - radius)),
        right if cuts[2] else max(right, math.ceil(x + radius) + 1),
        bottom if cuts[3] else max(bottom, math.ceil(y + radius) + 1),
    )


def _cut_sides(circle: Circle, shown: _Shown) -> tuple[bool, bool, bool, bool]:
    """Return whether most of a field ends abruptly at its left, top, right and bottom."""
    above = _above_level(shown)
    inside = disc(above.shape, circle[:2], circle[2])
    rows, columns = shown.view.inner

    def cut(edge: _Line, deep: _Line) -> bool:
        width = np.count_nonzero(inside[edge])
        seen = inside[edge] & (above[deep] > 0)  # where it is dark all along, there is no telling
        sharp = np.count_nonzero(seen & _ends_sharply(above[edge], above[deep]))
        return bool(width and sharp >= max(_CUT * np.count_nonzero(seen), _SEEN_CUT * width))

    left, top, right, bottom = columns.start + 1, rows.start + 1, columns.stop - 2, rows.stop - 2
    # Of a circle that reaches far beyond what is seen, the depth may lie outside, too.
    across, down = (
        min(round(_DEPTH * circle[2]), max(0, far - near) // 2)
        for near, far in ((left, right), (top, bottom))
    )
    return (
        cut(np.s_[:, left], np.s_[:, left + across]),
        cut(np.s_[top, :], np.s_[top + down, :]),
        cut(np.s_[:, right], np.s_[:, right - across]),
        cut(np.s_[bottom, :], np.s_[bottom - down, :]),
    )


def _above_level(shown: _Shown) -> Plane:
    """Return how far a view lies above the level from which on it shows a picture."""
    level = np.float32(shown.surroundings.level(shown.rise))
    above: Plane = np.maximum(shown.view.brightness - level, 0) * shown.region
    return above


def _ends_sharply(edge: Plane, deep: Plane) -> NDArray[np.bool_]:
    """Return whether a retina is cut, by its light at the edge and some way inside.

    Fading light falls to the level gradually, so there is little of it at the edge.
    """
    sharp: NDArray[np.bool_] = (edge >= _LEAST_LIGHT) & (edge >= _STEEP * deep)
    return sharp


def _looked_wider(limits: IntBox, shown: _Shown, pixels: Rgb) -> _Shown:
    """Look at all of the box that a field lies in, part of which may be too dark to stand out."""
    view = shown.view
    rows, columns = shown.region.shape
    left, top, right, bottom = view.box_of(slice(0, rows), slice(0, columns))
    if left <= limits[0] and top <= limits[1] and right >= limits[2] and bottom >= limits[3]:
        return shown
    view = look_at(pixels, limits, math.ceil(_AROUND * _side(limits)))
    region = largest_part(shown.surroundings.standing_out(view, shown.rise))
    return shown if region is None else replace(shown, view=view, region=region)


def _within(view: View, box: IntBox) -> Mask:
    """Return which pixels of a view have their centre in a box of the photograph."""
    left, top, right, bottom = box
    height, width = view.brightness.shape
    across = view.origin[0] + (np.arange(width) + 0.5) * view.step
    down = view.origin[1] + (np.arange(height) + 0.5) * view.step
    inside: Mask = ((down > top) & (down < bottom))[:, None] & (across > left) & (across < right)
    return inside


def _seen_part(whole: Mask, shown: _Shown) -> Mask | None:
    """Return the part of the circle's disc that is not clipped (flat top, lid); None if all is.

    A clipped part ends sharply. Where the light fades, the field continues in the dark.
    """
    if shown.surroundings.border is None or not lacks_part(shown.region, whole):
        return None  # its hull, which is larger, does not lack it either
    hull = convex_hull(shown.region)
    if not lacks_part(hull, whole):
        return None
    lit = largest_part(shown.surroundings.standing_out(shown.view, _LIT))
    if lit is None:  # nothing is bright enough to tell a cut from a fade
        return None
    seen = hull | _beyond_fades(whole & ~hull, Edge(hull), lit, _above_level(shown))
    return seen if lacks_part(seen, whole) else None


def _beyond_fades(outside: Mask, edge: Edge, lit: Mask, above: Plane) -> Mask:
    """Return what lies outside an edge where it is not cut: the light fades there.

    At a cut most of the retina next to the edge is lit, or as bright as some way inside.
    """
    sharp = _ends_sharply(edge.inside(above, 0), edge.inside(above, _INSIDE))
    cut = (edge.inside(lit, 0) >= _LIT_SHARE) | sharp
    return edge.behind(~cut, outside)


def _outline(shown: _Shown, pixels: Rgb) -> FieldOfView:
    filled = scipy.ndimage.binary_fill_holes(shown.region)
    field = _bounded(_enlarged(filled, shown.view, pixels.shape[:2]))
    return replace(field, method=FieldMethod.OUTLINE, confidence=0.3)


def _enlarged(mask: Mask, view: View, shape: tuple[int, ...]) -> Mask:
    """Scale a mask of a view to its place in a photograph of the given shape."""
    rows, columns = mask.shape
    native = np.zeros(shape[:2], dtype=np.bool_)
    small = Image.fromarray(mask.view(np.uint8) * np.uint8(255))
    large = small.resize((columns * view.step, rows * view.step), Image.Resampling.BILINEAR)
    paste(native, np.asarray(large) > 127, view.origin)
    return native


def _frame(box: IntBox, pixels: Rgb) -> FieldOfView:
    """Take a whole box as the field of view, its longer side as the diameter."""
    left, top, right, bottom = box
    mask = np.zeros(pixels.shape[:2], dtype=np.bool_)
    mask[top:bottom, left:right] = True
    center = ((left + right - 1) / 2, (top + bottom - 1) / 2)
    return FieldOfView(mask, center, float(_side(box)), FieldMethod.FRAME, 0.0)


def whole_frame(pixels: Rgb) -> FieldOfView:
    """Take the whole picture as the field of view, its longer side as the diameter."""
    return _frame((0, 0, pixels.shape[1], pixels.shape[0]), pixels)
