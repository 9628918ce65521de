"""A photograph as registration looks at it, at one size whatever the camera."""

from dataclasses import dataclass

import numpy as np

from app.domain.field import FieldOfView
from app.domain.photograph import Mask, Plane, Rgb
from app.field.geometry import field_box
from app.imaging.resampling import (
    IntBox,
    cut_out,
    paste,
    resize_picture,
    resize_plane,
    scaled_shape,
)
from app.registration.transform import DIAMETER, Frame, Points


@dataclass(frozen=True, eq=False)
class View:
    """What is known of a photograph that is to be aligned.

    Attributes:
        pixels: (height, width, 3) uint8, RGB.
        vessels: (height, width) float32, the probability of vessel.
    """

    pixels: Rgb
    field: FieldOfView
    vessels: Plane


@dataclass(frozen=True, eq=False)
class Reduced:
    """A view with its field ``DIAMETER`` pixels across, cut to it.

    Attributes:
        green: (h, w) float32, 0 to 255.
        field: (h, w) bool.
        vessels: (h, w) float32.
        box: of the photograph that it shows.
    """

    green: Plane
    field: Mask
    vessels: Plane
    box: IntBox
    native_frame: Frame

    @classmethod
    def of(cls, view: View) -> "Reduced":
        """Reduce or enlarge a view."""
        field, box = view.field, field_box(view.field)
        shape = scaled_shape(box, DIAMETER / field.diameter_px)
        return cls(
            resize_picture(cut_out(view.pixels, box), shape)[..., 1].astype(np.float32),
            resize_plane(cut_out(field.mask, box), shape) >= 0.5,
            resize_plane(cut_out(view.vessels, box), shape),
            box,
            Frame.of(field),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width."""
        return self.field.shape[0], self.field.shape[1]

    @property
    def frame(self) -> Frame:
        """Return where the field lies in this view."""
        left, top, right, _ = self.box
        x, y = self.native_frame.center
        scale = self.shape[1] / (right - left)
        center = (x - left + 0.5) * scale - 0.5, (y - top + 0.5) * scale - 0.5
        return Frame(center, self.native_frame.diameter_px * scale)

    def native(self, points: Points) -> Points:
        """Return where points, (n, 2) x and y of this view, lie in the photograph."""
        left, top, right, bottom = self.box
        size = np.array((right - left, bottom - top))
        places: Points = (points + 0.5) * size / self.shape[::-1] - 0.5 + (left, top)
        return places

    def enlarged(self, mask: Mask, field: FieldOfView) -> Mask:
        """Return a mask of this view at the photograph's size, within its field."""
        left, top, right, bottom = self.box
        whole = np.zeros_like(field.mask)
        paste(whole, resize_plane(mask, (bottom - top, right - left)) >= 0.5, (left, top))
        return whole & field.mask
